"""Looking back: the list of letters, one letter, and the lines that are kept for it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import SignedInRequest
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.review.kept_lines import keep_lines, lines_of
from apps.review.letter import letter_list, letter_of
from apps.review.seasons import find_season

PAPERS = ("a4", "letter")


@login_required
@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    """The seasons and years that have words."""
    years = letter_list(request.user)
    return render(request, "review/letter_list.html", {"room": "weeks", "years": years})


@login_required
@require_safe
def letter(request: SignedInRequest, year: int, season: int = 0) -> HttpResponse:
    """One season, or a year; numbers and another paper where they are asked for."""
    now = timezone.now()
    found = find_season(year, season, running=request.user.week(now))
    if found is None:
        raise Http404
    with_numbers = request.GET.get("numbers") == "1"
    page = letter_of(request.user, found, now=now, with_numbers=with_numbers)
    paper = request.GET.get("paper", "")
    context = {"room": "weeks", "page": page, "paper": paper if paper in PAPERS else PAPERS[0]}
    return render(request, "review/letter.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lines_keep(request: SignedInRequest, week: Week) -> HttpResponse:
    """Choose which lines of a week are kept for looking back."""
    entry = get_object_or_404(Entry.objects.for_user(request.user).in_week(week))
    if request.method == "POST":
        chosen = frozenset(request.POST.getlist("line"))
        keep_lines(entry=entry, chosen=chosen, now=timezone.now())
        messages.success(request, _("Your choice is kept."))
        return redirect("review:week", week=week)
    context = {"room": "weeks", "week": week, "entry": entry, "lines": lines_of(entry)}
    return render(request, "review/lines_keep.html", context)
