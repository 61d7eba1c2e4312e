"""A number is seen as its person wants: exactly, in words, or not before it is tapped."""

import re

import pytest
from django.db.models import F

from apps.accounts.models import Shown, User
from apps.metrics.models import Measurement, Metric, PostCount
from apps.review.models import FrozenReading
from tests.principles.conftest import first_of
from tests.support.pages import read, split

FACTOR = 7919
"""A prime: no value that is multiplied with it is met by chance."""
EXAMPLES = {"1,204", "100,000"}
"""Numbers in what forms say of themselves."""
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
UNSEEN = [Shown.WORDS, Shown.HIDDEN]


def all_of(every_page):
    """Every page; a CSV that is asked for is an export of numbers, and its link says so."""
    return [one for page in every_page.values() for one in page if not one.endswith("table.csv")]


def make_recognisable():
    """Multiply whatever was measured, counted, corrected or kept."""
    Measurement.objects.update(value=F("value") * FACTOR, corrected=F("corrected") * FACTOR)
    PostCount.objects.update(value=F("value") * FACTOR)
    names = ("value", "level", "usual_low", "usual_high")
    FrozenReading.objects.update(**{name: F(name) * FACTOR for name in names})


def numbers_in(page):
    """Every number that the page tells, grouped and as a program reads it."""
    told = set(GROUPED.findall(page))
    machine = {one.attributes["value"].lstrip("-") for one in split(page, 0).data}
    return told | {one.replace(",", "") for one in told} | {one for one in machine if len(one) > 3}


def see(user, shown):
    Metric.objects.update(shown="")
    User.objects.filter(pk=user.pk).update(numbers_shown=shown)


def test_no_page_holds_a_number_that_is_seen_in_words_or_hidden(wren, client, every_page):
    make_recognisable()
    see(wren, Shown.EXACT)
    numbers = set().union(*map(numbers_in, read(client, all_of(every_page)).values())) - EXAMPLES
    assert len(numbers) > 1000
    for shown in UNSEEN:
        see(wren, shown)
        pages = read(client, all_of(every_page))
        told = {
            address: [one for one in re.findall(r"[\d,]+(?:\.\d+)?", page) if one in numbers]
            for address, page in pages.items()
        }
        assert {address: found for address, found in told.items() if found} == {}
        assert [address for address, page in pages.items() if "<data" in page] == []
        assert sum(page.count('class="tap"') for page in pages.values()) > 20


@pytest.mark.parametrize("shown", UNSEEN)
def test_a_tap_shows_that_number_on_that_page_alone(wren, client, every_page, shown):
    see(wren, shown)
    metric = first_of(wren, "followers")
    (address,) = every_page["review:week"][:1]
    shown = client.get(address, {"show": metric.pk}).content.decode()
    assert {one.attributes["data-metric"] for one in split(shown, 0).data} == {str(metric.pk)}
    assert "<data" not in client.get(address).content.decode()


def test_the_address_of_a_tap_keeps_what_was_asked_for(wren, client):
    see(wren, Shown.HIDDEN)
    metric = first_of(wren, "score")
    page = client.get(f"/trends/{metric.pk}/?weeks=13").content.decode()
    assert f'href="?weeks=13&amp;show={metric.pk}"' in page


def test_words_and_hidden_lines_say_no_value(wren, client):
    metric = first_of(wren, "followers")
    see(wren, Shown.HIDDEN)
    hidden = client.get(f"/trends/{metric.pk}/").content.decode()
    assert "<polyline" not in hidden
    see(wren, Shown.WORDS)
    told = client.get(f"/trends/{metric.pk}/").content.decode()
    axis = re.findall(r'<text class="ax e"[^>]*>([^<]*)</text>', told.split("multis")[0])
    assert (set(axis), "<polyline" in told) == ({""}, True)


def test_a_number_with_its_own_choice_differs_from_the_others(wren, client, every_page):
    see(wren, Shown.EXACT)
    metric = first_of(wren, "followers")
    Metric.objects.filter(pk=metric.pk).update(shown=Shown.HIDDEN)
    pages = read(client, every_page["review:week"])
    told = {one.attributes["data-metric"] for page in pages.values() for one in split(page, 0).data}
    assert str(metric.pk) not in told
    assert len(told) > 3


def test_what_is_kept_of_a_week_does_not_depend_on_what_is_seen(wren, client):
    see(wren, Shown.HIDDEN)
    entry = wren.entries.filter(first_take__isnull=True).newest_first()[0]
    client.post(f"/write/{entry.week}/", {"do": "uncover", "revision": entry.revision})
    kept = FrozenReading.objects.filter(entry=entry)
    assert all(one.value is not None or one.level is not None for one in kept)
    assert kept.filter(usual_low__isnull=False).exists()
