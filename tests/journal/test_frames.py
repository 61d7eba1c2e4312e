"""The frames, and finding again what stands under "Now what?"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.weeks import Week
from apps.journal.frames import FRAMES, Name, choose_frame, chosen_frame, now_what, with_opening
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, later

WHAT = FRAMES[Name.WHAT].text


def test_a_frame_opens_an_empty_body_with_room_under_each_line():
    assert WHAT == "What?\n\n\nSo what?\n\n\nNow what?\n\n"
    assert with_opening("", Name.WHAT) == WHAT
    assert with_opening(" \n\u200b", Name.LETTER) == "Dear friend,\n\n"
    assert with_opening("", Name.BLANK) == ""


def test_a_frame_takes_the_place_of_another_that_was_not_written_in():
    assert with_opening(WHAT, Name.LETTER) == "Dear friend,\n\n"
    assert with_opening("Dear friend,\n", Name.BLANK) == ""


@given(st.text(min_size=1), st.sampled_from(Name))
def test_no_frame_ever_changes_words(words, frame):
    body = f"{words}x"
    assert with_opening(body, frame) == body


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", ""),
        (WHAT, ""),
        ("What?\n\nRain.\n\nSo what?\n\nMould.\n\nNow what?\n\nA *lid*.\n\nOr none.\n",
         "A *lid*.\n\nOr none."),
        ("## Now what\nA lid.", "A lid."),
        ("**Now what?**\nA lid.", "A lid."),
        ("> _NOW WHAT_:\nA lid.", "A lid."),
        ("Now what?\nOld.\nNow what?\nNew.", "New."),
        ("Now what?\nA lid.\n\nWhat?\n\nMore rain.", "A lid."),
        ("Now what? I do not know.", ""),
        ("And now what?\nA lid.", ""),
        ("Now what?\n \u200b\n", ""),
        ("Now what?\n  A lid.  \n", "A lid."),
    ],
)  # fmt: skip
def test_the_third_part_is_found_by_its_line(body, found):
    assert now_what(body) == found


@given(st.text())
def test_any_body_is_read(body):
    assert now_what(body) in body


@given(st.text(alphabet="ab \n", min_size=1).filter(str.strip))
def test_what_was_written_under_it_comes_back_as_it_was(words):
    assert now_what(f"{WHAT}{words}") == words.strip()


@pytest.mark.django_db
def test_the_last_choice_is_remembered_and_each_week_keeps_its_own():
    user = make_user()
    assert chosen_frame(user, WEEK) == (Name.BLANK, False)
    choose_frame(user=user, week=WEEK, frame=Name.WHAT, now=SUNDAY)
    choose_frame(user=user, week=WEEK.next, frame=Name.LETTER, now=later(1))
    assert chosen_frame(user, WEEK) == (Name.WHAT, True)
    assert chosen_frame(user, Week(2027, 3)) == (Name.LETTER, False)
    choose_frame(user=user, week=WEEK, frame=Name.BLANK, now=later(2))
    assert chosen_frame(user, Week(2027, 3)) == (Name.BLANK, False)
    assert chosen_frame(make_user(), WEEK) == (Name.BLANK, False)
