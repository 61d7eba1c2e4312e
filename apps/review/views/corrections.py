"""Correcting a reading or leaving it out, and taking that back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.metrics.corrections import correct_reading, take_back
from apps.metrics.models import Measurement, Source
from apps.review.correcting import CorrectingPage, correcting_page
from apps.review.correction_form import CorrectionForm

INVALID = 422


@words_kept("reason")
@require_http_methods(["GET", "HEAD", "POST"])
def reading_correct(request: SignedInRequest, pk: int, day: date) -> HttpResponse:
    """The readings of one day; a day without any, or of a covered week, is not found."""
    page, now = _page(request, pk, day), timezone.now()
    form = CorrectionForm(page.metrics, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        reading = page.reading_of(int(given["metric"]))
        try:
            correct_reading(
                measurement=reading, value=given["value"], reason=given["reason"], now=now
            )
        except Measurement.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("Kept. What was read stays on record."))
        return redirect("review:reading_correct", pk=pk, day=day)
    status = INVALID if form.errors else 200
    context = {"room": "sources", "page": page, "form": form}
    return render(request, "review/reading_correct.html", context, status=status)


@login_required
@require_POST
def correction_take_back(request: SignedInRequest, pk: int, day: date, metric: int) -> HttpResponse:
    """Let a reading stand again as it was read."""
    page = _page(request, pk, day)
    if metric not in {one.pk for one in page.metrics}:
        raise Http404
    try:
        take_back(measurement=page.reading_of(metric), now=timezone.now())
    except Measurement.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The reading stands again as it was read."))
    return redirect("review:reading_correct", pk=pk, day=day)


def _page(request: SignedInRequest, pk: int, day: date) -> CorrectingPage:
    sources = Source.objects.for_user(request.user).select_related("user")
    source = get_object_or_404(sources, pk=pk)
    page = correcting_page(source, request.user, day, now=timezone.now())
    if not page.readings:
        raise Http404
    return page
