import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.metrics.corrections import correct_reading
from apps.metrics.models import Measurement
from apps.review.trend_breaks import _letter
from tests.support.factories import make_metric, make_source, make_user
from tests.support.goals import make_goal
from tests.support.review import NOW, WEEK, bulk, make_numbers

pytestmark = pytest.mark.django_db
WHOLE = WEEK.previous
SINCE = date(2026, 9, 16)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def followers():
    metric = make_metric(make_source(make_user()), "followers")
    bulk(metric, {WHOLE.sunday - timedelta(days=n): 900 - n for n in range(120)})
    return metric


def get(client, metric, query="?weeks=13"):
    client.force_login(metric.source.user)
    return client.get(reverse("review:trend", args=[metric.pk]) + query).content.decode()


def signs(page):
    """What the breaks drawn on the wide chart say, in order."""
    wide = page.split('class="only-wide"')[1].split("</svg>")[0]
    return re.findall(r'class="bk" href="(#break-\w+)" aria-label="([^"]*)"', wide)


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_a_changed_definition_is_drawn_and_named_and_parts_the_line(client, followers, unit):
    Measurement.objects.filter(day__gte=SINCE).update(definition=2)
    page = get(client, followers, f"?weeks=13&by={unit}&table=1")
    told = "Since 16 September 2026 Mastodon means something else by this number."
    assert signs(page) == [("#break-a", told)]
    assert f"{told}</span> Nothing is compared across it." in page
    assert 'aria-label="What happened: a"' in page.split("<tbody>")[1]


def test_rounded_values_are_a_break(client, followers):
    Measurement.objects.filter(day__gte=SINCE).update(precision=100, origin="rounded")
    told = "Since 16 September 2026 Mastodon rounds this number to the nearest 100."
    assert [words for _href, words in signs(get(client, followers))] == [told]


def test_a_corrected_and_a_left_out_reading_are_drawn_with_their_reasons(client, followers):
    rows = {one.day: one for one in Measurement.objects.all()}
    correct_reading(measurement=rows[SINCE], value=5, reason="It was five.", now=NOW)
    later = rows[SINCE + timedelta(days=9)]
    correct_reading(measurement=later, value=None, reason="A bot.", now=NOW)
    page = get(client, followers, "?weeks=13&by=day")
    assert [(href, words[:27]) for href, words in signs(page)] == [
        ("#break-a", "You corrected the reading o"),
        ("#break-b", "You left out the reading of"),
    ]
    assert page.count("“A bot.”") == 3  # twice drawn, once in the list


def test_a_gap_is_dotted_and_named(client, followers):
    Measurement.objects.filter(day__range=(WHOLE.shift(-8).monday, WHOLE.shift(-3).sunday)).delete()
    wide = get(client, followers).split('class="only-wide"')[1].split("</svg>")[0]
    assert (wide.count('class="c-gap"'), wide.count("no number")) == (1, 1)


def test_the_usual_range_is_drawn_over_its_own_year_alone(client):
    _user, metrics = make_numbers(weeks=150)
    band = re.compile(r'class="c-band" x="([\d.]+)"')
    lefts = [
        float(band.search(get(client, metrics["score"], query))[1])
        for query in ("?weeks=52", "?weeks=all")
    ]
    assert lefts[0] < 60
    assert 500 < lefts[1] < 650


def test_the_range_of_a_goal_is_drawn_where_it_has_both_ends(client):
    user, metrics = make_numbers()
    beside = {"metric": metrics["replies"], "direction": "same"}
    make_goal(user, **beside, low=21, high=None)
    assert "c-named" not in get(client, metrics["replies"])
    make_goal(user, **beside, low=21, high=24)
    page = get(client, metrics["replies"])
    assert (page.count('class="c-named"'), "the range you named, 21 to 24." in page) == (2, True)
    small = get(client, metrics["score"]).split('class="multi"')[1]
    assert (small.count('class="c-named"'), "the range you named: 21 to 24" in small) == (1, True)


def test_a_point_of_the_chart_leads_to_a_new_note(client, followers):
    wide = get(client, followers).split('class="only-wide"')[1].split("</svg>")[0]
    add = reverse("review:sidenote_add", args=[followers.pk])
    places = re.findall(rf'href="{add}\?day=([\d-]+)&amp;to=([\d-]+)" tabindex="-1"', wide)
    assert (len(places), places[-1]) == (13, ("2026-11-02", "2026-11-08"))


def test_letters_go_on_after_z():
    assert [_letter(n) for n in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]
