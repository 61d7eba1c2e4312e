"""What is said about a goal in one week, written on a page of its own."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.core.typed import typed_words
from apps.core.weeks import EARLIEST, NoSuchWeek, Week
from apps.goals.forms import CheckInForm
from apps.goals.models import Goal
from apps.goals.operations import CheckInConflict, save_check_in
from apps.goals.queries import check_in_of
from apps.review.goals import earlier_check_ins
from apps.review.views.goals import back_to, own_goal, shown_or_sent
from apps.review.week_list import unknown_week_words
from apps.review.words import week_days, week_days_and_year
from apps.review.writing import waiting_week


@words_kept("text")
@shown_or_sent
def check_in_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """One goal and one week (`?week=`, else the one that waits); 409 with both texts if stale."""
    now = timezone.now()
    goal = own_goal(request, pk)
    try:
        week = _week(request, now)
    except NoSuchWeek:
        said = unknown_week_words(request.GET["week"])
        context = {"said": said, "room": "goals", "words": typed_words(request)}
        return render(request, "review/week_unknown.html", context, status=404)
    stored = check_in_of(goal, week)
    read = {"text": stored.text, "base": stored.revision} if stored else {"base": 0}
    form = CheckInForm(request.POST if request.method == "POST" else None, initial=read)
    page = _check_in_page(goal, week, running=request.user.week(now))
    if not form.is_valid():
        return _check_in(request, page, form, status=422 if form.errors else 200)
    text, base = form.cleaned_data["text"], form.cleaned_data["base"]
    try:
        save_check_in(user=request.user, goal_id=pk, week=week, text=text, base=base, now=now)
    except CheckInConflict as conflict:
        losing = CheckInForm(initial={"text": conflict.losing, "base": conflict.revision})
        return _check_in(request, page | {"kept": conflict.kept}, losing, status=409)
    return back_to(request, goal, form)


def _week(request: SignedInRequest, now: datetime) -> Week:
    """Return the week asked for. Raises NoSuchWeek for one that lies ahead or does not exist."""
    asked = request.GET.get("week", "")
    if not asked:
        return waiting_week(request.user, now=now)
    week = Week.parse(asked)
    if week > request.user.week(now):
        raise NoSuchWeek(f"{week} lies ahead")
    return week


def _check_in_page(goal: Goal, week: Week, *, running: Week) -> dict[str, object]:
    return {
        "room": "goals",
        "title": _("A check-in"),
        "button": _("Keep this check-in"),
        "goal": goal,
        "week": week,
        "days": week_days(week) if week.year == running.year else week_days_and_year(week),
        "previous": week.previous if week > EARLIEST else None,
        "next": week.next if week < running else None,
        "earlier": earlier_check_ins(goal, week),
    }


def _check_in(
    request: SignedInRequest, page: dict[str, object], form: Form, *, status: int
) -> HttpResponse:
    context = page | {"form": form, "is_stale": status == HTTPStatus.CONFLICT}
    return render(request, "review/check_in_write.html", context, status=status)
