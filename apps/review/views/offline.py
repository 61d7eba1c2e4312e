"""Writing without a connection: the worker, the empty page that it keeps, and the way back."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.http import SignedInRequest

A_DAY = 60 * 60 * 24
FILES = (
    "css/sidenote.css",
    "css/app.css",
    "css/write.css",
    "js/document.js",
    "js/draft.js",
    "js/offline.js",
    "js/store.js",
    "js/tabs.js",
    "fonts/newsreader-latin-opsz-normal.woff2",
    "fonts/newsreader-latin-opsz-italic.woff2",
    "fonts/source-sans-3-latin-wght-normal.woff2",
    "img/sidenote.svg",
)
"""What the empty page needs; nothing else is kept in a browser's cache by the worker."""


def _read(name: str) -> bytes:
    path = finders.find(name)
    return Path(path).read_bytes() if path else b""


def _shell() -> str:
    """Return the empty page. It is made without a request, so nobody's name can stand on it."""
    return render_to_string("review/write_offline.html")


@cache
def worker_script() -> str:
    """Return the worker with what it keeps; it changes when a file or the page does."""
    shell = _shell()
    parts = [*(_read(name) for name in FILES), shell.encode()]
    version = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    told = {
        "VERSION": version.hexdigest()[:16],
        "SHELL": reverse("review:offline"),
        "FILES": [static(name) for name in FILES],
    }
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in told.items()]
    return "".join(lines) + _read("js/worker.js").decode()


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. A browser asks for it anew at each visit of the write page."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(worker_script(), content_type="text/javascript", headers=headers)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The empty writing page, the same for everybody."""
    return HttpResponse(_shell(), headers={"Cache-Control": "no-cache"})


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put Sidenote among its apps: it opens where one writes."""
    icon = {"src": static("img/sidenote.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": "Sidenote",
        "short_name": "Sidenote",
        "description": _("A weekly notebook for people who live partly online."),
        "id": reverse("review:write_now"),
        "start_url": reverse("review:write_now"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": "#fbfaf6",
        "icons": [icon],
    }
    headers = {"Cache-Control": f"public, max-age={A_DAY}"}
    return JsonResponse(told, content_type="application/manifest+json", headers=headers)


@login_required
@require_safe
def signed_in(request: SignedInRequest) -> HttpResponse:
    """Where one comes out who signed in beside a page with words that wait."""
    return render(request, "review/signed_in.html")
