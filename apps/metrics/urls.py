"""Addresses of sources: connecting, pausing, removing, typing a number in."""

from django.urls import path

from apps.metrics import views

app_name = "metrics"

urlpatterns = [
    path("", views.source_list, name="source_list"),
    path("connect/", views.source_choose, name="source_choose"),
    path("connect/<slug:provider>/", views.source_connect, name="source_connect"),
    path("<int:pk>/", views.source, name="source"),
    path("<int:pk>/edit/", views.source_edit, name="source_edit"),
    path("<int:pk>/fetch/", views.source_fetch, name="source_fetch"),
    path("<int:pk>/pause/", views.source_pause, name="source_pause"),
    path("<int:pk>/resume/", views.source_resume, name="source_resume"),
    path("<int:pk>/remove/", views.source_remove, name="source_remove"),
    path("<int:pk>/number/", views.number_add, name="number_add"),
]
