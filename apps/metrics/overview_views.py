"""The administrators' page of places."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.administrators import administrators_only
from apps.accounts.http import SignedInRequest
from apps.metrics.overview import host_rows
from apps.metrics.views import page_of


@require_safe
@administrators_only
def host_list(request: SignedInRequest) -> HttpResponse:
    """Each host and how many of its sources are in order, late or failing."""
    return page_of(request, "host_list", rows=host_rows(), room="admin")
