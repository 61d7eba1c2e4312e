"""What is said about each request in the log, and what every answer carries."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

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
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def refused_methods(get_response: Handler) -> Handler:
    """Put words on an empty 405: mostly a button's address, opened after signing in again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_bare = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content
        if is_bare and request.method in _OF_A_BROWSER:
            response.content = render_to_string("405.html", request=request)
        return response

    return middleware


def private_pages(get_response: Handler) -> Handler:
    """Keep every page that an app made out of caches: it may show a person's words."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware
