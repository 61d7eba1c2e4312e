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
from apps.review.spans import Span, span_of
from apps.review.trend_asked import Asked
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
    is_fine, asked = form.is_valid(), Asked.read(request.GET, form.cleaned_data)
    span = _span(request, metrics, asked, timezone.now())
    page = trend_page(request.user, shown, metrics, span, asked)
    if is_fine and span.weeks:
        form = SpanForm(initial={"first": span.first.monday, "last": span.last.sunday})
    context = {"room": "trends", "page": page, "form": form}
    return render(request, "review/trend.html", context, status=200 if is_fine else 422)


@login_required
@require_safe
def trend_csv(request: SignedInRequest, metric: int) -> HttpResponse:
    """The table of a trend as a file; dates that make no sense get the page that says so."""
    form = SpanForm(request.GET)
    if not form.is_valid():
        return trend(request, metric)
    metrics = metrics_of(request.user)
    shown = find_metric(metrics, metric)
    asked = Asked.read(request.GET, form.cleaned_data)
    span = _span(request, metrics, asked, timezone.now())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sidenote-{shown.pk}.csv"'
    write_csv(answer, shown, span, asked)
    return answer


def find_metric(metrics: list[Metric], pk: int) -> Metric:
    """Return the person's metric of that id; a stranger's is a 404."""
    for one in metrics:
        if one.pk == pk:
            return one
    raise Http404


def _span(request: SignedInRequest, metrics: list[Metric], asked: Asked, now: datetime) -> Span:
    return span_of(
        request.user, metrics, now=now, preset=asked.preset, first=asked.first, last=asked.last
    )
