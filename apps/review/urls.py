"""Addresses of the pages where words and numbers meet."""

from django.urls import path, register_converter

from apps.core.converters import DayConverter, WeekConverter
from apps.review.views import (
    addenda,
    agreement,
    around,
    bin,
    corrections,
    goals,
    home,
    letters,
    notebook,
    offline,
    reminders,
    rests,
    sidenotes,
    sources,
    trends,
    versions,
    weeks,
    write,
)

register_converter(WeekConverter, "week")
register_converter(DayConverter, "day")

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
    path("weeks/<week:week>/versions/", versions.version_list, name="version_list"),
    path("weeks/<week:week>/versions/<int:pk>/", versions.version, name="version"),
    path("weeks/<week:week>/addenda/new/", addenda.addendum_add, name="addendum_add"),
    path("weeks/<week:week>/bin/", bin.week_bin, name="week_bin"),
    path("weeks/<week:week>/rest/", rests.week_rest, name="week_rest"),
    path("weeks/<week:week>/places/", weeks.placement_save, name="placement_save"),
    path("weeks/<week:week>/lines/", letters.lines_keep, name="lines_keep"),
    path("weeks/<str:text>/", weeks.week_unknown, name="week_unknown"),
    path("letters/", letters.letters, name="letter_list"),
    path("letters/<int:year>/", letters.letter, name="letter_year"),
    path("letters/<int:year>/<int:season>/", letters.letter, name="letter_season"),
    path("addenda/<int:pk>/", addenda.addendum_edit, name="addendum_edit"),
    path("addenda/<int:pk>/remove/", addenda.addendum_remove, name="addendum_remove"),
    path("bin/", bin.bin_list, name="bin_list"),
    path("bin/<int:pk>/back/", bin.week_back, name="week_back"),
    path("bin/<int:pk>/erase/", bin.week_erase, name="week_erase"),
    path("notebook/", notebook.notebook, name="notebook"),
    path("reminders/<str:token>/stop/", reminders.reminder_stop, name="reminder_stop"),
    path("around/", around.around, name="around"),
    path("around/left-out/", around.mute_add, name="mute_add"),
    path("around/left-out/<week:week>/", around.mute_week, name="mute_week"),
    path("around/left-out/<int:pk>/remove/", around.mute_remove, name="mute_remove"),
    path("trends/", trends.trend_first, name="trend_first"),
    path("trends/<int:metric>/", trends.trend, name="trend"),
    path("trends/<int:metric>/table.csv", trends.trend_csv, name="trend_csv"),
    path("trends/<int:metric>/sidenotes/new/", sidenotes.sidenote_add, name="sidenote_add"),
    path("agreement/", agreement.agreement_first, name="agreement_first"),
    path("agreement/<int:metric>/", agreement.agreement, name="agreement"),
    path("sidenotes/<int:pk>/", sidenotes.sidenote_edit, name="sidenote_edit"),
    path("sidenotes/<int:pk>/remove/", sidenotes.sidenote_remove, name="sidenote_remove"),
    path("sources/<int:pk>/history/", sources.source_history, name="source_history"),
    path(
        "sources/<int:pk>/history/<day:day>/", corrections.reading_correct, name="reading_correct"
    ),
    path(
        "sources/<int:pk>/history/<day:day>/<int:metric>/take-back/",
        corrections.correction_take_back,
        name="correction_take_back",
    ),
    path("goals/", goals.goal_list, name="goal_list"),
    path("goals/new/", goals.goal_add, name="goal_add"),
    path("goals/<int:pk>/reword/", goals.goal_reword, name="goal_reword"),
    path("goals/<int:pk>/number/", goals.goal_number, name="goal_number"),
    path("goals/<int:pk>/check-in/", goals.check_in_write, name="check_in_write"),
    path("goals/<int:pk>/set-down/", goals.goal_set_down, name="goal_set_down"),
    path("goals/<int:pk>/take-up/", goals.goal_take_up, name="goal_take_up"),
]
