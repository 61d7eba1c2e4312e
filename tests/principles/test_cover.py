"""Covered means absent from the response, not hidden."""

from django.db.models import F, Q

from apps.core.weeks import Week
from apps.metrics.models import Measurement, PostCount
from apps.review.cover import open_weeks
from tests.principles.conftest import NOW
from tests.support.pages import read

OPEN = Week(2026, 47)


def reopen(wren, *weeks):
    """Take away what the person wrote in the weeks, so that they are open again."""
    for week in weeks:
        wren.entries.in_week(week).delete()


def in_open_weeks(wren):
    days = Q()
    for week in open_weeks(wren, now=NOW):
        days |= Q(day__range=(week.monday, week.sunday))
    return (
        Measurement.objects.filter(days, metric__source__user=wren),
        PostCount.objects.filter(days, metric__source__user=wren),
    )


def test_no_page_depends_on_what_was_measured_in_open_weeks(wren, client, every_page):
    reopen(wren, OPEN, OPEN.previous)
    assert open_weeks(wren, now=NOW) == [OPEN.previous, OPEN]
    taken = (address for addresses in every_page.values() for address in addresses)
    addresses = [one for one in taken if client.get(one).status_code != 404]
    before = read(client, addresses)
    measured, counted = in_open_weeks(wren)
    assert measured.count() > 50
    measured.update(value=F("value") + 7_654_321)
    counted.update(value=F("value") + 7_654_321)
    assert read(client, addresses) == before
    counted.delete()
    measured.delete()
    assert read(client, addresses) == before


def test_a_finished_week_beside_an_open_one_gives_nothing_of_it_away(wren, client, every_page):
    reopen(wren, OPEN.previous)
    wren.entries.in_week(OPEN).delete()
    wren.entries.create(
        year=OPEN.year,
        number=OPEN.number,
        body="Finished early.",
        created_at=NOW,
        saved_at=NOW,
        rested_at=NOW,
    )
    assert open_weeks(wren, now=NOW) == [OPEN.previous]
    addresses = [*every_page["review:week"], *every_page["review:goal_list"], "/"]
    before = read(client, addresses)
    measured, counted = in_open_weeks(wren)
    measured.update(value=F("value") + 7_654_321)
    counted.update(value=F("value") + 7_654_321)
    assert read(client, addresses) == before
