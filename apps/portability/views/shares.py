"""Sharing a week with one reader: making a link, the list of links, and what the reader sees."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.portability.forms import ShareForm
from apps.portability.models import SharedWeek
from apps.portability.shared_page import links_of, shared_page
from apps.portability.sharing import (
    MOST_LINKS,
    NewLink,
    TooManyLinks,
    share_week,
    shared_by,
    take_back,
)
from apps.review.weeks import moment_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, week: Week) -> HttpResponse:
    """Ask for how long a week may be read and whether with numbers; POST makes the link."""
    entry = get_object_or_404(Entry.objects.for_user(request.user).in_week(week))
    form = ShareForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = share_week(entry=entry, now=timezone.now(), **form.cleaned_data)
        except TooManyLinks:
            words = _("%(count)s links are open. Take one back, and there is room for another.")
            form.add_error(None, words % {"count": MOST_LINKS})
        else:
            return _made(request, made)
    context = {"week": week, "form": form, "room": "weeks"}
    status = 422 if form.is_bound else 200
    return render(request, "portability/share.html", context, status=status)


def _made(request: SignedInRequest, made: NewLink) -> HttpResponse:
    """Show the link this once: it is kept nowhere, and an address to go on to would hold it."""
    context = {
        "week": made.shared.entry.week,
        "link": settings.SITE_URL + reverse("portability:shared", args=[made.token]),
        "until": moment_words(made.shared.expires_at, request.user),
        "with_numbers": made.shared.with_numbers,
        "room": "weeks",
    }
    return render(request, "portability/share_made.html", context)


@login_required
@require_safe
def share_list(request: SignedInRequest) -> HttpResponse:
    """The links that lead somewhere."""
    links = links_of(request.user, now=timezone.now())
    return render(request, "portability/share_list.html", {"links": links, "room": "preferences"})


@login_required
@require_POST
def share_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a link lead nowhere."""
    try:
        take_back(user=request.user, pk=pk)
    except SharedWeek.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("That link leads nowhere any more."))
    return redirect("portability:share_list")


View = Callable[[HttpRequest, str], HttpResponse]


def _for_one_reader(view: View) -> View:
    """Keep the page out of searches, and its address out of what other sites are told."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return wrapped


@_for_one_reader
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What one reader sees; the same 404 for a link that is over, taken back, or never was.

    Whoever looks is nobody here: no account is asked about, no look is counted, no cookie is set.
    """
    now = timezone.now()
    found = shared_by(token, now=now)
    nobody = {"user": AnonymousUser(), "is_shared": False, "messages": ()}
    if found is None:
        return render(request, "portability/shared_gone.html", nobody, status=404)
    page = shared_page(found, now=now)
    return render(request, "portability/shared.html", {**nobody, "page": page})
