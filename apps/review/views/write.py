"""Writing a week: its page, and which week that is."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import SignedInRequest
from apps.core.weeks import Week
from apps.review.views.drafts import check_in_save, draft_save
from apps.review.views.versions import version_list
from apps.review.views.write_sent import deck_number, page_sent, show_page, week_uncovered
from apps.review.words import week_days
from apps.review.writing import read_desk, waiting_week, write_page

__all__ = ["check_in_save", "draft_save", "version_list", "write", "write_now"]


@login_required
@require_safe
def write_now(request: SignedInRequest) -> HttpResponse:
    """Go to the week that waits."""
    return redirect("review:write", waiting_week(request.user, now=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, week: Week) -> HttpResponse:
    """One week's page: with POST its words are kept, and what was asked for is done."""
    if request.method == "POST" and not request.user.is_authenticated:
        return _signed_out(request)
    return _write(cast(SignedInRequest, request), week)


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Show what was typed: whoever was signed out meanwhile must not lose it."""
    prefixes = ("line-", "why-", "moment-", "check-in-", "rest_note")
    typed = [request.POST.get("title", ""), request.POST.get("body", "")]
    beside = [name for name in request.POST if name.startswith(prefixes)]
    typed += [request.POST.get(name, "") for name in beside]
    words = [one for one in typed if one.strip() and not one.isdecimal()]
    return render(request, "review/write_signed_out.html", {"words": words}, status=401)


@login_required
def _write(request: SignedInRequest, week: Week) -> HttpResponse:
    now = timezone.now()
    if week > request.user.week(now):
        context = {"week": week, "days": week_days(week), "room": "write"}
        return render(request, "review/write_ahead.html", context, status=404)
    if request.POST.get("do") == "uncover" and "base" not in request.POST:
        return week_uncovered(request, week, now)
    desk = read_desk(request.user, week)
    if request.method == "POST":
        return page_sent(request, desk, now)
    page = write_page(
        desk,
        desk.form(),
        now=now,
        deck=deck_number(request.GET.get("deck")),
        has_moment_open=request.GET.get("moment") == "1",
    )
    return show_page(request, page)
