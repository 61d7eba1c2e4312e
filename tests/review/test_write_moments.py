"""Moments on the write page: picked from posts that may go meanwhile, or added by hand."""

import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.journal.documents import MomentWords
from apps.journal.operations import document_of
from apps.journal.picks import PARTS
from tests.support.factories import make_post, make_source, make_user
from tests.support.writing import SUNDAY, WEEK, entry_of

pytestmark = pytest.mark.django_db
ADDRESS = reverse("review:write", args=[WEEK])


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


def sent(**fields):
    return {"do": "keep", "base": 0, "body": "Typed", "title": "", "moments": "1"} | fields


def picked(client, do="keep"):
    """The page as it came, its first post picked, before the post goes."""
    form = client.get(ADDRESS).context["form"]
    boxes = ("post-", "mark-")
    data = {name: form[name].value() for name in form.fields if not name.startswith(boxes)}
    data = {name: value for name, value in data.items() if value not in (None, "")}
    post = form.choices[0].pk
    return data | {f"post-{post}": "on", f"why-{post}": "It was mine", "do": do}


def test_a_picked_post_that_went_meanwhile_is_a_moment_by_hand(client, user):
    post = make_post(make_source(user), WEEK.sunday, text="Glue")
    data = picked(client)
    kept = MomentWords(post.address, "Glue", "You, on Mastodon", "2026-11-22", "It was mine")
    post.delete()
    assert client.post(ADDRESS, data | {"moment-0-quote": "A letter"}).status_code == 302
    assert document_of(entry_of(user)).moments == (MomentWords(quote="A letter"), kept)


def test_what_was_passed_on_is_no_moment_to_pick(client, user):
    source = make_source(user)
    make_post(source, WEEK.sunday, text="", address="")
    picture = make_post(source, WEEK.sunday, text="")
    form = client.get(ADDRESS).context["form"]
    assert [choice.pk for choice in form.choices] == [picture.pk]


def test_a_picked_post_that_went_is_on_the_page_that_comes_back(client, user):
    post = make_post(make_source(user), WEEK.sunday, text="Glue")
    data = picked(client) | {"title": "x" * 201}
    post.source.delete()
    form = client.post(ADDRESS, data).context["form"]
    assert (form["moment-0-quote"].value(), form["moment-0-why"].value()) == ("Glue", "It was mine")
    assert form.moment_count == 2


def test_a_copy_that_no_page_can_print_is_cleaned(client):
    copy = json.dumps({part: f"{part}\ud800\x00" for part in PARTS})
    data = sent(**{"post-9": "on", "why-9": "Mine", "copy-9": copy, "title": "x" * 201})
    response = client.post(ADDRESS, data)
    assert (response.status_code, "quote\ufffd" in response.content.decode()) == (422, True)


@pytest.mark.parametrize("copy", ["", "x", "[]", "[" * 100_000, '{"quote": 7}'])
def test_a_copy_of_another_shape_leaves_the_why(client, user, copy):
    data = sent(**{"post-9": "on", "why-9": "Mine", "copy-9": copy})
    assert client.post(ADDRESS, data).status_code == 302
    assert document_of(entry_of(user)).moments == (MomentWords(why="Mine"),)


@pytest.mark.parametrize("moments", ["", "x", "-3", "0", "00", "9" * 5000, "41", "200", "201"])
def test_any_number_of_moments_is_no_error_of_ours(client, moments):
    assert client.post(ADDRESS, sent(moments=moments)).status_code in (302, 422)


@pytest.mark.parametrize("moments", ["0", "00"])
def test_a_page_always_has_fields_for_another_moment(client, moments):
    form = client.post(ADDRESS, sent(moments=moments, title="x" * 201)).context["form"]
    assert form.moment_count == 1
