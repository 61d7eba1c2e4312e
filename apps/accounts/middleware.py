"""The person's time zone, for every date that a template prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.accounts.models import User


def local_time(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Make the signed-in person's zone the current one while their request is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = request.user.zone if isinstance(request.user, User) else UTC
        with timezone.override(zone):
            return get_response(request)

    return middleware
