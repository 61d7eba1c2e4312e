"""A source's history: every measured day."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.http import SignedInRequest
from apps.core.weeks import FIRST_YEAR, LAST_YEAR
from apps.metrics.models import Source
from apps.review.source_history import history_page


@login_required
@require_safe
def source_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Three months of one source by day; `?last=` goes further back."""
    sources = Source.objects.for_user(request.user).select_related("user")
    source = get_object_or_404(sources, pk=pk)
    last = _day(request.GET.get("last", ""))
    page = history_page(source, request.user, now=timezone.now(), last=last)
    return render(request, "review/source_history.html", {"room": "sources", "page": page})


def _day(text: str) -> date | None:
    """Return the day; anything that is none shows the newest days."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None
