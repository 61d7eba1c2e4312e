"""A person who has a row of everything there is: each model is filled from what it says of itself.

A model that is added later is filled too. Where its constraints ask for more than a plain value of
each kind, GIVEN says what.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count

from django.contrib.sessions.backends.db import SessionStore
from django.db import models

from apps.accounts.models import User
from apps.portability.belongings import belongings
from tests.support.factories import make_user

AT = datetime(2026, 11, 15, 20, tzinfo=UTC)
DAY = date(2026, 11, 12)
WEEK = {"year": 2026, "number": 46}
NO_KEY = {"next_at": None, "sealed_secret": ""}
GIVEN = {
    "accounts.Preferences": {"reminder_day": None, "next_reminder_at": None},
    "core.Letter": {"state": "sent", "lease_until": None, "give_up_at": AT, "next_at": AT},
    "core.SearchText": {"has_words": True},
    "goals.CheckIn": WEEK,
    "goals.Goal": {"set_down_on": None, "ending": ""},
    "goals.GoalMetric": {"direction": "more"},
    "goals.SettingDown": {"ending": "paused"},
    "journal.ChosenFrame": WEEK,
    "journal.Draw": {**WEEK, "dismissed_at": None},
    "journal.Entry": {**WEEK, "erased_at": None, "uncovered_at": None, "binned_at": None},
    "journal.QualityLine": {"mark": "more"},
    "metrics.Measurement": {"kind": "counter", "value": 7.25, "origin": "measured"},
    "metrics.Metric": {"key": "followers", "kind": "counter", "shown": ""},
    "metrics.Proof": {"how": "", "proved_at": None},
    "metrics.Revocation": {"provider": "github", "state": "done", "ended_at": AT, **NO_KEY},
    "metrics.Source": {"provider": "mastodon", "state": "fresh", "outcome": "ok"},
    "portability.Export": {"state": "fetched", "name": "", "lease_until": None},
    "portability.SharedWeek": {"expires_at": datetime(2026, 12, 1, tzinfo=UTC)},
    "review.Mute": {"first_day": None, "last_day": None},
}  # fmt: skip
NOT_FILLED = {"portability.Leaving"}
"""Made by leaving itself."""
_numbers = count(1)


def make_everything(word, **fields):
    """Return a person with a row of every model that belongs to people; all words are `word`."""
    user = make_user(email=f"{word}@example.org".lower(), display_name=word, **fields)
    made = {User: user}
    for one in reversed(belongings()):
        if one.label not in NOT_FILLED:
            fill(one.model, made, word)
    entry = made[models_by_name()["journal.Entry"]]
    entry.first_take, entry.uncovered_at = made[models_by_name()["journal.Revision"]], AT
    entry.save()
    sign_in_somewhere(user)
    return user


def models_by_name():
    return {one.label: one.model for one in belongings()}


def fill(model, made, word):
    """Make the person's row of a model, and of what it hangs on, once."""
    if model not in made:
        given = GIVEN.get(model._meta.label, {})
        values = {
            field.name: given.get(field.name, value)
            for field in model._meta.concrete_fields
            if not field.primary_key and (value := _value(field, made, word)) is not LEFT
        }
        made[model] = model._base_manager.create(**{**values, **given})
    return made[model]


LEFT = object()


def _value(field, made, word):
    """Return a plain value of the field's kind."""
    if isinstance(field, models.ForeignKey):
        return _target(field, made, word)
    if field.choices:
        return next(value for value, _label in field.flatchoices if value != "")
    number = next(_numbers)
    plain = {
        models.EmailField: f"{word.lower()}{number}@example.org",
        models.URLField: f"https://example.org/{word}/{number}",
        models.GenericIPAddressField: "127.0.0.1",
        models.CharField: _fitting(word, number, field.max_length),
        models.TextField: f"{word} {number}",
        models.JSONField: {"word": word},
        models.DateTimeField: AT,
        models.DateField: DAY,
        models.TimeField: time(18),
        models.BooleanField: False,
        models.FloatField: 7.25,
        models.IntegerField: 1,
    }
    return next((value for kind, value in plain.items() if isinstance(field, kind)), LEFT)


def _target(field, made, word):
    target = field.related_model
    if target in made:
        return made[target]
    if field.null or target is field.model:
        return LEFT
    return fill(target, made, word)


def _fitting(word, number, most):
    text = f"{word}{number}"
    return text if most is None or len(text) <= most else str(number)[-most:]


def sign_in_somewhere(user):
    """Leave a session of the person's in the database."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()
