"""What is kept: for anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.portability.kept import kept_page


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept, where, for how long, and who can see it."""
    return render(request, "portability/kept.html", {"page": kept_page()})
