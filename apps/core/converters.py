"""Path converters."""

from apps.core.weeks import Week


class WeekConverter:
    """`2026-W53` in an address; a week that does not exist falls through to the next route."""

    regex = r"[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week | str) -> str:
        return str(value)
