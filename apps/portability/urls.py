"""Addresses of leaving, taking everything along, sharing a week, and of what is kept."""

from django.urls import path

from apps.portability.views import exports, kept, leaving, shares

app_name = "portability"

urlpatterns = [
    path("privacy/", kept.kept, name="kept"),
    path("account/export/", exports.export, name="export"),
    path("account/export/<str:token>/", exports.export_file, name="export_file"),
    path("account/leave/", leaving.leave, name="leave"),
    path("account/leaving/", leaving.leaving, name="leaving"),
    path("account/stay/", leaving.stay, name="stay"),
    path("account/links/", shares.share_list, name="share_list"),
    path("account/links/<int:pk>/take-back/", shares.share_revoke, name="share_revoke"),
    path("weeks/<week:week>/share/", shares.share, name="share"),
    path("shared/<str:token>/", shares.shared, name="shared"),
]
