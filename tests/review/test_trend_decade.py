"""Ten years of ten daily numbers: how much is asked of the database, and how much is sent."""

import gzip
import re
from itertools import product

import pytest
import time_machine
from django.urls import reverse

from tests.support.decade import make_decade
from tests.support.review import NOW, WEEK

pytestmark = pytest.mark.django_db
MOST_QUERIES, UNITS = 14, ("day", "week", "month")
ADDRESSES = [
    *(f"?weeks=all&by={unit}&with={beside}" for unit, beside in product(UNITS, ("", "year"))),
    *(f"?weeks=all&by=week&with={beside}" for beside in ("28", "91")),
]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def sent(page, frame):
    """How many bytes the drawings of one width take, packed."""
    large = re.search(rf'<div class="{frame}">(<svg.*?</svg>)', page, re.S)[1]
    small = re.findall(r"<svg.*?</svg>", page.split('class="multi"')[1], re.S)
    assert len(small) == 9
    return len(gzip.compress("".join([large, *small]).encode()))


def test_no_unit_and_no_comparison_asks_more_than_fourteen_times(
    client, django_assert_max_num_queries
):
    user, (first, *_others) = make_decade()
    client.force_login(user)
    for address in ADDRESSES:
        with django_assert_max_num_queries(MOST_QUERIES):
            page = client.get(reverse("review:trend", args=[first.pk]) + address).content.decode()
        assert sent(page, "only-wide") <= 30 * 1024
        assert sent(page, "only-narrow") <= 12 * 1024


def test_a_decade_by_day_is_paged_and_of_a_sensible_size(client):
    user, (first, *_others) = make_decade(sources=1)
    client.force_login(user)
    address = reverse("review:trend", args=[first.pk]) + "?weeks=all&by=day&table="
    pages = [client.get(f"{address}{page}").content.decode() for page in (1, 2, 41, 99999)]
    rows = [page.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") for page in pages]
    assert rows == [91, 91, 14, 14]
    assert max(len(page) for page in pages) < 200 * 1024


@pytest.mark.parametrize("unit", UNITS)
def test_one_day_and_thirty_are_asked_for_alike(client, unit, django_assert_num_queries):
    told = []
    for days in (1, 30):
        user, (first, *_others) = make_decade(days=days, sources=1, until=WEEK.previous.sunday)
        client.force_login(user)
        address = reverse("review:trend", args=[first.pk]) + f"?by={unit}&with=28"
        with django_assert_num_queries({"day": 13, "week": 9, "month": 10}[unit]):
            told.append(client.get(address).content.decode())
    assert told[0] != told[1]
