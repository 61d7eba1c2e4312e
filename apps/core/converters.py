"""Path converters."""

from __future__ import annotations

from datetime import date

from apps.core.weeks import Week


class WeekConverter:
    """`2026-W53` in an address; a week that does not exist falls through to the next route."""

    regex = r"[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week | str) -> str:
        return str(value)


class DayConverter:
    """A day as `2026-11-15`; anything else, and any day that does not exist, is not found."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, text: str) -> date:
        """Return the day; ValueError means that the address is not found."""
        return date.fromisoformat(text)

    def to_url(self, day: date | str) -> str:
        """Return the day as it stands in an address."""
        return str(day)
