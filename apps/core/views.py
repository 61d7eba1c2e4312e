"""Health, and the pages for when something is wrong."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import timedelta
from math import ceil

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.core.context import site
from apps.core.models import Heartbeat
from apps.core.text import LIMIT
from apps.core.typed import typed_words

log = logging.getLogger(__name__)

WORKER_IS_QUIET_AFTER = timedelta(seconds=60)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated; the worker's state is told in the body."""
    now = timezone.now()
    try:
        migrated = not _pending_migrations()
        beat = Heartbeat.objects.filter(name="worker").first()
    except DatabaseError:
        log.exception("healthz: the database does not answer")
        return JsonResponse({"database": "down"}, status=503)
    worker = "never seen" if beat is None else "working"
    if beat is not None and now - beat.at > WORKER_IS_QUIET_AFTER:
        worker = "quiet"
    body = {
        "database": "well",
        "migrations": "well" if migrated else "pending",
        "worker": worker,
        "worker_seen_at": beat.at.isoformat() if beat else None,
    }
    return JsonResponse(body, status=200 if migrated else 503)


def _pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request could not be read; one that was too large gets a page of its own."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", {"limit": LIMIT}, status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its key, mostly because somebody signed out in another tab."""
    return render(request, "403_csrf.html", {"words": typed_words(request)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest, wait: timedelta = timedelta(minutes=5)) -> HttpResponse:
    """Say that something was sent too often, and to programs in how many seconds to come again."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(max(ceil(wait.total_seconds()), 1))
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, without asking the database who is there.

    The log gets the kind of error and where it happened, never its message: that may quote a word.
    """
    kind, _error, trace = sys.exc_info()
    name = kind.__name__ if kind else "unknown"
    log.error("%s\n%s", name, "".join(traceback.format_tb(trace)))
    return HttpResponse(render_to_string("500.html", site(request)), status=500)
