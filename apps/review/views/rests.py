"""Marking a week as a rest from its own page or the list, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_back, words_kept
from apps.core.typed import typed_words
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.review.forms import RestForm
from apps.review.operations import take_rest_back
from apps.review.rests import blank_weeks, rest_weeks
from apps.review.views.weeks import no_such_week
from apps.review.words import week_days_and_year


@words_kept("note")
@require_http_methods(["GET", "HEAD", "POST"])
def week_rest(request: SignedInRequest, week: Week) -> HttpResponse:
    """Mark a week as a rest, with blank ones before it if wanted; change why, or take it back."""
    user, now = request.user, timezone.now()
    if week > user.week(now):
        return no_such_week(request, str(week))
    entry = Entry.objects.for_user(user).in_week(week).first()
    if entry and entry.is_written:
        return _written_meanwhile(request, week)
    if request.POST.get("do") == "unrest":
        take_rest_back(user=user, week=week, now=now)
        messages.success(request, _("This week is no longer marked as a rest."))
        return redirect("review:week", week)
    form = RestForm(
        request.POST if request.method == "POST" else None,
        weeks=[week] if entry and entry.is_rest else blank_weeks(user, week),
        initial={"note": entry.rest_note if entry else ""},
    )
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["note"]
        rest_weeks(user=user, weeks=form.chosen(), note=note, now=now)
        messages.success(request, _("Marked as a rest."))
        return redirect("review:week", week)
    context = {"form": form, "week": week, "entry": entry, "days": week_days_and_year(week)}
    context["room"] = "weeks"
    return render(request, "review/rest_form.html", context, status=422 if form.errors else 200)


def _written_meanwhile(request: SignedInRequest, week: Week) -> HttpResponse:
    """Lead to the written week; a word of why that was typed in an old tab is given back first."""
    said = _("This week is written, so it is no rest.")
    way = reverse("review:week", args=[week])
    if typed_words(request):
        what = _("Nothing was changed. What you typed is below, to copy.")
        way_said = _("Go to the week’s page")
        return words_back(request, status=409, said=said, what=what, way=way, way_said=way_said)
    messages.info(request, said)
    return redirect(way)
