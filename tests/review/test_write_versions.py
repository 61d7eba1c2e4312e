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


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 5000, "99999999"])
def test_a_version_that_is_none_is_not_found(client, user, version):
    client.post(ADDRESS, sent())
    assert client.post(VERSIONS, {"version": version, "base": 1}).status_code == 404
    assert client.get(VERSIONS, {"page": version}).status_code == 200
