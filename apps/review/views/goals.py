"""The goals' page, the page of one goal, and the forms behind their links."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_back, words_kept
from apps.core.forms import CleanedWordsField
from apps.goals.forms import GoalForm, ReasonsForm, RewordForm, SetDownForm
from apps.goals.models import Ending, Goal
from apps.goals.operations import give_reasons, reword_goal, take_up, write_goal
from apps.metrics.series import metrics_of
from apps.review.goal_page import goal_page
from apps.review.goals import goals_page

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])
LARGEST_ID = 2**63 - 1


@login_required
@require_safe
def goal_list(request: SignedInRequest) -> HttpResponse:
    page = goals_page(request.user, now=timezone.now())
    return render(request, "review/goal_list.html", {"room": "goals", "page": page})


@login_required
@require_safe
def goal(request: SignedInRequest, pk: int) -> HttpResponse:
    """One goal over the last year; over its whole time with `?span=all`."""
    found = Goal.objects.for_user(request.user).with_words().with_metrics()
    one = get_object_or_404(found.select_related("follows"), pk=pk)
    is_whole = request.GET.get("span") == "all"
    page = goal_page(request.user, one, now=timezone.now(), is_whole=is_whole)
    return render(request, "review/goal.html", {"room": "goals", "page": page})


@words_kept("text", "why", "plan_if", "plan_then")
@shown_or_sent
def goal_add(request: SignedInRequest) -> HttpResponse:
    """Write a goal down; with `?follows=` the one that changed into it is shown beside."""
    now = timezone.now()
    before = _followed(request)
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        metrics=metrics_of(request.user),
        today=request.user.today(now),
    )
    if form.is_valid():
        made = write_goal(
            user=request.user,
            text=form.cleaned_data["text"],
            since=form.cleaned_data["since"],
            reasons=form.reasons,
            beside=form.beside,
            follows=before,
            now=now,
        )
        return back_to(request, made, form)
    title = _("What do you want now?") if before else _("Write down a goal")
    return goal_form(request, form, title=title, button=_("Write it down"), goal=before)


def _followed(request: SignedInRequest) -> Goal | None:
    """Return the goal that the new one comes after. Raises Http404 for none of the person's."""
    asked = request.GET.get("follows", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit()) or not int(asked[:20]) <= LARGEST_ID:
        raise Http404
    return own_goal(request, int(asked[:20]))


@words_kept("text")
@shown_or_sent
def goal_reword(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = own_goal(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = RewordForm(sent, initial={"text": goal.text})
    if form.is_valid():
        reword_goal(goal=goal, text=form.cleaned_data["text"], now=timezone.now())
        return back_to(request, goal, form)
    title, button = _("Reword this goal"), _("Keep this wording")
    return goal_form(request, form, title=title, button=button, goal=goal)


@words_kept("why", "plan_if", "plan_then")
@shown_or_sent
def goal_reasons(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = own_goal(request, pk)
    kept = {"why": goal.why, "plan_if": goal.plan_if, "plan_then": goal.plan_then}
    form = ReasonsForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        give_reasons(goal=goal, reasons=form.reasons)
        return back_to(request, goal, form)
    title, button = _("Why, and a plan"), _("Keep this")
    return goal_form(request, form, title=title, button=button, goal=goal)


@words_kept("closing_line")
@shown_or_sent
def goal_set_down(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set a goal down in one of five ways; one that changed leads on to what it became."""
    goal = own_goal(request, pk)
    form = SetDownForm(request.POST if request.method == "POST" else None)
    if goal.is_set_down:
        return _set_down_before(request, goal, form)
    if form.is_valid():
        today, told = request.user.today(timezone.now()), form.cleaned_data
        goal.set_down(on=today, ending=told["ending"], closing_line=told["closing_line"])
        left = back_to(request, goal, form)
        if told["ending"] == Ending.CHANGED:
            return redirect(f"{reverse('review:goal_add')}?follows={goal.pk}")
        return left
    title, button = _("Set this goal down"), _("Set it down")
    return goal_form(request, form, title=title, button=button, goal=goal)


def _set_down_before(request: SignedInRequest, goal: Goal, form: SetDownForm) -> HttpResponse:
    """Go back to the goal; 409 with the words that were typed, if they are not its closing line."""
    form.is_valid()
    if form.cleaned_data.get("closing_line", "") in ("", goal.closing_line):
        return back_to(request, goal)
    return words_back(
        request,
        status=409,
        said=_("This goal was set down already"),
        what=_(
            "Its closing line stays as it is. What you typed is below: to close with it, take the "
            "goal up again and set it down once more."
        ),
        way=reverse("review:goal", args=[goal.pk]),
        way_said=_("Back to the goal"),
    )


@login_required
@require_POST
def goal_take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = own_goal(request, pk)
    take_up(goal=goal, on=request.user.today(timezone.now()))
    return back_to(request, goal)


def own_goal(request: SignedInRequest, pk: int) -> Goal:
    """Return the person's goal with its wordings; 404 for anybody else's."""
    return get_object_or_404(Goal.objects.for_user(request.user).with_text(), pk=pk)


def goal_form(
    request: SignedInRequest,
    form: Form,
    *,
    title: str,
    button: str,
    goal: Goal | None = None,
    **more: object,
) -> HttpResponse:
    """Show a form; with status 422 and everything that was typed when it has errors."""
    context = {"room": "goals", "form": form, "title": title, "button": button, "goal": goal}
    status = 422 if form.errors else 200
    return render(request, "review/goal_form.html", context | more, status=status)


def back_to(request: SignedInRequest, goal: Goal, form: Form | None = None) -> HttpResponse:
    """Return to the goal's page, and say so where cleaning changed what was typed."""
    fields = form.fields.values() if form else ()
    if any(isinstance(field, CleanedWordsField) and field.altered for field in fields):
        messages.info(request, _("Some characters cannot be kept and were left out."))
    return redirect("review:goal", pk=goal.pk)
