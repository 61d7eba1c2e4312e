"""A reminder by e-mail: at most one a week, in words alone, and stopped with one click."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import Preferences, User
from apps.accounts.reminding import next_reminder
from apps.core.models import Letter
from apps.core.outbox import new_letter, send_due
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.review.writing import FIRST_DAYS

REMINDER = "reminder"
AT_ONCE = 500
GIVE_UP_AFTER = timedelta(days=2)
"""A reminder that could not be sent for so long is about another day."""
REMINDER_SALT = "review.reminder.stop"


def remind(*, now: datetime) -> int:
    """Put the reminders that are due into the outbox, and send what is in it."""
    plan_reminders(now=now)
    return send_due(now=now, writers={REMINDER: write_reminder})


def plan_reminders(*, now: datetime) -> None:
    """Make a letter for each person whose moment has come, and set their next one."""
    due = Preferences.objects.filter(next_reminder_at__lte=now).select_related("user")
    for kept in due.order_by("next_reminder_at")[:AT_ONCE]:
        _plan(kept, now)


def _plan(kept: Preferences, now: datetime) -> None:
    """In one transaction: a letter with its next moment, or neither."""
    due, user = kept.next_reminder_at, kept.user
    if due is None or kept.reminder_day is None:
        return
    again = next_reminder(day=kept.reminder_day, at=kept.reminder_time, zone=user.zone, after=now)
    give_up_at = due + GIVE_UP_AFTER
    with transaction.atomic():
        mine = Preferences.objects.filter(pk=kept.pk, next_reminder_at=due)
        if mine.update(next_reminder_at=again) and now < give_up_at:
            letter = new_letter(
                user_id=user.pk,
                kind=REMINDER,
                period=str(user.week(due)),
                now=now,
                give_up_at=give_up_at,
            )
            Letter.objects.bulk_create([letter], ignore_conflicts=True)


def write_reminder(letter: Letter, now: datetime) -> EmailMessage | None:
    """Return the mail as it is true at `now`; None when it is not wanted or not needed any more."""
    user = letter.user
    is_wanted = Preferences.objects.filter(user=user, reminder_day__isnull=False).exists()
    week = reminded_week(user, now=now)
    if not user.is_active or user.is_leaving or not is_wanted or week is None:
        return None
    stop = settings.SITE_URL + reverse("review:reminder_stop", args=[stop_token(user.pk)])
    context = {
        "day": date_format(user.today(now), "l"),
        "number": week.number,
        "page": settings.SITE_URL + reverse("review:write", args=[week]),
        "stop": stop,
        "site_url": settings.SITE_URL,
        "operator": settings.SITE_OPERATOR,
    }
    return EmailMessage(
        subject=_("The page for week %(number)s") % {"number": week.number},
        body=render_to_string("review/email/reminder.txt", context),
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def reminded_week(user: User, *, now: datetime) -> Week | None:
    """Return the week that a reminder is about; None when it is written, or a rest.

    From Monday to Wednesday that is the week before, which most people write about when it is over.
    """
    week = user.week(now)
    came = Week.containing(user.today(user.date_joined))
    if user.today(now).isoweekday() <= FIRST_DAYS and week.previous >= came:
        week = week.previous
    entry = Entry.objects.for_user(user).in_week(week).first()
    return None if entry and (entry.is_written or entry.is_rest) else week


def stop_token(user_id: int) -> str:
    """Return what lets a mail stop the reminders of this person, and nothing else."""
    return Signer(salt=REMINDER_SALT).sign(str(user_id))


def person_of(token: str) -> int | None:
    """Return whose reminders the token stops; None for a token that we did not make."""
    try:
        return int(Signer(salt=REMINDER_SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
