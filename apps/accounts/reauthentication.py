"""Asking once more who it is, before something that matters.

`ask_again` is for views of every app. Having signed in a moment ago does not count; having said it
again within five minutes does. Who has neither a password nor a second factor gets a code by mail.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from apps.accounts.http import SignedInRequest

View = Callable[..., HttpResponseBase]

CODE = "ask_again_code"
"""The session's key for: the code that was sent, when, and how often another was typed."""
TRIES = 3
GOOD_FOR = 15 * 60


def ask_again(view: View, *, also_to_look: bool = True) -> View:
    """Let a view answer who has said again, within five minutes, who they are.

    What was sent with the request is done once they have. Without `also_to_look` a page may be
    looked at, and its forms alone are held back.
    """

    @wraps(view)
    def asked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        looks = request.method in ("GET", "HEAD")
        if (looks and not also_to_look) or said_again(request):
            return view(request, *args, **kwargs)
        if any(name.startswith("password") for name in request.POST):
            return redirect(request.path)  # what waits is kept with the session, and no password is
        raise ReauthenticationRequired

    return login_required(asked)


def before_sending(view: View) -> View:
    """Ask before what a form does; the page itself may be looked at."""
    return ask_again(view, also_to_look=False)


def said_again(request: SignedInRequest) -> bool:
    """Return whether the person has said again who they are, within the last five minutes."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(one.get("reauthenticated") and one["at"] > since for one in records)


def send_code(request: SignedInRequest) -> None:
    """Send a code to the person's address; the one before it is good no more."""
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[CODE] = {"code": code, "at": time.time(), "wrong": 0}
    adapter.send_mail("account/email/ask_again_code", request.user.email, {"code": code})


def is_code_out(request: HttpRequest) -> bool:
    """Return whether a code was sent that may still be typed."""
    sent = request.session.get(CODE)
    return bool(sent and sent["wrong"] < TRIES and time.time() - sent["at"] < GOOD_FOR)


def take_code(request: SignedInRequest, typed: str) -> bool:
    """Compare a typed code with the one that was sent, which is good once and for three tries."""
    sent = request.session.get(CODE)
    if not sent or not is_code_out(request):
        return False
    if not constant_time_compare(_plain(typed), _plain(sent["code"])):
        request.session[CODE] = {**sent, "wrong": sent["wrong"] + 1}
        return False
    del request.session[CODE]
    record_authentication(request, request.user, method="code", reauthenticated=True)
    return True


def _plain(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())
