"""Covered means absent from the response, not hidden."""

from datetime import timedelta

from django.db.models import F, Q

from apps.core.weeks import Week
from apps.metrics.models import Measurement, PostCount, Source
from apps.metrics.recording import record_visit
from apps.providers.base import PostReading, Reading
from apps.review.cover import open_weeks
from tests.principles.conftest import NOW
from tests.support.pages import read

OPEN = Week(2026, 47)


def reopen(wren, *weeks):
    """Take away what the person wrote in the weeks, so that they are open again."""
    for week in weeks:
        wren.entries.in_week(week).delete()


def read_all(client, every_page):
    """Return every page there is, and what is said of one that went with its week."""
    addresses = [one for given in every_page.values() for one in given]
    return read(client, addresses, answers=(200, 302, 404))


def in_open_weeks(wren):
    days = Q()
    for week in open_weeks(wren, now=NOW):
        days |= Q(day__range=(week.monday, week.sunday))
    return (
        Measurement.objects.filter(days, metric__source__user=wren),
        PostCount.objects.filter(days, metric__source__user=wren),
    )


def visit(wren, value):
    """Record that every source told `value` of everything it counts, in the open week."""
    for source in Source.objects.for_user(wren).visited().select_related("user"):
        per_post = {spec.key for spec in source.reader.metrics if spec.kind == "per_post"}
        told = {spec.key: value for spec in source.reader.metrics if spec.key not in per_post}
        post = PostReading("7", "", NOW - timedelta(hours=1), "", dict.fromkeys(per_post, value))
        who = (source.account_id, source.handle, source.name, source.address)
        record_visit(source, Reading(*who, told, (post,) if per_post else ()), at=NOW)


def test_no_page_depends_on_what_is_told_measured_or_missing_in_open_weeks(
    wren, client, every_page
):
    reopen(wren, OPEN, OPEN.previous)
    assert open_weeks(wren, now=NOW) == [OPEN.previous, OPEN]
    visit(wren, 640.0)
    before = read_all(client, every_page)
    measured, counted = in_open_weeks(wren)
    assert measured.count() > 50
    measured.update(value=F("value") + 7_654_321)
    counted.update(value=F("value") + 7_654_321)
    visit(wren, 7_654_321.25)
    assert read_all(client, every_page) == before
    visit(wren, 0.0)
    assert read_all(client, every_page) == before
    counted.delete()
    measured.delete()
    assert read_all(client, every_page) == before


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
    goals = [*every_page["review:goal_list"], *every_page["review:goal"]]
    addresses = [*every_page["review:week"], *goals, "/"]
    before = read(client, addresses)
    measured, counted = in_open_weeks(wren)
    measured.update(value=F("value") + 7_654_321)
    counted.update(value=F("value") + 7_654_321)
    assert read(client, addresses) == before
