"""What the demo person has made of decks, frames and qualities."""

from datetime import UTC, date, datetime

import pytest

from apps.core.weeks import Week
from apps.journal.deck_models import Draw
from apps.journal.decks import deck_list
from apps.journal.quality_pages import quality_list, quality_page
from apps.review.beginning import read_beginning
from apps.sandbox.person import make_demo

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def wren():
    return make_demo(until=date(2026, 11, 25), years=2, now=NOW)


def test_the_demo_person_begins_weeks_in_their_own_ways(wren):
    own = [one.deck.name for one in deck_list(wren).in_use if one.deck]
    assert own == ["From the bench"]
    draws = Draw.objects.for_user(wren)
    assert (draws.count(), draws.dismissed().count()) == (11, 1)
    assert draws.filter(kept_at__isnull=False).count() == 1
    qualities = quality_list(wren)
    assert (len(qualities.current), [one.name for one in qualities.retired]) == (5, ["Useful"])
    then = {row.then for row in quality_page(wren, "open", page=None).rows}
    assert then == {"", "called Unguarded then"}
    assert len(quality_page(wren, "useful", page=None).rows) == 2
    begin = read_beginning(wren, Week(2026, 48), None, is_covered=True, now=NOW)
    assert begin.handed.words.startswith("Count the twelve")
    assert len(begin.questions) == 3
