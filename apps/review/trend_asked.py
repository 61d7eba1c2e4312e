"""What a trend's address asks for: which days, by what unit, and beside which earlier weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.core.stretches import Unit
from apps.review.spans import ALL, PRESETS, QUARTER, YEAR


class Beside(StrEnum):
    """Which earlier weeks stand beside the newest of the span."""

    NOTHING = ""
    DAYS_28 = "28"
    DAYS_91 = "91"
    LAST_YEAR = "year"

    @property
    def weeks(self) -> int:
        """At most how many weeks of the span are set beside others."""
        return {Beside.NOTHING: 0, Beside.DAYS_28: 4, Beside.DAYS_91: 13}.get(self, int(YEAR))


@dataclass(frozen=True)
class Way:
    """One link of a switcher."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class Asked:
    """What to show. `table` is the page of the table, from 1; 0 is its newest rows."""

    preset: str = YEAR
    first: date | None = None
    last: date | None = None
    unit: Unit = Unit.WEEK
    beside: Beside = Beside.NOTHING
    table: int = 0

    @classmethod
    def read(cls, query: QueryDict, days: Mapping[str, Any]) -> Asked:
        """Read an address; whatever it says that nobody offers is the usual. `days` are clean."""
        weeks, unit, beside = (query.get(name, "") for name in ("weeks", "by", "with"))
        table = query.get("table", "")
        return cls(
            preset=weeks if weeks in PRESETS else YEAR,
            first=days.get("first"),
            last=days.get("last"),
            unit=Unit(unit) if unit in set(Unit) else Unit.WEEK,
            beside=Beside(beside) if beside in set(Beside) else Beside.NOTHING,
            table=int(table) if table.isascii() and table.isdigit() and len(table) < 6 else 0,
        )

    @cached_property
    def query(self) -> str:
        """The same as the end of an address: "?by=day&weeks=13"; empty for the usual."""
        told = {
            "by": "" if self.unit == Unit.WEEK else self.unit.value,
            "weeks": "" if self.preset == YEAR or self.has_days else self.preset,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "with": self.beside.value,
            "table": str(self.table or ""),
        }
        words = urlencode({name: value for name, value in told.items() if value})
        return f"?{words}" if words else "?"

    @property
    def has_days(self) -> bool:
        return bool(self.first or self.last)

    @cached_property
    def carried(self) -> str:
        """The query without the page of the table: for links to other numbers."""
        return replace(self, table=0).query

    @property
    def units(self) -> list[Way]:
        labels = {Unit.DAY: _("Day"), Unit.WEEK: _("Week"), Unit.MONTH: _("Month")}
        return [self._way(label, self.unit == unit, unit=unit) for unit, label in labels.items()]

    @property
    def presets(self) -> list[Way]:
        labels = {QUARTER: _("13 weeks"), YEAR: _("A year"), ALL: _("All weeks")}
        return [
            self._way(
                label,
                self.preset == preset and not self.has_days,
                preset=preset,
                first=None,
                last=None,
            )
            for preset, label in labels.items()
        ]

    @property
    def besides(self) -> list[Way]:
        labels = {
            Beside.NOTHING: _("Nothing"),
            Beside.DAYS_28: _("28 days before"),
            Beside.DAYS_91: _("91 days before"),
            Beside.LAST_YEAR: _("Last year"),
        }
        return [self._way(label, self.beside == one, beside=one) for one, label in labels.items()]

    def _way(self, label: str, is_current: bool, **changes: Any) -> Way:
        return Way(label, replace(self, table=0, **changes).query, is_current)

    def page(self, number: int) -> str:
        """The address of one page of the table."""
        return replace(self, table=number).query
