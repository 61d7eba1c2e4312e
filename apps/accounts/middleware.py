"""The person's zone and language for all that a template prints, and where they were seen; the
right status for a refused form."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC
from http import HTTPStatus

from django.contrib.auth import get_user
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.sessions import note_again

Handler = Callable[[HttpRequest], HttpResponse]


def local_time(get_response: Handler) -> Handler:
    """Make the signed-in person's zone and language current while their request is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # The person themselves, not Django's stand-in, which is asked hundreds of times a page.
        request.user = get_user(request)
        person = request.user if isinstance(request.user, User) else None
        with timezone.override(person.zone if person else UTC), _language_of(person):
            return get_response(request)

    return middleware


def _language_of(person: User | None) -> AbstractContextManager[None]:
    """The language that the person chose; nothing chosen leaves the browser's."""
    return translation.override(person.language) if person and person.language else nullcontext()


def seen(get_response: Handler) -> Handler:
    """Note once an hour that a browser was here, for the list of where one is signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        note_again(request, now=timezone.now())
        return get_response(request)

    return middleware


def mail_last(get_response: Handler) -> Handler:
    """Hand over what waits in `request.mail_last` when the answer has gone out.

    Such mail goes to known addresses alone; before the answer, its time would tell them apart.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        letters: list[Callable[[], None]] = []
        request.mail_last = letters  # type: ignore[attr-defined]
        response = get_response(request)
        if letters:
            close = response.close

            def close_and_send() -> None:
                close()
                for send in letters:
                    send()

            response.close = close_and_send  # type: ignore[method-assign]
        return response

    return middleware


class RefusedForms:
    """Answer 422 where allauth shows a form again with its errors under status 200."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        shown = response.context_data or {}
        for form in (shown.get("form"), shown.get("webauthn_form")):
            if isinstance(form, BaseForm) and form.is_bound and not form.is_valid():
                response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
