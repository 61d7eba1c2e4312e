"""A week is saved by compare-and-swap, finished once, and no words are lost on the way."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.text import TextTooLong
from apps.journal.documents import Document, MomentWords, QualityWords, TooLong, WrongShape
from apps.journal.models import Entry, Quality, Revision
from apps.journal.operations import (
    Conflict,
    Saved,
    document_of,
    finish,
    rest,
    restore,
    save_document,
    uncover,
)
from tests.support.factories import make_entry, make_user
from tests.support.writing import FULL, SUNDAY, WEEK, bodies, entry_of, later, reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user()


def save(user, body, base, *, at=SUNDAY, **fields):
    document = body if isinstance(body, Document) else Document(body=body)
    return save_document(user=user, week=WEEK, document=document, base=base, now=at, **fields)


def close(user, body, base, *, at=SUNDAY, **fields):
    return finish(user=user, week=WEEK, document=Document(body=body), base=base, now=at, **fields)


def test_a_save_stores_the_whole_document_and_says_its_hash(user):
    saved = save(user, FULL, 0)
    assert saved == Saved(1, FULL.sha256, False, SUNDAY, FULL)
    entry = entry_of(user)
    assert document_of(entry) == FULL
    assert (entry.revision, entry.sha256, entry.saved_at) == (1, FULL.sha256, SUNDAY)


def test_a_save_on_the_newest_revision_replaces_every_part(user):
    save(user, FULL, 0)
    less = replace(FULL, qualities=(QualityWords("open", "A door"),), moments=())
    assert save(user, less, 1).revision == 2
    assert document_of(entry_of(user)) == less
    more = replace(less, moments=(MomentWords(quote="a"), MomentWords(quote="b")))
    save(user, more, 2)
    assert document_of(entry_of(user)) == more


def test_nothing_said_about_a_week_leaves_no_row(user):
    assert save(user, Document(qualities=(QualityWords("fun"),)), 0).revision == 0
    assert entry_of(user) is None


def test_qualities_take_the_order_of_the_page_and_unknown_ones_are_refused(user):
    turned = Document(qualities=(QualityWords("fun", "b"), QualityWords("compassionate", "a")))
    saved = save(user, turned, 0)
    assert (saved.document.qualities, saved.altered) == (turned.qualities[::-1], True)
    with pytest.raises(WrongShape):
        save(user, Document(qualities=(QualityWords("klout", "64"),)), 1)


def test_the_five_qualities_are_made_once(user):
    save(user, FULL, 0)
    save(user, replace(FULL, qualities=(QualityWords("open", "x"),)), 1)
    keys = ["compassionate", "fun", "interesting", "open", "thought-provoking"]
    assert [one.key for one in Quality.objects.for_user(user).current()] == keys


def test_a_late_save_keeps_its_words_and_tells_both(user):
    save(user, "one", 0)
    save(user, "two", 1, at=later(1))
    with pytest.raises(Conflict) as caught:
        save(user, "mine", 1, at=later(2))
    conflict = caught.value
    assert (conflict.revision, conflict.document.body, conflict.saved_at) == (2, "two", later(1))
    assert conflict.losing == Document(body="mine")
    assert (entry_of(user).body, bodies(user)) == ("two", ["two", "mine"])
    assert reasons(user) == ["conflict", "conflict"]


def test_the_same_late_save_again_is_kept_once(user):
    save(user, "one", 0)
    for _ in range(2):
        with pytest.raises(Conflict):
            save(user, "mine", 0, key="k1")
    assert bodies(user) == ["one", "mine"]


def test_words_without_a_page_to_stand_on_are_a_conflict_too(user):
    with pytest.raises(Conflict) as caught:
        save(user, "from a page that was deleted", 7)
    assert (caught.value.revision, caught.value.document) == (0, Document())
    assert bodies(user) == ["from a page that was deleted"]


def test_the_same_key_again_gets_the_same_answer(user):
    first = save(user, "one", 0, tab="a", sequence=1, key="k1")
    save(user, "two", 1, tab="a", sequence=2, key="k2", at=later(1))
    again = save(user, "one", 0, tab="a", sequence=1, key="k1", at=later(2))
    assert again == first
    assert entry_of(user).body == "two"


def test_the_same_words_are_no_conflict(user):
    save(user, "one", 0)
    save(user, "two", 1)
    assert save(user, "two", 1).revision == 2
    assert entry_of(user).revisions.count() == 0


def test_a_tab_may_overtake_its_own_save(user):
    save(user, "one", 0, tab="a", sequence=1, key="k1")
    assert save(user, "one more", 0, tab="a", sequence=2, key="k2").revision == 2
    assert entry_of(user).body == "one more"


@pytest.mark.parametrize(("tab", "sequence"), [("b", 9), ("a", 1), ("", 9)])
def test_another_tab_or_an_earlier_save_may_not(user, tab, sequence):
    save(user, "one", 0, tab="a", sequence=2, key="k1")
    with pytest.raises(Conflict):
        save(user, "other", 0, tab=tab, sequence=sequence, key="k2")


def test_a_tab_goes_on_after_its_own_finish(user):
    close(user, "one", 0, tab="a", sequence=1, key="form-a-1")
    assert save(user, "one more", 0, tab="a", sequence=2, key="k2").revision == 2


def test_a_tab_does_not_overtake_what_came_without_a_tab(user):
    save(user, "one", 0, tab="a", sequence=1, key="k1")
    save(user, "by the form", 1)
    with pytest.raises(Conflict):
        save(user, "three", 0, tab="a", sequence=2, key="k2")


def test_a_version_is_kept_after_ten_minutes_or_for_a_reason(user):
    save(user, "one", 0)
    save(user, "two", 1, at=later(9))
    save(user, "three", 2, at=later(10))
    save(user, "four", 3, at=later(11))
    save(user, "five", 4, at=later(12), reason=Revision.Reason.LEAVE)
    assert list(zip(reasons(user), bodies(user), strict=True)) == [
        ("pause", "three"),
        ("leave", "five"),
    ]


def test_leaving_twice_with_the_same_words_keeps_one_version(user):
    save(user, "one", 0, reason=Revision.Reason.LEAVE)
    save(user, "one", 1, reason=Revision.Reason.LEAVE)
    assert bodies(user) == ["one"]


def test_a_body_is_kept_before_most_of_it_is_taken_out(user):
    save(user, "x" * 300, 0)
    save(user, "x" * 100, 1)
    assert list(zip(reasons(user), bodies(user), strict=True)) == [("cut", "x" * 300)]


def test_too_long_a_text_stores_nothing(user):
    with pytest.raises(TooLong):
        save(user, "x" * 100_001, 0)
    assert entry_of(user) is None


def statements(user, document, base, **given):
    """The statements that one autosave takes."""
    fields = {"tab": "a", "sequence": base + 1, "key": f"k{base}"} | given
    with CaptureQueriesContext(connection) as queries:
        save(user, document, base, **fields)
    return [one["sql"].split()[0] for one in queries]


def test_saving_many_words_takes_few_queries(user):
    statements(user, replace(FULL, body="x" * 20_000), 0)
    told = statements(user, replace(FULL, body="y" * 20_000), 1)
    assert told == ["SAVEPOINT", "SELECT", "UPDATE", "INSERT", "RELEASE"]


@pytest.mark.parametrize("given", [{"at": later(11)}, {"reason": Revision.Reason.LEAVE}])
def test_keeping_a_version_of_many_words_takes_one_query_more(user, given):
    for base, letter in enumerate("xy"):
        document = replace(FULL, body=letter * 20_000)
        told = statements(user, document, base, **(given if base else {}))
    assert told == ["SAVEPOINT", "SELECT", "UPDATE", "INSERT", "INSERT", "RELEASE"]
    document = replace(FULL, body="z" * 20_000)
    assert len(statements(user, document, 2, at=later(30))) == 6


def test_the_first_words_of_a_week_take_five_queries(user):
    told = statements(user, Document("A title", "x" * 20_000), 0)
    assert told == ["SAVEPOINT", "INSERT", "SELECT", "INSERT", "RELEASE"]
    assert (entry_of(user).revision, entry_of(user).title) == (1, "A title")


@pytest.mark.parametrize(
    ("change", "written"),
    [
        ({"qualities": (FULL.qualities[0], QualityWords("fun", "", "less"))}, "INSERT"),
        ({"qualities": (QualityWords("open", "New"), *FULL.qualities)}, "INSERT"),
        ({"qualities": FULL.qualities[:1]}, "DELETE"),
        ({"moments": (*FULL.moments, MomentWords(quote="b"))}, "INSERT"),
        ({"moments": ()}, "DELETE"),
    ],
)
def test_a_changed_line_mark_or_moment_takes_one_query_more(user, change, written):
    statements(user, FULL, 0)
    told = statements(user, replace(FULL, body="y" * 20_000, **change), 1)
    assert told == ["SAVEPOINT", "SELECT", "UPDATE", written, "INSERT", "RELEASE"]


def test_changed_lines_and_moments_at_once_take_a_statement_for_each_table(user):
    statements(user, FULL, 0)
    many = (MomentWords(quote="b"), MomentWords(why="c"))
    lines = (QualityWords("open", "New"), *FULL.qualities)
    document = Document("Another", "y" * 20_000, lines, many)
    told = statements(user, document, 1)
    assert told == ["SAVEPOINT", "SELECT", "UPDATE", "INSERT", "INSERT", "INSERT", "RELEASE"]


def test_the_first_save_of_a_week_takes_few_queries(user):
    save_document(user=user, week=WEEK.previous, document=FULL, base=0, now=SUNDAY)
    told = statements(user, FULL, 0)
    begun = ["SAVEPOINT", "INSERT", "SELECT"]
    assert told == [*begun, "INSERT", "INSERT", "INSERT", "RELEASE"]
    assert document_of(entry_of(user)) == FULL


def test_a_first_line_or_moment_takes_six_queries(user):
    save_document(user=user, week=WEEK.previous, document=FULL, base=0, now=SUNDAY)
    told = statements(user, replace(FULL, moments=()), 0)
    assert told == ["SAVEPOINT", "INSERT", "SELECT", "INSERT", "INSERT", "RELEASE"]


def test_first_lines_in_another_order_than_the_page_has_are_put_in_order(user):
    save_document(user=user, week=WEEK.previous, document=FULL, base=0, now=SUNDAY)
    turned = replace(FULL, qualities=FULL.qualities[::-1])
    saved = save_document(user=user, week=WEEK, document=turned, base=0, now=SUNDAY, key="k")
    entry = entry_of(user)
    assert (saved.revision, saved.altered, saved.document) == (entry.revision, True, FULL)
    assert (saved.sha256, document_of(entry)) == (entry.sha256, FULL)
    again = save_document(user=user, week=WEEK, document=turned, base=0, now=SUNDAY, key="k2")
    assert (again.revision, entry_of(user).revision) == (saved.revision, saved.revision)


def test_a_first_page_with_an_unknown_quality_begins_none(user):
    strange = replace(FULL, qualities=(QualityWords("unheard-of", "A line"),))
    with pytest.raises(WrongShape):
        save(user, strange, 0)
    assert entry_of(user) is None


def test_finishing_takes_the_words_and_the_first_take(user):
    done = close(user, "All of it", 0)
    entry = entry_of(user)
    assert (done.entry, done.first) == (entry, True)
    assert (entry.finished_at, entry.uncovered_at, entry.looked_first) == (SUNDAY, SUNDAY, False)
    assert entry.first_take.document["body"] == "All of it"
    assert reasons(user) == ["finish"]


def test_a_blank_week_may_be_finished(user):
    assert close(user, "", 0).first
    assert entry_of(user).first_take.document == Document().as_dict()


def test_finishing_twice_is_finishing_once(user):
    close(user, "All", 0)
    assert not close(user, "All", 0, at=later(1)).first
    assert (entry_of(user).finished_at, reasons(user)) == (SUNDAY, ["finish"])


def test_a_late_finish_finishes_nothing_and_keeps_its_words(user):
    save(user, "one", 0)
    save(user, "two", 1)
    with pytest.raises(Conflict):
        close(user, "mine", 1)
    entry = entry_of(user)
    assert (entry.body, entry.finished_at, entry.uncovered_at) == ("two", None, None)
    assert bodies(user) == ["two", "mine"]


def test_numbers_that_were_to_be_seen_before_are_said_to_have_been(user):
    close(user, "Late", 0, shown_since=later(-60))
    assert entry_of(user).looked_first


def test_words_changed_after_the_numbers_were_shown_say_when(user):
    close(user, "All", 0)
    assert entry_of(user).changed_at is None
    save(user, "All of it", 1, at=later(5))
    entry = entry_of(user)
    assert (entry.changed_at, entry.finished_at) == (later(5), SUNDAY)
    assert entry.first_take.document["body"] == "All"


def test_looking_first_makes_an_empty_first_take_and_finishing_no_other(user):
    assert uncover(user=user, week=WEEK, now=SUNDAY).first
    assert not uncover(user=user, week=WEEK, now=later(1)).first
    assert not close(user, "After", 0, at=later(2)).first
    entry = entry_of(user)
    assert (entry.looked_first, entry.uncovered_at) == (True, SUNDAY)
    assert entry.first_take.document == Document().as_dict()


def test_rest_is_marked_with_a_word_of_why_and_writing_ends_it(user):
    assert rest(user=user, week=WEEK, note=" Ill,\nin bed ", now=SUNDAY).rest_note == "Ill, in bed"
    assert entry_of(user).rested_at == SUNDAY
    close(user, "After all", 0)
    assert (entry_of(user).is_rest, entry_of(user).rest_note) == (False, "Ill, in bed")


def test_a_written_week_does_not_become_rest(user):
    close(user, "Written", 0)
    assert not rest(user=user, week=WEEK, note="", now=later(1)).is_rest
    with pytest.raises(TextTooLong):
        rest(user=user, week=WEEK, note="x" * 401, now=SUNDAY)


def test_a_kept_version_comes_back_and_what_stood_there_is_kept(user):
    save(user, FULL, 0, reason=Revision.Reason.LEAVE)
    save(user, "Gone", 1, at=later(1))
    first = entry_of(user).revisions.get()
    saved = restore(user=user, week=WEEK, revision_id=first.pk, base=2, now=later(2))
    assert (saved.revision, document_of(entry_of(user))) == (3, FULL)
    assert reasons(user) == ["leave", "leave", "restore"]
    assert bodies(user)[1] == "Gone"


def test_a_late_restore_and_somebody_elses_version_are_refused(user):
    save(user, "one", 0, reason=Revision.Reason.LEAVE)
    kept = entry_of(user).revisions.get()
    save(user, "two", 1)
    with pytest.raises(Conflict):
        restore(user=user, week=WEEK, revision_id=kept.pk, base=1, now=SUNDAY)
    other = make_user()
    make_entry(other, WEEK)
    with pytest.raises(Revision.DoesNotExist):
        restore(user=other, week=WEEK, revision_id=kept.pk, base=1, now=SUNDAY)


def test_one_persons_saves_leave_anothers_alone(user):
    save(user, "mine", 0)
    other = make_user()
    save(other, "theirs", 0)
    assert [one.body for one in Entry.objects.order_by("pk")] == ["mine", "theirs"]
