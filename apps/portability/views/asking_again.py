"""Asking for the password (or another key) once more before something that matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def ask_again(view: View) -> View:
    """Ask before every request but those that were answered in the last minutes."""
    return cast("View", reauthentication_required(view))


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST"


def ask_again_before_sending(view: View) -> View:
    """Ask before what a form does; the page itself may be looked at."""
    return cast("View", reauthentication_required(view, enabled=_is_sent))
