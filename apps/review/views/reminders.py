"""Stopping the reminders from a mail, signed in or not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.accounts.reminding import stop_reminder
from apps.review.reminders import person_of


@csrf_exempt  # a mail program sends it by itself (RFC 8058); the signed token is the key
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; with POST no more reminders are sent."""
    person = person_of(token)
    if person is None:
        raise Http404
    is_stopped = request.method == "POST"
    if is_stopped:
        stop_reminder(person)
    return render(request, "review/reminder_stop.html", {"is_stopped": is_stopped})
