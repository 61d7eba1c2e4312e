"""Links that let one person make an account, once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.models import Invitation, User
from apps.core.text import digest

INVITED = "invitation"
"""The session's key for: the id of the invitation whose link this browser opened."""
DAYS = 14


def invite(*, by: User | None, now: datetime, days: int = DAYS) -> str:
    """Make an invitation and return its link, which is told this once."""
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        digest=digest(token), made_by=by, made_at=now, expires_at=now + timedelta(days=days)
    )
    return f"{settings.SITE_URL}{reverse('accounts:invitation', args=[token])}"


def open_link(request: HttpRequest, token: str, *, now: datetime) -> bool:
    """Remember in this browser that it was invited; say whether the link is good."""
    found = Invitation.objects.good(now).filter(digest=digest(token)).first()
    if found:
        request.session[INVITED] = found.pk
    return found is not None


def is_invited(request: HttpRequest, *, now: datetime) -> bool:
    """Return whether this browser opened an invitation that is still good."""
    mine = request.session.get(INVITED, 0)
    return Invitation.objects.good(now).filter(pk=mine).exists()


def use_invitation(request: HttpRequest, *, now: datetime) -> bool:
    """Use this browser's invitation up where one is needed; say whether an account may be made.

    Of two who try at once, one is told no.
    """
    if settings.SIGN_UP != "invitation":
        return True
    mine = Invitation.objects.good(now).filter(pk=request.session.pop(INVITED, 0))
    return mine.update(used_at=now) == 1
