"""The clock that wakes the workers; no harm comes of it when the time is put right."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery import beat
from django.utils import timezone

NOTES_APART = timedelta(minutes=1)


class Clock(beat.Scheduler):
    """Celery's scheduler, for a machine whose clock may be wrong and then be put back.

    Celery waits until the last run is long enough ago; after a step back that may be an hour, or a
    year. Here everything is planned anew. What is due stands in the database, so that there is
    nothing to remember from one start to the next; the empty note that it leaves each minute is a
    sign of life, for bin/healthcheck.py.
    """

    ticked_at: datetime | None = None
    noted_at: datetime | None = None

    def tick(self, *given: Any, **named: Any) -> Any:
        """Send what is due; return in how many seconds to look again."""
        now = timezone.now()
        if self.ticked_at and now < self.ticked_at:
            for entry in self.schedule.values():
                entry.last_run_at = entry.default_now()
            self._heap = self.noted_at = None
        self.ticked_at = now
        if self.noted_at is None or now - self.noted_at >= NOTES_APART:
            self.noted_at = now
            with suppress(OSError):  # then the health check tells
                Path(self.app.conf.beat_schedule_filename).touch()
        return super().tick(*given, **named)
