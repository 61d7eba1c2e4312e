"""Where the person is signed in: the list, ending one, ending all others."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.reauthentication import ask_again
from apps.accounts.sessions import end_others, end_session, signed_in_at


@login_required
@require_safe
def session_list(request: SignedInRequest) -> HttpResponse:
    here = request.session.session_key
    sessions = signed_in_at(user=request.user, here=here, now=timezone.now())
    context = {"sessions": sessions, "others": len(sessions) > 1, "room": "preferences"}
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
@ask_again
def session_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign another browser out; this one has a button of its own for it."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    end_session(session)
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:session_list")


@require_POST
@ask_again
def session_end_others(request: SignedInRequest) -> HttpResponse:
    ended = end_others(user=request.user, here=request.session.session_key)
    words = ngettext(
        "One other browser is signed out.", "%(count)s other browsers are signed out.", ended
    )
    messages.success(request, words % {"count": ended})
    return redirect("accounts:session_list")
