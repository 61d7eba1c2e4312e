"""Adding, changing and removing a sidenote."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import SignedInRequest
from apps.accounts.models import User
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.metrics.series import metrics_of
from apps.review.cover import open_weeks
from apps.review.forms import SidenoteForm
from apps.review.models import Sidenote
from apps.review.sidenotes import add_sidenote, change_sidenote
from apps.review.spans import YEAR, first_measured
from apps.review.views.typed import words_kept


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def sidenote_add(request: SignedInRequest, metric: int) -> HttpResponse:
    """Pin words to a day; `?day=` and `?to=` fill the form in."""
    now = timezone.now()
    found = get_object_or_404(Metric.objects.for_user(request.user), pk=metric)
    today = request.user.today(now)
    if request.method != "POST":
        day = _day(request.GET.get("day")) or today
        asked: dict[str, object] = {"first_day": day, "last_day": _day(request.GET.get("to"))}
        form = SidenoteForm(today=today, initial=asked)
        return _form(request, form, label=found.full_label, back=_trend(found.pk))
    form = SidenoteForm(request.POST, today=today)
    if not form.is_valid():
        return _form(request, form, label=found.full_label, back=_trend(found.pk))
    note = add_sidenote(user=request.user, metric=found, now=now, **form.words_and_days())
    return HttpResponseRedirect(_home(note, request.user, now))


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def sidenote_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a sidenote's words or days."""
    sidenote = get_object_or_404(Sidenote.objects.for_user(request.user), pk=pk)
    now = timezone.now()
    today, back = request.user.today(now), _home(sidenote, request.user, now)
    if request.method != "POST":
        form = SidenoteForm(today=today, initial=_as_typed(sidenote))
        return _form(request, form, sidenote.metric_label, back, sidenote)
    form = SidenoteForm(request.POST, today=today)
    if not form.is_valid():
        return _form(request, form, sidenote.metric_label, back, sidenote)
    change_sidenote(sidenote=sidenote, now=now, **form.words_and_days())
    return HttpResponseRedirect(_home(sidenote, request.user, now))


@login_required
@require_POST
def sidenote_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a sidenote away for good."""
    sidenote = get_object_or_404(Sidenote.objects.for_user(request.user), pk=pk)
    back = _home(sidenote, request.user, timezone.now())
    sidenote.delete()
    return redirect(back)


def _form(
    request: SignedInRequest,
    form: SidenoteForm,
    label: str,
    back: str,
    sidenote: Sidenote | None = None,
) -> HttpResponse:
    context = {"room": "trends", "form": form, "label": label, "back": back, "sidenote": sidenote}
    status = 422 if form.errors else 200
    return render(request, "review/sidenote_form.html", context, status=status)


def _as_typed(sidenote: Sidenote) -> dict[str, object]:
    is_one_day = sidenote.first_day == sidenote.last_day
    return {
        "text": sidenote.text,
        "first_day": sidenote.first_day,
        "last_day": None if is_one_day else sidenote.last_day,
    }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _trend(metric: int) -> str:
    return reverse("review:trend", args=[metric])


def _home(sidenote: Sidenote, user: User, now: datetime) -> str:
    """Where a sidenote is seen: on its metric's line, else in its week.

    The line has no place for it when the metric was erased, or the week is covered or lies before
    everything that was measured.
    """
    week = Week.containing(sidenote.first_day)
    first_hidden = min([user.week(now).next, *open_weeks(user, now=now)])
    began = first_measured(metrics_of(user))
    if sidenote.metric_id is None or began is None or not began <= week < first_hidden:
        return reverse("review:week", args=[week])
    is_old = week < first_hidden.shift(-int(YEAR))
    return f"{_trend(sidenote.metric_id)}{'?weeks=all' if is_old else ''}#notes"
