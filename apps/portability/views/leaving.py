"""Leaving, and staying after all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.reauthentication import before_sending
from apps.portability import leaving as operations
from apps.portability.kinds import told_counts
from apps.portability.leave_page import counts_of
from apps.review.weeks import moment_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@before_sending
def leave(request: SignedInRequest) -> HttpResponse:
    """What will go; POST sets the day on which it does."""
    if request.method == "POST":
        operations.leave(user=request.user, now=timezone.now())
    if request.method == "POST" or request.user.is_leaving:
        return redirect("portability:leaving")
    context = {
        "counts": told_counts(counts_of(request.user)),
        "days": operations.DAYS_TO_STAY.days,
        "room": "preferences",
    }
    return render(request, "portability/leave.html", context)


@login_required
@require_safe
def leaving(request: SignedInRequest) -> HttpResponse:
    """Until when one may stay."""
    person = request.user
    if person.erase_at is None:
        return redirect("accounts:preferences")
    is_over = person.erase_at <= timezone.now()
    context = {"when": moment_words(person.erase_at, person), "is_over": is_over}
    return render(request, "portability/leaving.html", context)


@login_required
@require_POST
def stay(request: SignedInRequest) -> HttpResponse:
    """Let everything be as it was; 409 where the erasing has begun."""
    try:
        operations.stay(user=request.user, now=timezone.now())
    except operations.TooLate:
        context = {"when": "", "is_over": True}
        return render(request, "portability/leaving.html", context, status=409)
    messages.success(request, _("You stay. Your places are visited again from now on."))
    return redirect("review:home")
