from typing import Any

from django.http import HttpRequest, HttpResponse


def source_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source_choose(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source_connect(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source_fetch(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source_pause(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source_resume(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def source_remove(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def number_add(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
