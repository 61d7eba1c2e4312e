"""Seasons of 13 weeks, and years: what a letter looks back on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.weeks import FIRST_YEAR, LAST_YEAR, Week, weeks_between
from apps.review.words import span_words

SEASONS = 4
WEEKS = 13


@dataclass(frozen=True)
class Season:
    """A quarter of an ISO year, 1 to 4, or the whole of it (0). The last one has a week 53."""

    year: int
    number: int = 0

    @property
    def first(self) -> Week:
        return Week(self.year, (self.number - 1) * WEEKS + 1 if self.number else 1)

    @property
    def last(self) -> Week:
        if self.number in (0, SEASONS):
            return Week(self.year + 1, 1).previous if self.year < LAST_YEAR else Week(self.year, 52)
        return Week(self.year, self.number * WEEKS)

    @property
    def weeks(self) -> list[Week]:
        return weeks_between(self.first, self.last)

    @property
    def is_year(self) -> bool:
        return not self.number

    @property
    def days(self) -> str:
        """ "28 September 2026 – 3 January 2027" """
        return span_words(self.first.monday, self.last.sunday)

    @property
    def called(self) -> str:
        """ "2026" or "Weeks 40 to 53 of 2026" """
        if self.is_year:
            return str(self.year)
        told = {"first": self.first.number, "last": self.last.number, "year": self.year}
        return _("Weeks %(first)s to %(last)s of %(year)s") % told


def season_of(week: Week) -> Season:
    """Return the season that a week lies in."""
    return Season(week.year, min((week.number - 1) // WEEKS + 1, SEASONS))


def find_season(year: int, number: int, *, running: Week) -> Season | None:
    """Return the season or year of an address; None for one that is not, or has not begun."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 0 <= number <= SEASONS:
        return None
    season = Season(year, number)
    return season if season.first <= running else None
