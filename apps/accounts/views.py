from typing import Any

from django.http import HttpRequest, HttpResponse


def preferences(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def appearance(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def look_around(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
