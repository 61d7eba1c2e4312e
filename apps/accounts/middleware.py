"""The person's time zone for every date a template prints; the right status for a refused form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from http import HTTPStatus

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from apps.accounts.models import User

Handler = Callable[[HttpRequest], HttpResponse]


def local_time(get_response: Handler) -> Handler:
    """Make the signed-in person's zone the current one while their request is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = request.user.zone if isinstance(request.user, User) else UTC
        with timezone.override(zone):
            return get_response(request)

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
        form = (response.context_data or {}).get("form")
        if isinstance(form, BaseForm) and form.is_bound and not form.is_valid():
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
