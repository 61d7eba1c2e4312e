"""Writing a week: its page, and which week that is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.core.typed import typed_words
from apps.core.weeks import Week
from apps.review.views.drafts import check_in_save, draft_save
from apps.review.views.write_sent import page_sent, show_page, week_uncovered
from apps.review.words import week_days
from apps.review.writing import read_desk, waiting_week, write_page

__all__ = ["check_in_save", "draft_save", "write", "write_now"]


@login_required
@require_safe
def write_now(request: SignedInRequest) -> HttpResponse:
    """Go to the week that waits."""
    return redirect("review:write", waiting_week(request.user, now=timezone.now()))


@words_kept("title", "body", "line-.+", r"why-\d+", r"moment-\d+-.+", r"check-in-\d+", "rest_note")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest, week: Week) -> HttpResponse:
    """One week's page: with POST its words are kept, and what was asked for is done."""
    now = timezone.now()
    if week > request.user.week(now):
        context = {"week": week, "days": week_days(week), "room": "write"}
        context["words"] = typed_words(request)
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
        has_moment_open=request.GET.get("moment") == "1",
    )
    return show_page(request, page)
