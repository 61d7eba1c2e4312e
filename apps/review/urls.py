"""Addresses of the pages where words and numbers meet."""

from django.urls import path, register_converter

from apps.core.converters import WeekConverter
from apps.review.views import goals, home, offline, sidenotes, sources, trends, weeks, write

register_converter(WeekConverter, "week")

app_name = "review"

urlpatterns = [
    path("", home.home, name="home"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("write/", write.write_now, name="write_now"),
    path("write/offline/", offline.offline, name="offline"),
    path("write/signed-in/", offline.signed_in, name="signed_in"),
    path("write/<week:week>/", write.write, name="write"),
    path("write/<week:week>/draft/", write.draft_save, name="draft_save"),
    path("write/<week:week>/check-ins/<int:goal>/", write.check_in_save, name="check_in_save"),
    path("write/<str:text>/", weeks.week_unknown, name="write_unknown"),
    path("weeks/", weeks.week_list, name="week_list"),
    path("weeks/<week:week>/", weeks.week, name="week"),
    path("weeks/<week:week>/first-take/", weeks.first_take, name="first_take"),
    path("weeks/<week:week>/versions/", write.version_list, name="version_list"),
    path("weeks/<week:week>/places/", weeks.placement_save, name="placement_save"),
    path("weeks/<str:text>/", weeks.week_unknown, name="week_unknown"),
    path("trends/", trends.trend_first, name="trend_first"),
    path("trends/<int:metric>/", trends.trend, name="trend"),
    path("trends/<int:metric>/table.csv", trends.trend_csv, name="trend_csv"),
    path("trends/<int:metric>/sidenotes/new/", sidenotes.sidenote_add, name="sidenote_add"),
    path("sidenotes/<int:pk>/", sidenotes.sidenote_edit, name="sidenote_edit"),
    path("sidenotes/<int:pk>/remove/", sidenotes.sidenote_remove, name="sidenote_remove"),
    path("sources/<int:pk>/history/", sources.source_history, name="source_history"),
    path("goals/", goals.goal_list, name="goal_list"),
    path("goals/new/", goals.goal_add, name="goal_add"),
    path("goals/<int:pk>/reword/", goals.goal_reword, name="goal_reword"),
    path("goals/<int:pk>/number/", goals.goal_number, name="goal_number"),
    path("goals/<int:pk>/check-in/", goals.check_in_write, name="check_in_write"),
    path("goals/<int:pk>/set-down/", goals.goal_set_down, name="goal_set_down"),
    path("goals/<int:pk>/take-up/", goals.goal_take_up, name="goal_take_up"),
]
