"""The bin: putting a week into it, back from it, or away for good."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.core.weeks import Week
from apps.journal.bin import WeekTaken, bin_week, erase, put_back
from apps.journal.models import Entry
from apps.review.bin import bin_page, binned_week, binned_weeks, until_words
from apps.review.word_index import refresh

PER_PAGE = 20


@login_required
@require_safe
def bin_list(request: SignedInRequest) -> HttpResponse:
    """What is in the bin, since when and until when."""
    return _bin(request)


def _bin(request: SignedInRequest, *, taken: Week | None = None, status: int = 200) -> HttpResponse:
    pages = Paginator(binned_weeks(request.user), PER_PAGE)
    page = bin_page(request.user, pages.get_page(request.GET.get("page")))
    context = {"page": page, "taken": taken, "room": "weeks"}
    return render(request, "review/bin.html", context, status=status)


@login_required
@require_POST
def week_bin(request: SignedInRequest, week: Week) -> HttpResponse:
    """Put a week's page in the bin."""
    try:
        entry = bin_week(user=request.user, week=week, now=timezone.now())
    except Entry.DoesNotExist as error:
        raise Http404 from error
    told = {"number": week.number, "day": until_words(entry, request.user)}
    messages.success(request, _("Week %(number)s is in the bin until %(day)s.") % told)
    return redirect("review:bin_list")


@login_required
@require_POST
def week_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a page in the bin its week's page again; 409 where the week was written anew."""
    try:
        entry = put_back(user=request.user, entry_id=pk)
    except Entry.DoesNotExist as error:
        raise Http404 from error
    except WeekTaken as error:
        return _bin(request, taken=error.week, status=409)
    messages.success(request, _("The page is back as it was."))
    return redirect("review:week", entry.week)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def week_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a page in the bin may go for good; POST deletes it."""
    entry = get_object_or_404(binned_weeks(request.user), pk=pk)
    if request.method == "POST":
        _erase(request, pk)
        messages.success(request, _("Week %(number)s is deleted.") % {"number": entry.number})
        return redirect("review:bin_list")
    context = {"page": binned_week(entry, request.user), "room": "weeks"}
    return render(request, "review/bin_erase.html", context)


def _erase(request: SignedInRequest, pk: int) -> None:
    try:
        erase(user=request.user, entry_id=pk, now=timezone.now())
    except Entry.DoesNotExist as error:
        raise Http404 from error
    refresh(request.user)  # what can be found of it goes now, not within the hour
