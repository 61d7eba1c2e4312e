from typing import Any

from django.http import HttpRequest, HttpResponse


def source_history(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise NotImplementedError
