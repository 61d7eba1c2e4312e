"""The prompt of a week: it stays, it is kept, changed or refused, and outlives its deck."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.core.weeks import Week
from apps.journal.deck_models import Draw
from apps.journal.decks import find_prompt, prompts_in_use
from apps.journal.draws import (
    dismiss_draw,
    draw_another,
    drawn,
    ensure_drawn,
    keep_draw,
    question,
    refused_by,
    take_back,
)
from apps.journal.prompts import PROMPTS
from tests.support.decks import make_own_deck
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user()


def look(user, week=WEEK):
    return ensure_drawn(user=user, week=week, now=SUNDAY)


def test_the_prompt_of_a_week_stays_until_another_is_asked_for(user):
    first = look(user)
    assert look(user) == first
    other = draw_another(user=user, week=WEEK, instead_of=0, now=later(1))
    assert (other.place, look(user)) == (1, other)
    assert other.key != first.key


def test_pressing_another_twice_draws_once(user):
    look(user)
    for _ in range(2):
        draw_another(user=user, week=WEEK, instead_of=0, now=SUNDAY)
    assert Draw.objects.count() == 2


def test_with_one_prompt_there_is_no_other(user):
    make_own_deck(user, 1, alone=True)
    only = look(user)
    assert draw_another(user=user, week=WEEK, instead_of=0, now=SUNDAY) == only
    assert (only.text, Draw.objects.count()) == ("Mine 1?", 1)


def test_a_kept_prompt_is_marked_once_and_another_can_still_be_drawn(user):
    look(user)
    keep_draw(user=user, week=WEEK, place=0, now=later(1))
    keep_draw(user=user, week=WEEK, place=0, now=later(2))
    assert drawn(user, WEEK).kept_at == later(1)
    assert draw_another(user=user, week=WEEK, instead_of=0, now=SUNDAY).kept_at is None


def test_what_is_not_for_me_never_comes_again_until_it_is_taken_back(user):
    make_own_deck(user, 2, alone=True)
    refused = look(user)
    dismiss_draw(user=user, week=WEEK, place=0, now=SUNDAY)
    rest = {look(user, WEEK.shift(n)).key for n in range(30)}
    assert len(rest | {refused.key}) == len(rest) + 1 == 2
    take_back(user=user, prompt=find_prompt(user, refused.key))
    assert refused_by(user) == set()
    assert refused.key in {look(user, WEEK.shift(n)).key for n in range(30, 34)}


def test_a_refused_prompt_is_refused_in_every_deck_that_has_its_words(user):
    make_own_deck(user, 1, name="A", alone=True)
    look(user)
    dismiss_draw(user=user, week=WEEK, place=0, now=SUNDAY)
    deck = make_own_deck(user, 0, name="B")
    deck.prompts.create(text="A 1?", position=1)
    assert (drawn(user, WEEK), look(user), look(user, WEEK.next)) == (None, None, None)


def test_a_prompt_that_was_kept_can_be_refused(user):
    look(user)
    keep_draw(user=user, week=WEEK, place=0, now=SUNDAY)
    dismiss_draw(user=user, week=WEEK, place=0, now=SUNDAY)
    assert drawn(user, WEEK).place == 1


def test_words_outlive_their_deck(user):
    deck = make_own_deck(user, 1, alone=True)
    look(user)
    deck.delete()
    assert drawn(user, WEEK).text == "Mine 1?"
    assert look(user, WEEK.next) is None


def test_no_prompt_comes_again_within_twelve_weeks_around_the_turn_of_2026(user):
    make_own_deck(user, 12, alone=True)
    weeks = [Week(2026, 46).shift(n) for n in range(24)]
    assert Week(2026, 53) in weeks
    keys = [look(user, week).key for week in weeks]
    assert keys[:12] == keys[12:]
    assert len(set(keys)) == 12


def test_a_retired_built_in_deck_is_drawn_from_no_more(user):
    make_own_deck(user, 2)
    assert len(prompts_in_use(user)) == 26
    make_own_deck(user, 2, name="B", alone=True)
    assert [one.text for one in prompts_in_use(user)] == ["Mine 1?", "Mine 2?", "B 1?", "B 2?"]


def test_words_that_two_decks_have_are_one_prompt(user):
    deck = make_own_deck(user, 1)
    deck.prompts.create(text=str(PROMPTS[3].text), position=9)
    assert [one.text for one in prompts_in_use(user)][-2:] == [PROMPTS[23].text, "Mine 1?"]


def test_a_question_is_found_by_its_key_where_the_page_offers_it(user):
    draw = look(user)
    assert question(user, WEEK, draw.key) == draw.text
    assert question(user, WEEK, "27").startswith("What does no number")
    other = next(one for one in PROMPTS if one.key != draw.key)
    assert [question(user, WEEK, key) for key in (other.key, "", "x", "9" * 5000)] == [""] * 4
    assert question(make_user(), WEEK, draw.key) == ""


def test_a_draw_is_kept_or_refused_and_one_stands_at_a_place(user):
    draw = look(user)
    for wrong in ({"kept_at": SUNDAY, "dismissed_at": SUNDAY, "place": 1}, {}, {"number": 54}):
        Draw.objects.filter(pk=draw.pk).update(kept_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Draw.objects.create(
                **{
                    "user": user,
                    "year": WEEK.year,
                    "number": WEEK.number,
                    "place": 0,
                    "key": "1",
                    "text": "a",
                    "drawn_at": SUNDAY,
                }
                | wrong
            )


def test_drawing_takes_the_same_queries_for_one_deck_and_thirty_draws(user):
    taken = []
    for weeks in (range(1), range(1, 31)):
        make_own_deck(user, 5, name=f"Deck {weeks.start}")
        for n in weeks:
            look(user, WEEK.shift(-n - 1))
        with CaptureQueriesContext(connection) as queries:
            look(user, WEEK.shift(weeks.start))
        taken.append(len(queries))
    assert taken == [6, 6]
