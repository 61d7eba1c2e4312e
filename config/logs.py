"""Log lines of other people's code that must not quote what a request said."""

from __future__ import annotations

import logging
import re

FIRST_WORDS = re.compile(r"[A-Za-z -]*")


class WithoutTrace(logging.Formatter):
    """One line: what happened, without the way there."""

    def format(self, record: logging.LogRecord) -> str:
        record.message = self.said(record)
        record.asctime = self.formatTime(record, self.datefmt)
        return self.formatMessage(record)

    def said(self, record: logging.LogRecord) -> str:
        """Return the words of the line."""
        return record.getMessage()


class FirstWords(WithoutTrace):
    """The plain words at the start, before any header, path or address, and the kind of error."""

    def said(self, record: logging.LogRecord) -> str:
        found = FIRST_WORDS.match(record.getMessage())
        kind = record.exc_info[0] if record.exc_info else None
        return f"{found[0].strip() if found else ''} {kind.__name__ if kind else ''}".strip()
