"""The clock that wakes the workers, when the machine's own is put back or forward."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from config.celery import app
from config.clock import Clock

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
EVERY = {"collect": {"task": "metrics.collect", "schedule": 2}}


class Quiet(Clock):
    """Notes what would be sent instead of sending it."""

    def __init__(self):
        self.sent = 0
        super().__init__(app, schedule={}, lazy=True)
        self.update_from_dict(EVERY)

    def apply_entry(self, entry, producer=None):
        self.sent += 1

    def sends(self, seconds):
        """How many wake-ups leave in so many seconds of a clock that stands at a moment."""
        before = self.sent
        for step in range(seconds * 2):
            with time_machine.travel(self.at + timedelta(seconds=step / 2), tick=False):
                while self.tick() == 0:
                    pass
        return self.sent - before


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        one = Quiet()
    one.at = NOW
    return one


def test_it_wakes_a_worker_every_two_seconds_and_leaves_a_sign_of_life(clock):
    note = Path(app.conf.beat_schedule_filename)
    note.unlink(missing_ok=True)
    assert clock.sends(20) in (9, 10)
    assert note.exists()


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(days=365)])
def test_a_step_of_the_machines_clock_neither_stops_it_nor_brings_a_storm(clock, step):
    clock.sends(4)
    clock.at = NOW + step
    assert clock.sends(20) in (9, 10, 11)


def test_after_a_year_too_far_ahead_and_back_it_goes_on(clock):
    clock.sends(4)
    clock.at = NOW + timedelta(days=365)
    clock.sends(4)
    clock.at = NOW
    assert clock.sends(20) in (9, 10, 11)
