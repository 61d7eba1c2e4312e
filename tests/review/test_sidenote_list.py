from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.review.models import Sidenote
from tests.support.factories import make_user
from tests.support.review import NOW, make_numbers

pytestmark = pytest.mark.django_db
LIST = reverse("review:sidenote_list")
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def numbers(client):
    user, metrics = make_numbers(weeks=30)
    client.force_login(user)
    return metrics


def pin(metric, text, *, days=0):
    day = TODAY + timedelta(days=days)
    return Sidenote.objects.create(
        user=metric.source.user,
        metric=metric,
        metric_label=metric.full_label,
        first_day=day,
        last_day=day,
        text=text,
        written_at=NOW,
    )


def get(client, query=""):
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_notes_stand_by_time_and_those_to_come_by_themselves(client, numbers):
    pin(numbers["replies"], "Long ago.", days=-400)
    pin(numbers["score"], "Next spring.", days=120)
    pin(numbers["replies"], "Lately.", days=-20)
    page = get(client)
    said = ["Still to come", "Next spring.", ">2026<", "Lately.", ">2025<", "Long ago."]
    places = [page.index(one) for one in said]
    assert places == sorted(places)
    assert page.count(f"<bdi>{numbers['score'].full_label}</bdi>") == 1


def test_they_are_narrowed_by_tag_and_by_source(client, numbers):
    pin(numbers["replies"], "About #glue and paste.", days=-3)
    pin(numbers["score"], "#Glue again.", days=-2)
    pin(numbers["score"], "No tag.", days=-1)
    source = numbers["score"].source_id
    asked = {
        "": (True, True, True),
        "?tag=glue": (True, True, False),
        f"?source={source}": (False, True, True),
        f"?tag=glue&source={source}": (False, True, False),
        "?tag=none&source=x": (True, True, True),
    }
    words = ("and paste.", "again.", "No tag.")
    for query, found in asked.items():
        page = get(client, query)
        assert (query, tuple(word in page for word in words)) == (query, found)


def test_notes_whose_number_was_erased_are_found_as_such(client, numbers):
    pin(numbers["replies"], "Stays.")
    pin(numbers["score"], "Elsewhere.")
    assert "erased" not in get(client)
    numbers["replies"].source.delete()
    page = get(client, "?source=gone")
    assert ("Stays." in page, "Elsewhere." in page) == (True, False)


def test_a_tag_in_a_note_leads_to_the_notebook(client, numbers):
    pin(numbers["replies"], "About #glue.")
    assert '?tag=glue">#glue</a>' in get(client)
    found = client.get(reverse("review:notebook") + "?tag=glue").content.decode()
    assert f'href="/sidenotes/{Sidenote.objects.get().pk}/"' in found


def test_a_note_on_a_week_that_has_no_page_yet_is_in_the_notebook(client, numbers):
    note = pin(numbers["replies"], "Next spring.", days=120)
    page = client.get(reverse("review:notebook")).content.decode()
    assert (f'href="/sidenotes/{note.pk}/"' in page, 'href="/weeks/2027' in page) == (True, False)


def test_a_page_holds_thirty_and_leads_on(client, numbers):
    for n in range(31):
        pin(numbers["replies"], f"#tagged note {n}.", days=-n)
    first, second = get(client, "?tag=tagged"), get(client, "?tag=tagged&page=2")
    assert [page.count('<article class="piece"') for page in (first, second)] == [30, 1]
    assert '?tag=tagged&amp;page=2"' in first
    assert get(client, "?page=never").count('<article class="piece"') == 30


def test_one_note_and_thirty_take_the_same_number_of_queries(client, numbers):
    def count():
        get(client)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            get(client, "?tag=a")
        return len(asked)

    pin(numbers["replies"], "#a")
    one = count()
    for n in range(29):
        pin(numbers["score" if n % 2 else "followers"], f"#a {n}", days=-n)
    assert (count(), one <= 12) == (one, True)


def test_without_notes_the_page_says_where_they_come_from(client):
    client.force_login(make_user())
    assert "There are no notes yet." in get(client)
