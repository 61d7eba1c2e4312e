"""Every address, by room."""

from allauth.socialaccount.views import login_cancelled
from django.urls import include, path

from apps.accounts import people_views
from apps.accounts.social import views as social
from apps.core.views import healthz
from apps.metrics import overview_views
from apps.metrics.proof_views import proof_shown

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("apps.accounts.urls")),
    # Names that allauth looks for.
    path("account/ways-in/", social.ways_list, name="socialaccount_connections"),
    path("account/with/", social.sign_up, name="socialaccount_signup"),
    path("account/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("account/", include("apps.accounts.allauth_urls")),
    path("admin/", people_views.person_list, name="admin_people"),
    path("admin/people/<int:pk>/sleep/", people_views.person_sleep, name="admin_person_sleep"),
    path("admin/people/<int:pk>/wake/", people_views.person_wake, name="admin_person_wake"),
    path("admin/sources/", overview_views.host_list, name="admin_sources"),
    path("sources/", include("apps.metrics.urls")),
    path("is/<slug:code>/", proof_shown, name="proof_shown"),
    path("", include("apps.journal.urls")),
    path("", include("apps.review.urls")),
    path("", include("apps.portability.urls")),
]

handler400 = "apps.core.views.bad_request"
handler403 = "apps.core.views.permission_denied"
handler404 = "apps.core.views.page_not_found"
handler429 = "apps.core.views.too_many_requests"  # allauth looks for it
handler500 = "apps.core.views.server_error"
