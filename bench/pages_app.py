"""What `bench/pages.py` asks: Sidenote, and bare views that return the same bytes.

`/same/<page>/` stands behind the same middleware and asks who is there, `/bare/<page>/` does not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.conf import settings

django.setup()
settings.ROOT_URLCONF = __name__

from config.languages import keep_language_by_thread, leave_out_empty_catalogues  # noqa: E402

leave_out_empty_catalogues()
keep_language_by_thread()

from django.contrib.auth.decorators import login_required  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.urls import path  # noqa: E402

from config.urls import *  # noqa: E402, F403  # the error handlers too
from config.urls import urlpatterns as own  # noqa: E402


@cache
def kept(name: str) -> bytes:
    """Return the page that was asked for before and is to be returned as it is."""
    return (Path(os.environ["VAR_DIR"]) / "pages" / name).read_bytes()


def bare(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(kept(name))


urlpatterns = [
    path("bare/<slug:name>/", bare),
    path("same/<slug:name>/", login_required(bare)),
    *own,
]
with override_settings(MIDDLEWARE=[]):
    alone = WSGIHandler()
whole = WSGIHandler()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with or without the middleware, by the address."""
    handler = alone if environ["PATH_INFO"].startswith("/bare/") else whole
    return handler(environ, start)
