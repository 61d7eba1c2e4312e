"""A page in the bin is on no page, comes back whole, and is gone for good after thirty days."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from apps.journal.addenda import add_addendum
from apps.journal.bin import WeekTaken, bin_week, empty_bin, erase, put_back
from apps.journal.documents import Document
from apps.journal.models import Addendum, Entry, Moment, QualityLine, Receipt, Revision
from apps.journal.operations import Conflict, document_of, finish, rest, save_document
from apps.journal.tasks import empty_bin as empty_bin_task
from tests.support.factories import make_entry, make_user
from tests.support.writing import FULL, SUNDAY, WEEK, entry_of, later

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)
WRITTEN = (Entry.with_bin, Revision.objects, Receipt.objects, QualityLine.objects)
WRITTEN += (Moment.objects, Addendum.objects)


@pytest.fixture
def user():
    user = make_user()
    save_document(user=user, week=WEEK, document=FULL, base=0, now=SUNDAY, key="k", reason="leave")
    add_addendum(user=user, week=WEEK, text="Later", now=SUNDAY)
    return user


def binned(user, *, at=SUNDAY):
    return bin_week(user=user, week=WEEK, now=at).pk


def test_in_the_bin_it_is_on_no_page_and_in_no_list(user):
    binned(user)
    assert entry_of(user) is None
    assert list(user.entries.all()) == []
    kept = (QualityLine, Moment, Addendum)
    assert [kind.objects.kept().count() for kind in kept] == [0, 0, 0]


def test_it_comes_back_as_it_was(user):
    before = vars(entry_of(user)) | {"_state": None}
    put_back(user=user, entry_id=binned(user))
    assert vars(entry_of(user)) | {"_state": None} == before
    assert document_of(entry_of(user)) == FULL
    assert entry_of(user).addenda.count() == 1


def test_meanwhile_the_week_may_be_written_anew_and_then_the_newer_page_stays(user):
    old = binned(user)
    save_document(user=user, week=WEEK, document=Document(body="anew"), base=0, now=later(1))
    with pytest.raises(WeekTaken):
        put_back(user=user, entry_id=old)
    assert entry_of(user).body == "anew"
    newer = binned(user, at=later(2))
    assert put_back(user=user, entry_id=old).body == FULL.body
    assert [one.pk for one in Entry.with_bin.in_bin()] == [newer]


def test_a_week_has_one_page_whatever_is_in_the_bin(user):
    binned(user)
    make_entry(user, WEEK)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_entry(user, WEEK)


def test_a_tab_that_was_left_open_loses_no_word_and_brings_nothing_back(user):
    binned(user)
    with pytest.raises(Conflict) as caught:
        save_document(user=user, week=WEEK, document=Document(body="more"), base=1, now=later(1))
    assert (caught.value.revision, caught.value.document) == (0, Document())
    assert [one.document["body"] for one in entry_of(user).revisions.all()] == ["more"]


@pytest.mark.parametrize("act", [save_document, finish])
def test_a_tab_with_the_very_words_in_the_bin_begins_no_page(user, act):
    binned(user)
    with pytest.raises(Conflict) as caught:
        act(user=user, week=WEEK, document=FULL, base=1, now=later(1))
    assert (caught.value.revision, caught.value.document) == (0, Document())
    assert entry_of(user) is None


def test_deleted_now_nothing_of_it_is_left(user):
    erase(user=user, entry_id=binned(user), now=later(1))
    assert [kind.count() for kind in WRITTEN] == [0] * 6


@pytest.mark.parametrize("shown", ["finish", "rest"])
def test_deleted_now_a_row_without_words_says_that_its_numbers_were_shown(user, shown):
    if shown == "finish":
        finish(user=user, week=WEEK, document=FULL, base=1, now=later(1))
    else:
        rest(user=user, week=WEEK, note="Away", now=later(1))
    erase(user=user, entry_id=binned(user, at=later(2)), now=later(3))
    assert [kind.count() for kind in WRITTEN] == [1, 0, 0, 0, 0, 0]
    left = Entry.with_bin.get()
    assert (left.shown_at, left.title, left.body, left.rest_note) == (later(1), "", "", "")
    assert list(Entry.with_bin.in_bin()) == []
    with pytest.raises(Entry.DoesNotExist):
        put_back(user=user, entry_id=left.pk)
    assert empty_bin(now=later(2) + MONTH) == 1


def test_after_thirty_days_it_is_gone_for_good_and_no_sooner(user):
    binned(user)
    assert empty_bin(now=SUNDAY + MONTH - timedelta(seconds=1)) == 0
    assert Entry.with_bin.count() == 1
    assert empty_bin(now=SUNDAY + MONTH) == 1
    assert [kind.count() for kind in WRITTEN] == [0] * 6


def test_the_task_and_the_command_empty_it_and_leave_what_is_kept(user, capsys):
    other = make_entry(make_user(), WEEK)
    binned(user, at=SUNDAY - MONTH - MONTH)
    empty_bin_task()
    call_command("empty_bin")
    assert capsys.readouterr().out == "Deleted for good: 0\n"
    assert list(Entry.with_bin.all()) == [other]


def test_nobody_else_can_bring_it_back_or_delete_it(user):
    theirs = binned(user)
    for act in (put_back, lambda **fields: erase(**fields, now=SUNDAY)):
        with pytest.raises(Entry.DoesNotExist):
            act(user=make_user(), entry_id=theirs)
