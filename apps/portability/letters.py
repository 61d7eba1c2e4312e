"""The two mails of somebody who leaves: that it was asked for and until when, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.models import Letter
from apps.core.outbox import send_due
from apps.metrics.pages import keys_told
from apps.portability.erasing import RECEIPT
from apps.portability.kinds import told_counts
from apps.portability.leaving import LEAVING
from apps.portability.models import Leaving
from apps.review.weeks import moment_words


def send_letters(*, now: datetime) -> int:
    """Send the letters about leaving that are due; return how many went."""
    return send_due(now=now, writers={LEAVING: write_confirmation, RECEIPT: write_receipt})


def write_confirmation(letter: Letter, now: datetime) -> EmailMessage | None:
    """Say until when one may stay; nothing where the person stayed meanwhile."""
    user = letter.user
    if user.erase_at is None or user.erase_at <= now:
        return None
    context = {"when": moment_words(user.erase_at, user), "zone": user.time_zone}
    address = settings.SITE_URL + reverse("portability:leaving")
    return _mail(
        _("Your account goes on %(when)s") % context, "leaving", user, context | {"page": address}
    )


def write_receipt(letter: Letter, now: datetime) -> EmailMessage | None:
    """Say how much of each kind was erased, without a word of it, and what became of keys."""
    leaving = Leaving.objects.filter(user_id=letter.user_id, emptied_at__isnull=False).first()
    if leaving is None:
        return None
    told = {"counts": told_counts(leaving.counts), "keys": keys_told(letter.user)}
    return _mail(_("Your account is erased"), "receipt", letter.user, told)


def _mail(subject: str, name: str, user: User, context: Mapping[str, object]) -> EmailMessage:
    here = {"site_url": settings.SITE_URL, "operator": settings.SITE_OPERATOR}
    body = render_to_string(f"portability/email/{name}.txt", {**context, **here})
    return EmailMessage(subject=subject, body=body, to=[user.email])
