"""The sources' pages: whose they are, what they say, and that they show no value."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.metrics.models import Source
from tests.support.factories import (
    make_attempt,
    make_metric,
    make_source,
    make_user,
    measure,
)
from tests.support.metrics import NOW, TODAY, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


ROUTES = [
    ("get", "source"),
    ("get", "source_edit"),
    ("post", "source_edit"),
    ("post", "source_fetch"),
    ("get", "source_pause"),
    ("post", "source_pause"),
    ("post", "source_resume"),
    ("get", "source_remove"),
    ("post", "source_remove"),
    ("get", "number_add"),
    ("post", "number_add"),
]


@pytest.mark.parametrize(("method", "name"), ROUTES)
def test_a_strangers_source_is_not_found(client, user, method, name):
    source = make_source(make_user(), "by_hand")
    make_metric(source)
    before = Source.objects.values().get()
    assert getattr(client, method)(page(name, source), {"numbers": "erase"}).status_code == 404
    assert Source.objects.values().get() == before


@pytest.mark.parametrize(("method", "name"), ROUTES)
def test_without_signing_in_there_is_the_sign_in(client, method, name):
    source = make_source(make_user())
    response = getattr(client, method)(page(name, source))
    # A note on a pause may have been typed for long: it is given back beside the way in.
    keeps_words = (method, name) == ("post", "source_pause")
    way = response.content.decode() if keeps_words else response["Location"]
    assert (response.status_code, "login" in way) == (401 if keeps_words else 302, True)


@pytest.mark.parametrize("pk", [0, 10**30])
def test_an_impossible_number_is_not_found(client, user, pk):
    assert client.get(page("source", pk=pk)).status_code == 404


def test_the_list_says_how_many_places_there_are_and_how_they_are(client, user):
    make_source(user)
    make_source(user, "by_hand", name="Subscribers")
    make_source(user, state="late", outcome="rate_limited", failing_since=NOW)
    make_source(user, state="needs_you", outcome="needs_sign_in", failing_since=NOW)
    text = client.get(page("source_list")).text
    assert "Four places. Two are in order, one is a little late and one needs you." in text
    assert "social.example asked us to slow down." in text


def test_what_needs_the_person_comes_first_then_by_name(client, user):
    make_source(user, "by_hand", name="Zines")
    make_source(user, "by_hand", name="apples")
    make_source(user, state="needs_you", outcome="not_found", failing_since=NOW)
    labels = [row.source.label for row in client.get(page("source_list")).context["page"].rows]
    assert labels == ["Mastodon", "apples", "Zines"]


def test_no_page_shows_a_value(client, user):
    source = make_source(user, "by_hand", name="Subscribers")
    measure(make_metric(source), {TODAY: 86421.0}, origin="typed_in")
    mastodon = make_source(user)
    measure(make_metric(mastodon), {TODAY: 86421.0})
    pages = [page("source_list"), *(page("source", one) for one in (source, mastodon))]
    assert not [one for one in pages if "421" in client.get(one).text]


def test_the_list_takes_as_many_queries_for_one_source_as_for_thirty(client, user):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(page("source_list"))
        return len(queries)

    for number in range(30):
        source = make_source(user, host=f"host{number}.example")
        measure(make_metric(source), {TODAY: 1.0})
        make_attempt(source, TODAY)
        if number == 0:
            count()  # the first page of all loads what is kept for later ones
            one = count()
    assert count() == one


def test_the_strip_marks_fetched_and_failed_days(client, user):
    source = make_source(user, failing_since=NOW, state="late", outcome="transient")
    measure(make_metric(source), {TODAY - timedelta(days=n): 1.0 for n in range(1, 29)})
    make_attempt(source, TODAY)
    (row,) = client.get(page("source_list")).context["page"].rows
    assert row.strip_words == "Fetched on 27 of the last 28 days, failing since 18 November."
    assert (row.strip.count("h-ok"), row.strip.count("h-x")) == (27, 1)
