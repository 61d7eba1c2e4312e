from typing import Any

from django.http import HttpRequest, HttpResponse


def week_unknown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def week_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def week(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def first_take(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def placement_save(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
