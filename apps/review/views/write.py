from typing import Any

from django.http import HttpRequest, HttpResponse


def write_now(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def write(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def draft_save(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def check_in_save(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def version_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
