"""Addresses of the person's own pages, beside those that allauth brings."""

from django.urls import path, re_path

from apps.accounts import session_views, sign_in_views, views
from apps.accounts.social import views as social

app_name = "accounts"

urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("reminder/", views.reminder, name="reminder"),
    path("keys/", views.keys, name="keys"),
    path("appearance/", views.appearance, name="appearance"),
    path("shared-computer/", views.shared, name="shared"),
    path("look-around/", views.look_around, name="look_around"),
    path("sign-in/<slug:code>/", sign_in_views.sign_in_link, name="sign_in_link"),
    path("is-it-you/", sign_in_views.AskByMail.as_view(), name="ask_by_mail"),
    path("invitation/<slug:token>/", sign_in_views.invitation, name="invitation"),
    path("invitations/", sign_in_views.invitation_list, name="invitation_list"),
    path("invitations/<int:pk>/end/", sign_in_views.invitation_end, name="invitation_end"),
    path("sessions/", session_views.session_list, name="session_list"),
    path("sessions/<int:pk>/end/", session_views.session_end, name="session_end"),
    path("sessions/end-others/", session_views.session_end_others, name="session_end_others"),
    re_path(
        r"^with/mastodon/(?P<host>[a-z0-9.-]{3,150})/back/\Z",
        social.mastodon_back,
        name="mastodon_back",
    ),
    path("with/<slug:key>/", social.begin, name="with"),
    path("with/<slug:key>/back/", social.back, name="back"),
    path("ways-in/<int:pk>/remove/", social.way_remove, name="way_remove"),
]
