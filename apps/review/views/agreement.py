"""Do the numbers agree?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.http import SignedInRequest
from apps.metrics.series import metrics_of
from apps.review.agreement import agreement_page
from apps.review.spans import PRESETS, YEAR, span_of
from apps.review.views.trends import find_metric


@login_required
@require_safe
def agreement_first(request: SignedInRequest) -> HttpResponse:
    """Go to the first metric's page; without any, say how a first line comes about."""
    metrics = metrics_of(request.user)
    if metrics:
        return redirect("review:agreement", metric=metrics[0].pk)
    return render(request, "review/trend_empty.html", {"room": "trends"})


@login_required
@require_safe
def agreement(request: SignedInRequest, metric: int) -> HttpResponse:
    """One number beside each other one and beside the person's own marks."""
    metrics = metrics_of(request.user)
    shown = find_metric(metrics, metric)
    weeks = request.GET.get("weeks", YEAR)
    preset = weeks if weeks in PRESETS else YEAR
    span = span_of(request.user, metrics, now=timezone.now(), preset=preset)
    page = agreement_page(request.user, shown, metrics, span)
    return render(request, "review/agreement.html", {"room": "trends", "page": page})
