"""No prompt twice within twelve weeks, in whichever order the weeks are written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.weeks import Week
from apps.journal.drawing import Past, choose, weeks_apart
from apps.journal.prompts import Prompt

START = Week(2026, 40)


def deck(count):
    return [Prompt(f"own-{n}", f"Question {n}?") for n in range(count)]


def draw_all(prompts, weeks, seed=1):
    """Draw once for each week, in that order, and return what was drawn."""
    past = []
    for week in weeks:
        chosen = choose(prompts, past, week, seed=seed)
        past.append(Past(chosen.key, chosen.text, week, 0))
    return past


def near(past):
    """Return the pairs of draws of one prompt that are less than twelve weeks apart."""
    return [
        (one, other)
        for n, one in enumerate(past)
        for other in past[:n]
        if one.key == other.key and weeks_apart(one.week, other.week) < 12
    ]


@settings(deadline=None, max_examples=40)
@given(count=st.integers(12, 40), seed=st.integers(1, 9), first=st.integers(-200, 200))
def test_twelve_prompts_are_enough_for_years_of_weeks_in_order(count, seed, first):
    weeks = [START.shift(first + n) for n in range(120)]
    assert near(draw_all(deck(count), weeks, seed)) == []


@settings(deadline=None, max_examples=40)
@given(st.permutations(range(30)))
def test_weeks_written_late_repeat_nothing_either(order):
    weeks = [START.shift(n) for n in order]
    assert near(draw_all(deck(23), weeks)) == []


@settings(deadline=None)
@given(st.integers(1, 40))
def test_another_shows_every_free_prompt_before_one_comes_back(presses):
    prompts, past = deck(12), []
    for place in range(presses):
        chosen = choose(prompts, past, START, seed=1)
        past.append(Past(chosen.key, chosen.text, START, place))
    shown = [one.key for one in past]
    assert len(set(shown[:12])) == min(12, len(shown))
    assert shown[12:] == shown[: max(0, len(shown) - 12)]


def test_week_53_of_2026_lies_between_its_neighbours():
    assert weeks_apart(Week(2026, 52), Week(2027, 1)) == 2
    weeks = [Week(2026, 50).shift(n) for n in range(12)]
    assert Week(2026, 53) in weeks
    past = draw_all(deck(12), weeks)
    assert sorted(one.key for one in past) == sorted(one.key for one in deck(12))
    again = choose(deck(12), past, Week(2026, 50).shift(12), seed=1)
    assert again.key == past[0].key


def test_with_fewer_than_twelve_the_least_recently_drawn_comes():
    past = draw_all(deck(3), [START.shift(n) for n in range(9)])
    keys = [one.key for one in past]
    assert len(set(keys[:3])) == 3
    assert keys[3:] == keys[:6]


def test_the_same_past_gives_the_same_prompt_and_people_differ():
    drawn = {choose(deck(24), [], START, seed=seed).key for seed in range(30)}
    assert len(drawn) > 8
    assert choose(deck(24), [], START, seed=3) == choose(deck(24)[::-1], [], START, seed=3)


def test_a_new_prompt_changes_a_draw_only_to_itself():
    before = choose(deck(24), [], START, seed=1).key
    assert choose(deck(25), [], START, seed=1).key in (before, "own-24")


def test_the_same_words_in_another_deck_are_the_same_prompt():
    one, copy = Prompt("own-a", "Who?"), Prompt("7", "Who?")
    other = Prompt("own-b", "What?")
    past = [Past("own-a", "Who?", START, 0)]
    assert choose([copy, other], past, START.next, seed=1) == other
    assert choose([one, other], past, START.next, seed=1) == other


def test_an_empty_deck_draws_nothing():
    assert choose([], [], START, seed=1) is None
