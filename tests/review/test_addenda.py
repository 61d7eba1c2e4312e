"""Writing a later thought on a week, correcting it that day, removing it."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.journal.addenda import LIMIT
from apps.journal.bin import bin_week
from apps.journal.models import Addendum
from tests.support.factories import make_entry, make_user
from tests.support.writing import SUNDAY, WEEK, later

pytestmark = pytest.mark.django_db
ADD = reverse("review:addendum_add", args=[WEEK])
PAGE = reverse("review:week", args=[WEEK]) + "#addenda"


@pytest.fixture(autouse=True)
def _on_sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    make_entry(user, WEEK, body="Words.")
    return user


def make(user, **fields):
    entry = user.entries.get()
    return entry.addenda.create(
        **{"text": "Thought", "day": SUNDAY.date(), "written_at": SUNDAY} | fields
    )


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def edit(addendum):
    return reverse("review:addendum_edit", args=[addendum.pk])


def read(client, addendum):
    """Return what the page of a correction sends when nothing is changed."""
    form = client.get(edit(addendum)).context["form"]
    return {name: form[name].value() for name in form.fields}


def test_it_is_kept_and_shown_on_the_week(client, user):
    assert client.post(ADD, {"text": " A #later thought.\r\n\r\nTwo. "}).url == PAGE
    assert Addendum.objects.get().text == "A #later thought.\n\nTwo."
    page = text_of(client.get(PAGE))
    assert page.index("Words.") < page.index("22 November 2026") < page.index(" thought.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write a few words for the addendum."),
        (" \u200b\n", "Write a few words for the addendum."),
        ("x" * (LIMIT + 1), "This has 20,001 characters. The limit is 20,000."),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays_typed(client, user, text, said):
    page = text_of(client.post(ADD, {"text": text}), status=422)
    assert page.count(said) == 2
    assert text.strip("\u200b\n ") in page
    assert not Addendum.objects.exists()


def test_a_nul_is_left_out(client, user):
    client.post(ADD, {"text": "a\x00b"})
    assert Addendum.objects.get().text == "ab"


def test_it_is_corrected_on_its_day(client, user):
    addendum = make(user)
    assert "Thought</textarea>" in text_of(client.get(edit(addendum)))
    assert client.post(edit(addendum), read(client, addendum) | {"text": "Better"}).url == PAGE
    assert Addendum.objects.get().text == "Better"


def test_one_that_was_corrected_in_another_tab_shows_both_and_replaces_neither(client, user):
    addendum = make(user)
    tab = read(client, addendum)
    client.post(edit(addendum), tab | {"text": "Better\n<Best>"})
    late = client.post(edit(addendum), tab | {"text": "Mine"})
    page = text_of(late, status=409)
    assert ("Better<br>&lt;Best&gt;" in page, "Mine</textarea>" in page) == (True, True)
    assert Addendum.objects.get().text == "Better\n<Best>"
    known = {"text": "Mine", "was": late.context["form"]["was"].value()}
    assert client.post(edit(addendum), known).url == PAGE
    assert Addendum.objects.get().text == "Mine"


def test_after_its_day_it_stays_and_what_was_typed_is_given_back(client, user):
    addendum = make(user)
    with time_machine.travel(later(60 * 24), tick=False):
        assert f'"{edit(addendum)}"' not in text_of(client.get(PAGE))
        assert client.get(edit(addendum)).status_code == 404
        page = text_of(client.post(edit(addendum), {"text": "Other words"}), status=409)
    assert ("Other words" in page, ADD in page) == (True, True)
    assert Addendum.objects.get().text == "Thought"


def test_removing_asks_first(client, user):
    address = reverse("review:addendum_remove", args=[make(user).pk])
    assert "Thought" in text_of(client.get(address))
    assert Addendum.objects.exists()
    assert client.post(address).url == PAGE
    assert not Addendum.objects.exists()


def test_a_week_without_a_page_gives_the_words_back(client, user):
    bin_week(user=user, week=WEEK, now=SUNDAY)
    page = text_of(client.post(ADD, {"text": "Typed"}), status=404)
    assert ("This week has no page" in page, "Typed" in page) == (True, True)


def test_signed_out_the_words_are_given_back(user):
    addendum = make(user)
    for address in (ADD, edit(addendum)):
        assert "Typed" in text_of(Client().post(address, {"text": "Typed"}), status=401)


def test_somebody_elses_and_those_of_a_page_in_the_bin_are_not_there(client, user):
    other = make_user()
    make_entry(other, WEEK)
    theirs, mine = make(other), make(user)
    bin_week(user=user, week=WEEK, now=SUNDAY)
    for addendum in (theirs, mine):
        for name in ("addendum_edit", "addendum_remove"):
            address = reverse(f"review:{name}", args=[addendum.pk])
            assert client.get(address).status_code == 404
            assert client.post(address, {"text": "x"}).status_code == 404
