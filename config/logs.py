"""What is logged, and log lines of other people's code that must not quote what a request said."""

from __future__ import annotations

import logging
import re
from typing import Any

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


LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"


def logging_at(level: str) -> dict[str, Any]:
    """Return LOGGING: ids and names of routes, never paths, queries or words."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": LINE},
            "without_trace": {"()": "config.logs.WithoutTrace", "format": LINE},
            "first_words": {"()": "config.logs.FirstWords", "format": LINE},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "without_trace": {"class": "logging.StreamHandler", "formatter": "without_trace"},
            "first_words": {"class": "logging.StreamHandler", "formatter": "first_words"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # These print paths, which may hold a token or a word.
            "django.request": {"handlers": ["nowhere"], "propagate": False},
            "django.security": {"handlers": ["first_words"], "propagate": False},
            "django.security.csrf": {"handlers": ["nowhere"], "propagate": False},
            "django.security.DisallowedHost": {"handlers": ["without_trace"], "propagate": False},
            # In the web processes this takes the place of gunicorn's own way of logging.
            "gunicorn.error": {"handlers": ["first_words"], "propagate": False},
            "django.server": {"handlers": ["nowhere"], "propagate": False},
            "httpx2": {"level": "WARNING"},
            "httpcore2": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }
