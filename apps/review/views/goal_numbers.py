"""Which numbers stand beside a goal, and what the person wishes for each."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.http import SignedInRequest
from apps.goals.forms import NumberForm
from apps.goals.models import GoalMetric
from apps.goals.operations import put_beside
from apps.metrics.series import metrics_of
from apps.review.views.goals import back_to, goal_form, own_goal, shown_or_sent


@login_required
@shown_or_sent
def goal_number_add(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = own_goal(request, pk)
    taken = set(goal.metrics.values_list("metric_id", flat=True))
    form = NumberForm(
        request.POST if request.method == "POST" else None,
        metrics=[metric for metric in metrics_of(request.user) if metric.pk not in taken],
        is_needed=True,
    )
    if form.is_valid() and form.beside:
        put_beside(goal=goal, beside=form.beside)
        return back_to(request, goal)
    title, button = _("A number beside this goal"), _("Put it beside")
    return goal_form(request, form, title=title, button=button, goal=goal)


@login_required
@shown_or_sent
def goal_number(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what is wished of one number; `pk` is that of its row beside the goal."""
    row = _own_row(request, pk)
    if row.metric is None:
        return redirect("review:goal", pk=row.goal_id)
    form = NumberForm(
        request.POST if request.method == "POST" else None,
        metrics=[one for one in metrics_of(request.user) if one.pk == row.metric_id],
        initial={
            "metric": row.metric_id,
            "direction": row.direction,
            "low": row.low,
            "high": row.high,
        },
        is_needed=True,
    )
    if form.is_valid() and form.beside:
        put_beside(goal=row.goal, beside=form.beside)
        return back_to(request, row.goal)
    title, button = _("A number beside this goal"), _("Keep this")
    away = reverse("review:goal_number_remove", args=[pk])
    return goal_form(request, form, title=title, button=button, goal=row.goal, away=away)


@login_required
@require_POST
def goal_number_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the number away from the goal; its values stay where they are."""
    row = _own_row(request, pk)
    row.delete()
    return back_to(request, row.goal)


def _own_row(request: SignedInRequest, pk: int) -> GoalMetric:
    rows = GoalMetric.objects.filter(goal__user=request.user).select_related("goal", "metric")
    return get_object_or_404(rows, pk=pk)
