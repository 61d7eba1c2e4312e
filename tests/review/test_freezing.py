from datetime import timedelta

import pytest

from apps.metrics.models import Measurement
from apps.metrics.operations import remove_source
from apps.review.figures import figures_for_week
from apps.review.freezing import freeze, frozen_figures
from tests.support.factories import make_entry
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db

KEPT = ("label", "text", "level_text", "when", "usual_text", "usual_range", "machine_value")


def said(figures):
    return [tuple(getattr(figure, name) for name in KEPT) for figure in figures]


def frozen_week():
    user, metrics = make_numbers()
    at = WEEK.bounds(user.zone)[1] - timedelta(hours=2)
    entry = make_entry(user, WEEK, body="Words.", finished_at=at, uncovered_at=at)
    freeze(entry=entry, now=NOW)
    return user, metrics, entry


def test_what_was_shown_is_kept_word_for_word():
    user, _metrics, entry = frozen_week()
    assert said(frozen_figures(entry, zone=user.zone)) == said(
        figures_for_week(user, WEEK, now=NOW)
    )


def test_it_stays_when_the_numbers_change_and_is_never_kept_twice():
    user, _metrics, entry = frozen_week()
    before = said(frozen_figures(entry, zone=user.zone))
    Measurement.objects.update(value=5)
    freeze(entry=entry, now=NOW)
    assert said(frozen_figures(entry, zone=user.zone)) == before


def test_erasing_a_sources_numbers_erases_its_readings_and_no_others():
    user, metrics, entry = frozen_week()
    before = frozen_figures(entry, zone=user.zone)
    source = metrics["replies"].source
    remove_source(source=source, erase=True, now=NOW)
    others = [one for one in before if one.source_id != source.pk]
    assert 0 < len(others) < len(before)
    assert said(frozen_figures(entry, zone=user.zone)) == said(others)


def test_it_stays_when_a_source_is_removed_and_its_numbers_kept():
    user, metrics, entry = frozen_week()
    before = said(frozen_figures(entry, zone=user.zone))
    remove_source(source=metrics["replies"].source, erase=False, now=NOW)
    assert said(frozen_figures(entry, zone=user.zone)) == before


def test_a_covered_week_has_nothing_to_keep():
    user, _metrics = make_numbers()
    entry = make_entry(user, WEEK)
    freeze(entry=entry, now=NOW)
    assert list(entry.frozen_readings.all()) == []
