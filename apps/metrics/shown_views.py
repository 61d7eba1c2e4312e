"""How much of a source's numbers is seen, on every page that tells them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from apps.accounts.http import SignedInRequest
from apps.metrics.models import Source
from apps.metrics.operations import show_metrics
from apps.metrics.shown_form import ShownForm
from apps.metrics.views import page_of, read_or_write


@read_or_write
@login_required
def source_shown(request: SignedInRequest, pk: int) -> HttpResponse:
    """Also for a removed source whose numbers were kept; without numbers there is no page."""
    sources = Source.objects.for_user(request.user).select_related("user")
    found = get_object_or_404(sources, pk=pk)
    metrics = list(found.metrics.order_by("position"))
    if not metrics:
        raise Http404
    for metric in metrics:
        metric.source = found
    data = request.POST if request.method == "POST" else None
    form = ShownForm(metrics, request.user, data)
    if form.is_bound and form.is_valid():
        show_metrics(metrics=metrics, chosen=form.chosen)
        messages.success(request, _("Kept. It holds on every page from now on."))
        return redirect("metrics:source", pk=pk)
    return page_of(request, "source_shown", source=found, form=form)
