"""When a reminder is next due, by the person's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.accounts.models import Preferences, User

A_WEEK = 7


def next_reminder(*, day: int, at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first moment later than `after` at which it is that weekday and time in `zone`.

    A time that comes twice, when clocks go back, means the first. One that is left out, when they
    go forward, means as long after midnight as on other days.
    """
    today = after.astimezone(zone).date()
    for days in range(A_WEEK * 2 + 1):
        candidate = today + timedelta(days=days - 1)
        moment = datetime.combine(candidate, at, zone).astimezone(UTC)
        if candidate.isoweekday() == day and moment > after:
            return moment
    raise AssertionError("every weekday comes within two weeks")


def keep_reminder(*, user: User, day: int | None, at: time, now: datetime) -> Preferences:
    """Remind the person on that weekday (1 is Monday) at that time; never, without a day.

    A reminder that is due and waits to be sent stays due where nothing of it changes.
    """
    same = Preferences.objects.filter(user=user, reminder_day=day, reminder_time=at)
    waiting = same.filter(next_reminder_at__lte=now).first()
    return waiting or _remind(user=user, day=day, at=at, now=now)


def _remind(*, user: User, day: int | None, at: time, now: datetime) -> Preferences:
    due = next_reminder(day=day, at=at, zone=user.zone, after=now) if day else None
    kept, _made = Preferences.objects.update_or_create(
        user=user,
        defaults={"reminder_day": day, "reminder_time": at, "next_reminder_at": due},
    )
    return kept


def stop_reminder(user_id: int) -> None:
    """Send this person no reminder any more; nothing happens where there was none."""
    mine = Preferences.objects.filter(user_id=user_id)
    mine.update(reminder_day=None, next_reminder_at=None)


def follow_the_clock(*, user: User, now: datetime) -> None:
    """Move the next reminder to the person's time zone, which is another one now."""
    kept = Preferences.objects.filter(user=user, reminder_day__isnull=False).first()
    if kept:
        _remind(user=user, day=kept.reminder_day, at=kept.reminder_time, now=now)
