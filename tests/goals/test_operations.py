from datetime import date, timedelta

import pytest

from apps.core.text import TextTooLong, digest
from apps.core.weeks import Week
from apps.goals.models import CheckIn, Goal
from apps.goals.operations import (
    CHECK_IN_LIMIT,
    CheckInConflict,
    NumberBeside,
    Reasons,
    SavedCheckIn,
    WeekNotBegun,
    give_reasons,
    put_beside,
    reword_goal,
    save_check_in,
    take_up,
)
from tests.support.factories import make_metric, make_source, make_user
from tests.support.goals import NOW, WISH, make_check_in, make_goal, reread, set_down

pytestmark = pytest.mark.django_db
WEEK = Week(2026, 47)


def save(goal, text, base, *, user=None, week=WEEK):
    return save_check_in(
        user=user or goal.user, goal_id=goal.pk, week=week, text=text, base=base, now=NOW
    )


def texts(goal):
    return [(one.text, one.revision) for one in goal.check_ins.all()]


def test_rewording_keeps_the_earlier_words():
    goal = make_goal(make_user())
    reword_goal(goal=goal, text="Slower conversations.", now=NOW + timedelta(days=1))
    words = ["Slower conversations.", WISH]
    assert [reread(goal).text, reread(goal).wordings.first().text] == words


def test_the_same_words_again_are_no_rewording():
    goal = make_goal(make_user())
    reword_goal(goal=goal, text=WISH, now=NOW)
    assert goal.wordings.count() == 1


def beside(goal):
    names = ("metric_id", "metric_label", "direction", "low", "high")
    return list(goal.metrics.values_list(*names))


def test_a_metrics_name_and_what_was_wished_of_it_outlive_the_metric():
    user = make_user()
    metric = make_metric(make_source(user), "followers")
    goal = make_goal(user, metric=metric, direction="fewer")
    metric.source.delete()
    name = "Followers on Mastodon"
    assert (goal.text, beside(goal)) == (WISH, [(None, name, "fewer", None, None)])


def test_several_numbers_stand_beside_a_goal_each_with_its_own_wishes():
    user = make_user()
    source = make_source(user)
    metrics = [make_metric(source, key) for key in ("followers", "replies")]
    goal = make_goal(user, metric=metrics[0], direction="fewer")
    put_beside(goal=goal, beside=NumberBeside(metrics[1], low=1.0, high=2.0))
    put_beside(goal=goal, beside=NumberBeside(metrics[0], direction="more"))
    assert beside(goal) == [
        (metrics[0].pk, "Followers on Mastodon", "more", None, None),
        (metrics[1].pk, "Replies on Mastodon", "", 1.0, 2.0),
    ]


def test_reasons_are_kept_and_cleared():
    goal = make_goal(make_user(), reasons=Reasons("Quiet.", "it heats up", "shut the lid"))
    assert (reread(goal).why, reread(goal).plan_then) == ("Quiet.", "shut the lid")
    give_reasons(goal=goal, reasons=Reasons())
    assert (reread(goal).why, reread(goal).plan_if, reread(goal).plan_then) == ("", "", "")


def test_taking_up_keeps_the_closing_line():
    goal = make_goal(make_user())
    set_down(goal, date(2026, 5, 3), ending="reached", line="It came true.")
    take_up(goal=goal, on=date(2026, 6, 1))
    take_up(goal=goal, on=date(2026, 6, 2))
    kept = reread(goal)
    past = [
        (one.set_down_on, one.ending, one.closing_line, one.taken_up_on)
        for one in kept.past_settings_down.all()
    ]
    assert (kept.is_set_down, kept.ending, kept.closing_line) == (False, "", "")
    assert past == [(date(2026, 5, 3), "reached", "It came true.", date(2026, 6, 1))]


def test_a_check_in_is_kept_and_counted_up():
    goal = make_goal(make_user())
    first = save(goal, "One\r\nline", 0)
    second = save(goal, "Two", 1)
    assert first == SavedCheckIn("One\nline", 1, digest("One\nline"), False, NOW)
    assert (second.revision, texts(goal)) == (2, [("Two", 2)])


def test_asking_again_for_the_same_words_is_no_conflict():
    goal = make_goal(make_user())
    save(goal, "One", 0)
    assert (save(goal, "One", 0).revision, texts(goal)) == (1, [("One", 1)])


@pytest.mark.parametrize("base", [0, 1, 3])
def test_a_stale_check_in_is_answered_with_both_texts(base):
    goal = make_goal(make_user())
    make_check_in(goal, "2026-W47", "Kept", revision=2)
    with pytest.raises(CheckInConflict) as conflict:
        save(goal, "Losing", base)
    told = conflict.value
    assert (told.kept, told.revision, told.losing) == ("Kept", 2, "Losing")
    assert texts(goal) == [("Kept", 2)]


def test_emptying_keeps_the_row_so_that_an_older_tab_is_stale():
    goal = make_goal(make_user())
    save(goal, "One", 0)
    save(goal, " \u200b", 1)
    with pytest.raises(CheckInConflict):
        save(goal, "Older tab", 1)
    assert (texts(goal), CheckIn.objects.with_words().exists()) == ([("", 2)], False)


def test_an_emptied_check_in_can_be_begun_again():
    goal = make_goal(make_user())
    make_check_in(goal, "2026-W47", "", revision=2)
    assert (save(goal, "Anew", 0).revision, texts(goal)) == (3, [("Anew", 3)])


def test_saving_nothing_writes_nothing():
    goal = make_goal(make_user())
    assert (save(goal, "  ", 0).revision, texts(goal)) == (0, [])


def test_nul_and_lone_surrogates_are_cleaned_and_said():
    goal = make_goal(make_user())
    saved = save(goal, "a\x00b\ud800", 0)
    assert (saved.text, saved.altered) == ("ab\ufffd", True)


def test_too_long_ahead_and_anothers_are_refused():
    goal = make_goal(make_user())
    with pytest.raises(TextTooLong):
        save(goal, "x" * (CHECK_IN_LIMIT + 1), 0)
    with pytest.raises(WeekNotBegun):
        save(goal, "x", 0, week=WEEK.next)
    with pytest.raises(Goal.DoesNotExist):
        save(goal, "x", 0, user=make_user())
    assert texts(goal) == []


def earlier(goal):
    return [one.text for one in goal.check_ins.get().earlier_texts.all()]


def test_empty_text_on_no_base_says_nothing():
    goal = make_goal(make_user())
    save(goal, "One", 0)
    assert (save(goal, " ", 0).revision, texts(goal)) == (0, [("One", 1)])


def test_a_conflict_keeps_both_texts_once():
    goal = make_goal(make_user())
    save(goal, "Kept", 0)
    for _ in range(2):
        with pytest.raises(CheckInConflict):
            save(goal, "Losing", 0)
    assert sorted(earlier(goal)) == ["Kept", "Losing"]


def test_typing_on_keeps_no_text_and_taking_much_out_does():
    goal = make_goal(make_user())
    for base, text in enumerate(["One", "One and", "One and two", "Two"]):
        save(goal, text, base)
    assert earlier(goal) == ["One and two"]


def test_a_text_that_stood_for_ten_minutes_is_kept():
    goal = make_goal(make_user())
    make_check_in(goal, "2026-W47", "One", at=NOW - timedelta(minutes=10))
    save(goal, "One more", 1)
    assert earlier(goal) == ["One"]


def test_a_text_on_a_row_that_is_gone_is_written_anew():
    goal = make_goal(make_user())
    assert (save(goal, "", 3).revision, save(goal, "Anew", 3).revision) == (0, 1)
