"""Addresses of the person's own pages, beside those that allauth brings."""

from django.urls import path

from apps.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("appearance/", views.appearance, name="appearance"),
    path("look-around/", views.look_around, name="look_around"),
]
