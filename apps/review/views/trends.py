from typing import Any

from django.http import HttpRequest, HttpResponse


def trend_first(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def trend(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def trend_csv(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
