"""The first page: the landing, the first run, or the week that waits."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.forms import SignInForm
from apps.accounts.http import SignedInRequest
from apps.review.homecoming import greeting, home_page, is_new
from apps.review.words import day_words


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show strangers the landing, new people three steps, everybody else their week."""
    if not request.user.is_authenticated:
        return render(request, "review/landing.html", {"form": SignInForm(request=request)})
    user = cast(SignedInRequest, request).user
    now = timezone.now()
    if is_new(user):
        context = {"today": day_words(user.today(now)), "greeting": greeting(user, now=now)}
        return render(request, "review/first_run.html", context)
    return render(request, "review/home.html", {"page": home_page(user, now=now)})
