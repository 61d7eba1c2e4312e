from typing import Any

from django.http import HttpRequest, HttpResponse


def sidenote_add(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def sidenote_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def sidenote_remove(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
