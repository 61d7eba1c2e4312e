"""Addresses of sources: connecting, pausing, removing, keys, proofs, typing a number in."""

from django.urls import path

from apps.metrics import key_views, offer_views, proof_views, shown_views, views

app_name = "metrics"

urlpatterns = [
    path("", views.source_list, name="source_list"),
    path("connect/", views.source_choose, name="source_choose"),
    path("connect/<slug:provider>/", views.source_connect, name="source_connect"),
    path("yours/<int:pk>/", offer_views.source_offer, name="source_offer"),
    path("keys/<int:pk>/put-away/", views.revocation_put_away, name="revocation_put_away"),
    path("<int:pk>/", views.source, name="source"),
    path("<int:pk>/edit/", views.source_edit, name="source_edit"),
    path("<int:pk>/fetch/", views.source_fetch, name="source_fetch"),
    path("<int:pk>/pause/", views.source_pause, name="source_pause"),
    path("<int:pk>/resume/", views.source_resume, name="source_resume"),
    path("<int:pk>/remove/", views.source_remove, name="source_remove"),
    path("<int:pk>/key/", key_views.source_key, name="source_key"),
    path("<int:pk>/key/forget/", key_views.source_key_forget, name="source_key_forget"),
    path("<int:pk>/proof/", proof_views.source_proof, name="source_proof"),
    path("<int:pk>/proof/renew/", proof_views.proof_renew, name="proof_renew"),
    path("<int:pk>/proof/remove/", proof_views.proof_remove, name="proof_remove"),
    path("<int:pk>/shown/", shown_views.source_shown, name="source_shown"),
    path("<int:pk>/number/", views.number_add, name="number_add"),
]
