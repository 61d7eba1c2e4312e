"""An addendum has its own date, and the page knows nothing of it."""

from datetime import date

import pytest

from apps.core.text import digest
from apps.journal.addenda import (
    CorrectedElsewhere,
    NoLongerToday,
    add_addendum,
    correct_addendum,
)
from apps.journal.models import Entry
from apps.journal.operations import save_document
from tests.support.factories import make_user
from tests.support.writing import FULL, SUNDAY, WEEK, entry_of, later

pytestmark = pytest.mark.django_db
TO_MIDNIGHT = 3 * 60 + 20


@pytest.fixture
def user():
    user = make_user()
    save_document(user=user, week=WEEK, document=FULL, base=0, now=SUNDAY)
    return user


def add(user, text="Later", at=SUNDAY):
    return add_addendum(user=user, week=WEEK, text=text, now=at)


def correct(addendum, text, *, was, at=SUNDAY):
    correct_addendum(addendum=addendum, text=text, was=digest(was), now=at)


def test_it_is_dated_in_the_person_s_zone_and_leaves_the_page_as_it_is(user):
    before = vars(entry_of(user)) | {"_state": None}
    user.time_zone = "Pacific/Auckland"
    assert add(user).day == date(2026, 11, 23)
    assert vars(entry_of(user)) | {"_state": None} == before


def test_the_same_words_sent_twice_are_one_addendum(user):
    assert add(user) == add(user, at=later(1))
    assert add(user, at=later(TO_MIDNIGHT)) != add(user)


def test_it_is_corrected_on_its_day_alone(user):
    addendum = add(user)
    correct(addendum, "Better", was="Later", at=later(TO_MIDNIGHT - 1))
    with pytest.raises(NoLongerToday):
        correct(addendum, "Best", was="Better", at=later(TO_MIDNIGHT))
    addendum.refresh_from_db()
    assert (addendum.text, addendum.day) == ("Better", date(2026, 11, 22))


def test_a_correction_of_words_that_are_gone_replaces_nothing(user):
    addendum = add(user)
    correct(addendum, "Better", was="Later")
    with pytest.raises(CorrectedElsewhere) as caught:
        correct(addendum, "Best", was="Later")
    correct(addendum, "Better", was="Later")
    addendum.refresh_from_db()
    assert (caught.value.kept, addendum.text) == ("Better", "Better")


def test_without_a_page_there_is_nothing_to_add_to(user):
    with pytest.raises(Entry.DoesNotExist):
        add_addendum(user=user, week=WEEK.previous, text="Later", now=SUNDAY)
