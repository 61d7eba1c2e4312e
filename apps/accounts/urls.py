"""Addresses of the person's own pages, beside those that allauth brings."""

from django.urls import path, re_path

from apps.accounts import views
from apps.accounts.social import views as social

app_name = "accounts"

urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("reminder/", views.reminder, name="reminder"),
    path("keys/", views.keys, name="keys"),
    path("appearance/", views.appearance, name="appearance"),
    path("look-around/", views.look_around, name="look_around"),
    re_path(
        r"^with/mastodon/(?P<host>[a-z0-9.-]{3,150})/back/\Z",
        social.mastodon_back,
        name="mastodon_back",
    ),
    path("with/<slug:key>/", social.begin, name="with"),
    path("with/<slug:key>/back/", social.back, name="back"),
    path("ways-in/<int:pk>/remove/", social.way_remove, name="way_remove"),
]
