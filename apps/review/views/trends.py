"""The trend of one metric, and the same as CSV."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.http import SignedInRequest
from apps.metrics.models import Metric
from apps.metrics.series import metrics_of
from apps.review.forms import SpanForm
from apps.review.spans import PRESETS, YEAR, Span, span_of
from apps.review.trend_csv import write_csv
from apps.review.trends import trend_page


@login_required
@require_safe
def trend_first(request: SignedInRequest) -> HttpResponse:
    """Go to the first metric's trend; without any, say how a first line comes about."""
    metrics = metrics_of(request.user)
    if metrics:
        return redirect("review:trend", metric=metrics[0].pk)
    return render(request, "review/trend_empty.html", {"room": "trends"})


@login_required
@require_safe
def trend(request: SignedInRequest, metric: int) -> HttpResponse:
    """One metric's line with the person's notes; dates that make no sense get a 422."""
    metrics = metrics_of(request.user)
    shown = find_metric(metrics, metric)
    form = SpanForm(request.GET)
    span = _span(request, metrics, form, timezone.now())
    page = trend_page(
        request.user, shown, metrics, span, whole_table=request.GET.get("table") == "all"
    )
    if form.is_valid() and span.weeks:
        form = SpanForm(initial={"first": span.first.monday, "last": span.last.sunday})
    context = {"room": "trends", "page": page, "form": form, "presets": PRESETS}
    return render(request, "review/trend.html", context, status=200 if _is_fine(form) else 422)


@login_required
@require_safe
def trend_csv(request: SignedInRequest, metric: int) -> HttpResponse:
    """The table of a trend as a file, for the same weeks."""
    metrics = metrics_of(request.user)
    shown = find_metric(metrics, metric)
    form = SpanForm(request.GET)
    span = _span(request, metrics, form, timezone.now())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sidenote-{shown.pk}.csv"'
    write_csv(answer, request.user, shown, span)
    return answer


def _is_fine(form: SpanForm) -> bool:
    return not form.is_bound or form.is_valid()


def find_metric(metrics: list[Metric], pk: int) -> Metric:
    """Return the person's metric of that id; a stranger's is a 404."""
    for one in metrics:
        if one.pk == pk:
            return one
    raise Http404


def _span(request: SignedInRequest, metrics: list[Metric], form: SpanForm, now: datetime) -> Span:
    preset = request.GET.get("weeks", YEAR)
    days = form.cleaned_data if form.is_valid() else {}
    return span_of(
        request.user,
        metrics,
        now=now,
        preset=preset if preset in PRESETS else YEAR,
        first=days.get("first"),
        last=days.get("last"),
    )
