"""The goals' page, and the forms behind its links."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.core.forms import CleanedWordsField
from apps.core.typed import typed_words
from apps.core.weeks import EARLIEST, NoSuchWeek, Week
from apps.goals.forms import (
    CheckInForm,
    GoalForm,
    NumberForm,
    RewordForm,
    SetDownForm,
)
from apps.goals.models import Goal
from apps.goals.operations import (
    CheckInConflict,
    choose_number,
    reword_goal,
    save_check_in,
    take_up,
    write_goal,
)
from apps.goals.queries import check_in_of
from apps.metrics.series import metrics_of
from apps.review.goals import earlier_check_ins, goals_page
from apps.review.views.typed import words_back, words_kept
from apps.review.week_list import unknown_week_words
from apps.review.words import week_days, week_days_and_year
from apps.review.writing import waiting_week

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def goal_list(request: SignedInRequest) -> HttpResponse:
    page = goals_page(request.user, now=timezone.now())
    return render(request, "review/goal_list.html", {"room": "goals", "page": page})


@words_kept("text")
@shown_or_sent
def goal_add(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        metrics=metrics_of(request.user),
        today=request.user.today(now),
    )
    if form.is_valid():
        words, since = form.cleaned_data["text"], form.cleaned_data["since"]
        goal = write_goal(user=request.user, text=words, since=since, beside=form.beside, now=now)
        return _back(request, goal, form)
    return _form(request, form, title=_("Write down a goal"), button=_("Write it down"))


@words_kept("text")
@shown_or_sent
def goal_reword(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = _own(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = RewordForm(sent, initial={"text": goal.text})
    if form.is_valid():
        reword_goal(goal=goal, text=form.cleaned_data["text"], now=timezone.now())
        return _back(request, goal, form)
    title, button = _("Reword this goal"), _("Keep this wording")
    return _form(request, form, title=title, button=button, goal=goal)


@login_required
@shown_or_sent
def goal_number(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = _own(request, pk)
    form = NumberForm(
        request.POST if request.method == "POST" else None,
        metrics=metrics_of(request.user),
        initial={
            "metric": goal.metric_id,
            "direction": goal.direction,
            "low": goal.low,
            "high": goal.high,
        },
    )
    if form.is_valid():
        choose_number(goal=goal, beside=form.beside)
        return _back(request, goal, form)
    title, button = _("The number beside this goal"), _("Keep this choice")
    return _form(request, form, title=title, button=button, goal=goal)


@words_kept("closing_line")
@shown_or_sent
def goal_set_down(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = _own(request, pk)
    form = SetDownForm(request.POST if request.method == "POST" else None)
    if goal.is_set_down:
        return _set_down_before(request, goal, form)
    if form.is_valid():
        today = request.user.today(timezone.now())
        goal.set_down(on=today, closing_line=form.cleaned_data["closing_line"])
        return _back(request, goal, form)
    title, button = _("Set this goal down"), _("Set it down")
    return _form(request, form, title=title, button=button, goal=goal)


def _set_down_before(request: SignedInRequest, goal: Goal, form: SetDownForm) -> HttpResponse:
    """Go back to the goal; 409 with the words that were typed, if they are not its closing line."""
    if not form.is_valid() or form.cleaned_data["closing_line"] in ("", goal.closing_line):
        return _back(request, goal)
    return words_back(
        request,
        status=409,
        said=_("This goal was set down already"),
        what=_(
            "Its closing line stays as it is. What you typed is below: to close with it, take the "
            "goal up again and set it down once more."
        ),
        way=f"{reverse('review:goal_list')}#goal-{goal.pk}",
        way_said=_("Back to your goals"),
    )


@words_kept("text")
@shown_or_sent
def check_in_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """One goal and one week (`?week=`, else the one that waits); 409 with both texts if stale."""
    now = timezone.now()
    goal = _own(request, pk)
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
    return _back(request, goal, form)


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


@login_required
@require_POST
def goal_take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = _own(request, pk)
    take_up(goal=goal, on=request.user.today(timezone.now()))
    return _back(request, goal)


def _own(request: SignedInRequest, pk: int) -> Goal:
    return get_object_or_404(Goal.objects.for_user(request.user).with_text(), pk=pk)


def _form(
    request: SignedInRequest, form: Form, *, title: str, button: str, goal: Goal | None = None
) -> HttpResponse:
    """Show a form; with status 422 and everything that was typed when it has errors."""
    context = {"room": "goals", "form": form, "title": title, "button": button, "goal": goal}
    return render(request, "review/goal_form.html", context, status=422 if form.errors else 200)


def _back(request: SignedInRequest, goal: Goal, form: Form | None = None) -> HttpResponse:
    """Return to the goal on its page, and say so where cleaning changed what was typed."""
    fields = form.fields.values() if form else ()
    if any(isinstance(field, CleanedWordsField) and field.altered for field in fields):
        messages.info(request, _("Some characters cannot be kept and were left out."))
    return redirect(f"{reverse('review:goal_list')}#goal-{goal.pk}")
