"""The demo person: a bookbinder whose weeks are written and whose numbers were collected."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction

from apps.accounts.models import User
from apps.core.weeks import Week, midnight
from apps.sandbox.habits import begin_weeks, fill_deck, shape_qualities
from apps.sandbox.happenings import let_things_happen
from apps.sandbox.history import decisive_days, record_posts, record_readings, record_values
from apps.sandbox.keeping import keep_some_lines
from apps.sandbox.later import write_later
from apps.sandbox.life import Calendar, read_life
from apps.sandbox.noting import note_more
from apps.sandbox.pages import write_pages, write_rests
from apps.sandbox.sharing import share_a_week
from apps.sandbox.sources import connect_sources
from apps.sandbox.wishes import pin_sidenotes, write_goals

EMAIL = "wren@example.com"
PASSWORD = "a-page-a-week"  # noqa: S105  # printed by `make run`, and refused outside local mode
NAME = "Wren"
ZONE = ZoneInfo("Europe/London")
WEEKS_A_YEAR = 52
MOST_YEARS = 20


class NotTheDemoPerson(Exception):
    """Somebody signed up with the demo person's address; their rows are theirs."""


@transaction.atomic
def make_demo(*, until: date, years: int, now: datetime) -> User:
    """Make the demo person afresh as they stand on the day `until`, and return them.

    The week of `until` runs and is unwritten; `years` whole years lie before it. Nobody else's
    rows are touched. Raises NotTheDemoPerson.
    """
    if User.objects.filter(email=EMAIL, is_demo=False).exists():
        raise NotTheDemoPerson
    User.objects.filter(email=EMAIL).delete()
    calendar = Calendar(Week.containing(until).previous, ZONE)
    first = calendar.last.shift(1 - WEEKS_A_YEAR * years).monday
    user = _sign_up(midnight(first, ZONE))
    _live(user, calendar, first=first, until=until, now=now)
    return user


def _sign_up(joined: datetime) -> User:
    user = User.objects.create_user(
        EMAIL,
        PASSWORD,
        display_name=NAME,
        time_zone=ZONE.key,
        is_demo=True,
        date_joined=joined,
    )
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return user


def _live(user: User, calendar: Calendar, *, first: date, until: date, now: datetime) -> None:
    life = read_life()
    visited = connect_sources(user, life, calendar, first=first, until=until, now=now)
    decisive = decisive_days(visited, life, calendar)
    record_values(visited, calendar, wanted=decisive.__contains__)
    record_readings(life, visited["by_hand"], calendar)
    posts = record_posts(life, visited, calendar)
    shape_qualities(user, calendar)
    write_rests(user, life, calendar, first=first)
    write_pages(user, life, posts, calendar, first=first)
    fill_deck(user, calendar)
    begin_weeks(user, calendar)
    write_later(user, calendar, first=first, until=until)
    record_values(visited, calendar, wanted=lambda day: day not in decisive)
    let_things_happen(visited, calendar, now=now)
    write_goals(user, life, visited, calendar, first=first)
    pin_sidenotes(user, life, visited, calendar, first=first)
    note_more(user, visited, calendar, first=first)
    keep_some_lines(user)
    share_a_week(user, now=now)
