"""Every address, by room."""

from django.urls import include, path

from apps.accounts.views import sign_out
from apps.core.views import healthz
from apps.metrics.proof_views import proof_shown

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("apps.accounts.urls")),
    path("account/logout/", sign_out, name="account_logout"),
    path("account/", include("allauth.account.urls")),
    path("sources/", include("apps.metrics.urls")),
    path("is/<slug:code>/", proof_shown, name="proof_shown"),
    path("", include("apps.journal.urls")),
    path("", include("apps.review.urls")),
]

handler400 = "apps.core.views.bad_request"
handler403 = "apps.core.views.permission_denied"
handler404 = "apps.core.views.page_not_found"
handler429 = "apps.core.views.too_many_requests"  # allauth looks for it
handler500 = "apps.core.views.server_error"
