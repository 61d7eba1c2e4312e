"""The pages of weeks: one week, their list, the first take, and a week that does not exist."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import SignedInRequest
from apps.core.typed import typed_words
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.review.first_take import first_take_page
from apps.review.placement_form import PlacementForm
from apps.review.placements import place_numbers
from apps.review.week_list import unknown_week_words, weeks_by_year
from apps.review.weeks import WeekPage, week_page


@login_required
@require_safe
def week(request: SignedInRequest, week: Week) -> HttpResponse:
    """One week: words, and the figures beside them once they are uncovered."""
    now = timezone.now()
    if week > request.user.week(now):
        return week_unknown(request, str(week))
    return _week(request, week_page(request.user, week, now=now))


def _week(
    request: SignedInRequest, page: WeekPage, form: PlacementForm | None = None, status: int = 200
) -> HttpResponse:
    context = {"room": "weeks", "page": page, "form": form}
    return render(request, "review/week.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def placement_save(request: SignedInRequest, week: Week) -> HttpResponse:
    """Keep which number the person set beside which passage.

    The links of a form that was refused lead back to the week, with what they ask for.
    """
    if request.method != "POST":
        address = reverse("review:week", args=[week])
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
    entry = get_object_or_404(Entry.objects.for_user(request.user).in_week(week))
    page = week_page(request.user, week, now=timezone.now())
    if page.is_covered:
        raise Http404
    form = PlacementForm(page.passages, page.figures, request.POST)
    if not form.is_valid():
        return _week(request, page, form, status=422)
    place_numbers(entry=entry, figures=page.figures, chosen=form.chosen())
    return redirect("review:week", week=week)


@login_required
@require_safe
def first_take(request: SignedInRequest, week: Week) -> HttpResponse:
    """The entry as it stood when its numbers were first uncovered."""
    entries = Entry.objects.for_user(request.user).in_week(week).select_related("first_take")
    entry = get_object_or_404(entries, first_take__isnull=False)
    page = first_take_page(entry, request.user, now=timezone.now())
    return render(request, "review/week_first_take.html", {"room": "weeks", "page": page})


@login_required
@require_safe
def week_list(request: SignedInRequest) -> HttpResponse:
    """Every week by year; blank ones are grouped."""
    years = weeks_by_year(request.user, now=timezone.now())
    return render(request, "review/week_list.html", {"room": "weeks", "years": years})


@require_safe
def week_unknown(request: HttpRequest, text: str) -> HttpResponse:
    """404 for a week that does not exist, has not begun, or is written in another way."""
    return no_such_week(request, text)


def no_such_week(request: HttpRequest, text: str) -> HttpResponse:
    """Say why there is no such week, with what was typed about it."""
    context = {"said": unknown_week_words(text), "words": typed_words(request), "room": "weeks"}
    return render(request, "review/week_unknown.html", context, status=404)
