"""Guess, then look: before a week's numbers are uncovered, and with both on its page."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_back, words_kept
from apps.core.text import digest
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.review.cover import open_weeks
from apps.review.guess_forms import AnswerForm, GuessForm, GuessingForm
from apps.review.guess_models import Guess
from apps.review.guess_pages import answer_form, guessable
from apps.review.guesses import (
    AnsweredElsewhere,
    NotCovered,
    PageMoved,
    Thought,
    answer_guess,
    choose_guessing,
    finish_with_guess,
    wants_to_guess,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guess(request: SignedInRequest, week: Week) -> HttpResponse:
    """Guess one number of a written week, then uncover all; `do=look` uncovers without a guess."""
    now = timezone.now()
    if week not in open_weeks(request.user, now=now):
        return _shown_already(request, week)
    entry = Entry.objects.for_user(request.user).in_week(week).first()
    if entry is None or not wants_to_guess(request.user):
        return render(request, "review/guess_form.html", {"room": "write", "week": week})
    metrics = guessable(request.user)
    form = GuessForm(metrics, initial={"base": entry.revision})
    if request.method != "POST":
        return _guess(request, week, form)
    form = GuessForm(metrics, request.POST)
    if request.POST.get("do") == "look":
        form.fields["metric"].required = form.fields["value"].required = False
        is_fine = "base" not in form.errors
        return _look(request, week, form, None, now) if is_fine else _guess(request, week, form)
    if not form.is_valid():
        return _guess(request, week, form)
    thought = Thought(form.chosen, form.cleaned_data["value"])
    return _look(request, week, form, thought, now)


def _look(
    request: SignedInRequest, week: Week, form: GuessForm, thought: Thought | None, now: datetime
) -> HttpResponse:
    """Finish the week; 409 where its page was changed meanwhile, with the guess still typed."""
    base = form.cleaned_data["base"]
    try:
        finish_with_guess(user=request.user, week=week, base=base, thought=thought, now=now)
    except (NotCovered, Entry.DoesNotExist):
        return _shown_already(request, week)
    except PageMoved as late:
        form.data = request.POST.copy()
        form.data["base"] = str(late.revision)
        return _guess(request, week, form, is_late=True)
    messages.success(request, _("Finished. The numbers are shown."))
    place = "#guess" if thought else ""
    return HttpResponseRedirect(reverse("review:week", args=[week]) + place)


def _guess(
    request: SignedInRequest, week: Week, form: GuessForm, *, is_late: bool = False
) -> HttpResponse:
    context = {"room": "write", "week": week, "form": form, "is_late": is_late}
    status = 409 if is_late else 422 if form.errors else 200
    return render(request, "review/guess_form.html", context, status=status)


def _shown_already(request: SignedInRequest, week: Week) -> HttpResponse:
    if week > request.user.week(timezone.now()):
        raise Http404
    messages.info(request, _("The numbers of this week are shown, so there is nothing to guess."))
    return redirect("review:week", week)


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def guess_answer(request: SignedInRequest, week: Week) -> HttpResponse:
    """Say in words what the number did not; 409 with both texts where that was said elsewhere."""
    found = _guesses(request, week)
    if found is None:
        return _no_guess(request, week)
    if request.method != "POST":
        return _answer(request, week, found, answer_form(found))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _answer(request, week, found, form)
    try:
        answer_guess(guess=found, now=timezone.now(), **form.given())
    except Guess.DoesNotExist:
        return _no_guess(request, week)
    except AnsweredElsewhere as late:
        form.data = request.POST.copy()
        form.data["was"] = digest(late.kept)
        return _answer(request, week, found, form, late=late)
    return HttpResponseRedirect(reverse("review:week", args=[week]) + "#guess")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guess_remove(request: SignedInRequest, week: Week) -> HttpResponse:
    """Ask whether a guess may go for good, with what was said of it; POST removes it."""
    found = get_object_or_404(Guess.objects.for_user(request.user).in_week(week))
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The guess is removed."))
        return redirect("review:week", week)
    context = {"room": "weeks", "week": week, "guess": found}
    return render(request, "review/guess_remove.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guessing(request: SignedInRequest) -> HttpResponse:
    """Whether a guess is asked for; nobody is asked who did not choose it."""
    form = GuessingForm(initial={"wanted": wants_to_guess(request.user)})
    if request.method == "POST":
        form = GuessingForm(request.POST)
        if form.is_valid():
            choose_guessing(user=request.user, is_wanted=form.cleaned_data["wanted"])
            messages.success(request, _("Your preferences are kept."))
            return redirect("review:guessing")
    context = {"room": "preferences", "form": form}
    return render(request, "review/guessing.html", context, status=422 if form.errors else 200)


def _guesses(request: SignedInRequest, week: Week) -> Guess | None:
    return Guess.objects.for_user(request.user).in_week(week).first()


def _answer(
    request: SignedInRequest,
    week: Week,
    found: Guess,
    form: AnswerForm,
    *,
    late: AnsweredElsewhere | None = None,
) -> HttpResponse:
    context = {"room": "weeks", "week": week, "guess": found, "form": form, "late": late}
    status = 409 if late else 422 if form.errors else 200
    return render(request, "review/guess_answer.html", context, status=status)


def _no_guess(request: SignedInRequest, week: Week) -> HttpResponse:
    return words_back(
        request,
        status=404,
        said=_("This week has no guess"),
        what=_("It was removed, or none was made before the numbers were shown."),
        way=reverse("review:week", args=[week]),
        way_said=_("The week’s page"),
    )
