from typing import Any

from django.http import HttpRequest, HttpResponse


def goal_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def goal_add(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def goal_reword(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def goal_number(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def check_in_write(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def goal_set_down(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError


def goal_take_up(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
