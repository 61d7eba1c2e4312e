"""The kept versions of a week: listed newest first, and one can be brought back."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, entry_of, reasons

pytestmark = pytest.mark.django_db
ADDRESS = reverse("review:write", args=[WEEK])
VERSIONS = reverse("review:version_list", args=[WEEK])


@pytest.fixture(autouse=True)
def _on_sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


def sent(body="Typed", base=0):
    return {"do": "keep", "base": base, "body": body, "title": "", "moments": "1"}


def text_of(response):
    return response.content.decode()


def test_a_week_without_an_entry_has_no_versions(client):
    assert client.get(VERSIONS).status_code == 404


def test_somebody_elses_versions_are_not_there(client, user):
    client.post(ADDRESS, sent("Secret"))
    other = Client()
    other.force_login(make_user())
    assert other.get(VERSIONS).status_code == 404
    version = entry_of(user).revisions.get().pk
    other.post(ADDRESS, sent("Theirs"))
    assert other.post(VERSIONS, {"version": version, "base": 1}).status_code == 404


def test_a_page_of_versions_takes_the_same_queries_for_one_and_ten(
    client, django_assert_num_queries
):
    for base in range(10):
        client.post(ADDRESS, sent(f"Version {base}", base))
        if base in (0, 9):
            with django_assert_num_queries(7):
                client.get(VERSIONS)


def test_kept_versions_are_listed_and_one_comes_back(client, user):
    client.post(ADDRESS, sent("First version"))
    client.post(ADDRESS, sent("Second version", 1))
    text = text_of(client.get(VERSIONS))
    assert text.index("Second version") < text.index("First version")
    oldest = entry_of(user).revisions.first()
    response = client.post(VERSIONS, {"version": oldest.pk, "base": 2})
    assert (response.url, entry_of(user).body) == (ADDRESS, "First version")
    assert reasons(user) == ["leave", "leave", "restore"]


def test_a_version_brought_back_late_changes_nothing(client, user):
    client.post(ADDRESS, sent("First"))
    client.post(ADDRESS, sent("Second", 1))
    response = client.post(VERSIONS, {"version": entry_of(user).revisions.first().pk, "base": 1})
    assert (response.status_code, entry_of(user).body) == (409, "Second")


def compared(client, version, query=""):
    return client.get(reverse("review:version", args=[WEEK, version.pk]) + query)


def test_each_version_says_how_much_changed_and_leads_to_what(client, user):
    client.post(ADDRESS, sent("One two three"))
    client.post(ADDRESS, sent("One two four five", 1))
    text = text_of(client.get(VERSIONS))
    assert ("2 words added, 1 taken out" in text, "3 words" in text) == (True, True)
    for version in entry_of(user).revisions.all():
        assert reverse("review:version", args=[WEEK, version.pk]) in text


def test_a_version_is_compared_with_the_one_it_came_from_or_with_the_page(client, user):
    for base, body in enumerate(["One two", "One <b>four</b>", "One five"]):
        client.post(ADDRESS, sent(body, base))
    first, second, _third = entry_of(user).revisions.all()
    text = text_of(compared(client, second))
    assert "[taken out:] </span>two<span" in text
    assert "[added:] </span>&lt;b&gt;four&lt;/b&gt;<span" in text
    with_page = text_of(compared(client, second, "?with=page"))
    assert "[added:] </span>five<span" in with_page
    assert "[added:] </span>five<span" in text_of(compared(client, first))


def test_a_version_that_was_brought_back_says_whose_words_they_are(client, user):
    client.post(ADDRESS, sent("First"))
    client.post(ADDRESS, sent("Second", 1))
    client.post(VERSIONS, {"version": entry_of(user).revisions.first().pk, "base": 2})
    text = text_of(compared(client, entry_of(user).revisions.last()))
    assert "the words of 22 November 2026 at 20:40" in text
    assert "Not a word differs." in text


def test_a_version_of_another_week_or_person_is_not_there(client, user):
    client.post(ADDRESS, sent("Secret"))
    version = entry_of(user).revisions.get()
    other = Client()
    other.force_login(make_user())
    assert compared(other, version).status_code == 404
    other_week = reverse("review:version", args=[WEEK.previous, version.pk])
    assert client.get(other_week).status_code == 404


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 5000, "99999999"])
def test_a_version_that_is_none_is_not_found(client, user, version):
    client.post(ADDRESS, sent())
    assert client.post(VERSIONS, {"version": version, "base": 1}).status_code == 404
    assert client.get(VERSIONS, {"page": version}).status_code == 200
