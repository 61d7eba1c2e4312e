"""What is said about each request in the log, and what every answer carries."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from apps.core.limiting import refused
from apps.core.limits import LIMITS
from apps.core.views import too_many_requests

log = logging.getLogger("sidenote.access")

Handler = Callable[[HttpRequest], HttpResponse]


def access_log(get_response: Handler) -> Handler:
    """Log method, route name, the route's numeric ids, status and milliseconds.

    Never a path or a query: either may hold a token or a word.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        route = (match.view_name if match else None) or "-"
        ids = (
            [str(value) for value in match.kwargs.values() if isinstance(value, int)]
            if match
            else []
        )
        took = (time.perf_counter() - began) * 1000
        log.info(
            "%s %s %s %s %.0fms",
            request.method if request.method in _METHODS else "-",
            route,
            ",".join(ids) or "-",
            response.status_code,
            took,
        )
        return response

    return middleware


_OF_A_BROWSER = frozenset({"GET", "HEAD", "POST"})
_SENDING = frozenset({"POST", "PUT"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Limits:
    """Refuse a form that was sent too often, before its view sees it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Count a form that is sent to a route of LIMITS; nothing else costs a query."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name not in LIMITS or request.method not in _SENDING:
            return None
        now = timezone.now()
        again_at = refused(request, name, now=now)
        return too_many_requests(request, again_at - now) if again_at else None


def refused_methods(get_response: Handler) -> Handler:
    """Put words on an empty 405: mostly a button's address, opened after signing in again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_bare = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content
        if is_bare and request.method in _OF_A_BROWSER:
            response.content = render_to_string("405.html", request=request)
        return response

    return middleware


# What a page of ours never asks the browser for.
NOT_ASKED_FOR = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
)
OF_EVERY_ANSWER = {
    # A page may show a person's words; a file that is nobody's says itself how long it may be kept.
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in NOT_ASKED_FOR),
}


def private_pages(get_response: Handler) -> Handler:
    """Keep every answer out of caches and out of other sites, redirects and failures too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in OF_EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
