"""Weeks go into the bin, come back or go for good, and what was seen stays seen."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.journal.bin import bin_week, erase
from apps.journal.documents import Document
from apps.journal.models import Entry
from apps.journal.operations import uncover
from apps.review.cover import open_weeks
from apps.review.operations import finish_week
from tests.support.factories import make_entry, make_user
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db
BIN = reverse("review:bin_list")
RUNNING = WEEK.next


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user(client):
    user, _metrics = make_numbers()
    client.force_login(user)
    make_entry(user, WEEK, title="Quillfeather", body="Plumage.", finished_at=NOW, uncovered_at=NOW)
    return user


def binned(user, week=WEEK):
    return bin_week(user=user, week=week, now=NOW)


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_the_week_s_page_puts_itself_in_the_bin_and_says_until_when(client, user):
    address = reverse("review:week_bin", args=[WEEK])
    assert address in text_of(client.get(reverse("review:week", args=[WEEK])))
    text = text_of(client.post(address, follow=True))
    assert "Week 46 is in the bin until 18 December 2026." in text
    assert "In the bin since 18 November 2026 at 20:00." in text
    assert ("Quillfeather" in text, "Plumage." in text) == (True, True)
    assert client.post(address).status_code == 404


def test_what_is_in_the_bin_is_on_no_other_page(client, user):
    binned(user)
    for name in ("home", "week_list"):
        assert "Quillfeather" not in text_of(client.get(reverse(f"review:{name}")))
    for name in ("week", "write"):
        text = text_of(client.get(reverse(f"review:{name}", args=[WEEK])))
        assert ("Quillfeather" in text, "Plumage" in text) == (False, False)
    for name in ("first_take", "version_list"):
        assert client.get(reverse(f"review:{name}", args=[WEEK])).status_code == 404


def test_it_is_put_back(client, user):
    entry = binned(user)
    text = text_of(client.post(reverse("review:week_back", args=[entry.pk]), follow=True))
    assert ("The page is back as it was." in text, "Quillfeather" in text) == (True, True)


def test_a_week_written_anew_keeps_its_newer_page(client, user):
    entry = binned(user)
    make_entry(user, WEEK, body="Anew.")
    text = text_of(client.post(reverse("review:week_back", args=[entry.pk])), status=409)
    assert "Week 46 was written anew" in text
    assert Entry.objects.for_user(user).in_week(WEEK).get().body == "Anew."
    assert "The week was written anew meanwhile." in text_of(client.get(BIN))


def test_deleting_asks_first(client, user):
    address = reverse("review:week_erase", args=[binned(user).pk])
    assert "This removes the week and its notes from localhost" in text_of(client.get(address))
    assert Entry.with_bin.in_bin().count() == 1
    text = text_of(client.post(address, follow=True))
    assert "Week 46 is deleted." in text
    assert "There is nothing in the bin." in text
    assert client.post(address).status_code == 404


def test_the_bin_takes_the_same_queries_for_one_and_many(client, user, django_assert_num_queries):
    binned(user)
    with django_assert_num_queries(4):
        client.get(BIN)
    for back in range(1, 6):
        make_entry(user, WEEK.shift(-back), body="More.")
        binned(user, WEEK.shift(-back))
    with django_assert_num_queries(4):
        client.get(BIN)


def test_somebody_elses_bin_is_not_mine(client, user):
    theirs = make_user()
    make_entry(theirs, WEEK, title="Theirs")
    entry = binned(theirs)
    assert "Theirs" not in text_of(client.get(BIN))
    assert client.post(reverse("review:week_back", args=[entry.pk])).status_code == 404
    assert client.get(reverse("review:week_erase", args=[entry.pk])).status_code == 404
    assert client.get(f"/bin/{'9' * 30}/erase/").status_code == 404


def anew(user):
    """Finish the running week on a new page; return it."""
    document = Document(body="Anew")
    return finish_week(
        user=user, week=RUNNING, document=document, base=0, now=NOW + timedelta(hours=1)
    )


@pytest.mark.parametrize("for_good", [False, True])
def test_numbers_that_were_shown_are_not_covered_by_binning_their_page(user, for_good):
    assert open_weeks(user, now=NOW) == [RUNNING]
    uncover(user=user, week=RUNNING, now=NOW)
    entry = binned(user, RUNNING)
    if for_good:
        erase(user=user, entry_id=entry.pk, now=NOW)
    assert open_weeks(user, now=NOW) == []
    written = anew(user)
    assert (written.uncovered_at, written.looked_first) == (NOW, True)
    assert written.first_take.document["body"] == "Anew"


@pytest.mark.parametrize("for_good", [False, True])
def test_a_covered_page_in_the_bin_leaves_its_week_covered(user, for_good):
    make_entry(user, RUNNING, body="A draft.")
    entry = binned(user, RUNNING)
    if for_good:
        erase(user=user, entry_id=entry.pk, now=NOW)
    assert open_weeks(user, now=NOW) == [RUNNING]
    assert not anew(user).looked_first


def test_the_first_take_in_the_bin_stays_what_it_was(user):
    uncover(user=user, week=RUNNING, now=NOW)
    old = binned(user, RUNNING)
    first_take = Entry.with_bin.get(pk=old.pk).first_take
    newer = anew(user)
    assert newer.first_take != first_take
    assert Entry.with_bin.get(pk=old.pk).first_take == first_take
