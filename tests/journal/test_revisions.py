"""A kept version knows what it came from, and whether it ever was the page."""

from importlib import import_module

import pytest
from django.apps import apps

from apps.journal.documents import Document
from apps.journal.models import Revision
from apps.journal.operations import Conflict, finish, restore, save_document
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, entry_of, later

pytestmark = pytest.mark.django_db
LEAVE = Revision.Reason.LEAVE


@pytest.fixture
def user():
    return make_user()


def save(user, body, base, *, at=SUNDAY, **fields):
    document = Document(body=body)
    return save_document(user=user, week=WEEK, document=document, base=base, now=at, **fields)


def line(user):
    """Each kept body, what it came from, and whether it was the page."""
    return [
        (one.document["body"], one.parent and one.parent.document["body"], one.stood)
        for one in entry_of(user).revisions.select_related("parent").order_by("pk")
    ]


def test_each_version_came_from_the_one_kept_before_it(user):
    save(user, "one", 0, reason=LEAVE)
    save(user, "two", 1)
    save(user, "three", 2, at=later(11))
    finish(user=user, week=WEEK, document=Document(body="four"), base=3, now=later(12))
    assert line(user) == [("one", None, True), ("three", "one", True), ("four", "three", True)]


def test_words_that_came_too_late_came_from_what_they_were_written_on(user):
    save(user, "one", 0, reason=LEAVE)
    save(user, "two", 1, reason=LEAVE)
    for body in ("mine", "mine too"):
        with pytest.raises(Conflict):
            save(user, body, 1)
    save(user, "three", 2, reason=LEAVE)
    assert line(user) == [
        ("one", None, True),
        ("two", "one", True),
        ("mine", "one", False),
        ("mine too", "one", False),
        ("three", "two", True),
    ]


def test_what_was_brought_back_came_from_that_version(user):
    save(user, "one", 0, reason=LEAVE)
    save(user, "two", 1)
    first = entry_of(user).revisions.get()
    restore(user=user, week=WEEK, revision_id=first.pk, base=2, now=later(1))
    save(user, "three", 3, reason=LEAVE)
    assert line(user) == [
        ("one", None, True),
        ("two", "one", True),
        ("one", "one", True),
        ("three", "one", True),
    ]
    assert entry_of(user).revisions.order_by("pk")[2].parent == first


def test_a_late_restore_changes_nothing_and_keeps_what_stands_there(user):
    save(user, "one", 0, reason=LEAVE)
    first = entry_of(user).revisions.get()
    save(user, "two", 1)
    with pytest.raises(Conflict) as caught:
        restore(user=user, week=WEEK, revision_id=first.pk, base=1, now=later(1))
    assert (caught.value.revision, caught.value.document.body) == (2, "two")
    assert (entry_of(user).body, entry_of(user).revision) == ("two", 2)
    assert line(user) == [("one", None, True), ("two", "one", True)]


def test_versions_from_before_parents_were_kept_are_given_theirs(user):
    save(user, "one", 0, reason=LEAVE)
    save(user, "two", 1, reason=LEAVE, at=later(1))
    with pytest.raises(Conflict):
        save(user, "mine", 1, at=later(2))
    before = line(user)
    entry_of(user).revisions.update(parent=None, stood=True)
    import_module("apps.journal.migrations.0003_parents_of_kept_versions").give_parents(apps, None)
    assert line(user) == [*before[:2], ("mine", "two", False)]
