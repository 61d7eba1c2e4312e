"""Saves and finishes at the same moment: one wins, and nobody's words are lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from apps.journal.documents import Document
from apps.journal.operations import Conflict, document_of, finish, save_document
from tests.support.factories import make_user
from tests.support.writing import FULL, SUNDAY, WEEK, bodies, entry_of, reasons

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def at_once(work):
    """Call work(n) in so many threads at the same moment; return what each returned."""
    barrier = Barrier(AT_ONCE)

    def one(number):
        barrier.wait(timeout=30)
        try:
            return work(number)
        except Conflict as conflict:
            return conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.parametrize("is_new", [True, False])
def test_of_saves_at_once_one_is_stored_and_the_others_are_kept(is_new):
    user = make_user()
    base = 0
    if not is_new:
        first = Document(body="before")
        base = save_document(user=user, week=WEEK, document=first, base=0, now=SUNDAY).revision

    def save(number):
        document = Document(body=f"words {number}")
        key = f"k{number}"
        return save_document(
            user=user, week=WEEK, document=document, base=base, now=SUNDAY, tab=key, key=key
        )

    late = [one for one in at_once(save) if isinstance(one, Conflict)]
    assert len(late) == AT_ONCE - 1
    assert entry_of(user).revision == base + 1
    words = {f"words {number}" for number in range(AT_ONCE)}
    assert {*bodies(user), entry_of(user).body} == words


@pytest.mark.parametrize("document", [Document(body="words"), FULL])
def test_the_same_save_many_times_at_once_is_stored_once(document):
    user = make_user()

    def save(_):
        return save_document(
            user=user, week=WEEK, document=document, base=0, now=SUNDAY, tab="a", key="k"
        ).revision

    assert at_once(save) == [1] * AT_ONCE
    assert entry_of(user).receipts.count() == 1
    assert document_of(entry_of(user)) == document


def test_of_finishes_at_once_one_makes_the_first_take():
    user = make_user()

    def close(_):
        document = Document(body="All of it")
        return finish(user=user, week=WEEK, document=document, base=0, now=SUNDAY).first

    assert sorted(at_once(close)) == [False] * (AT_ONCE - 1) + [True]
    assert reasons(user) == ["finish"]
