"""Decks of one's own: filled, put in order, never over their limits."""

import pytest

from apps.journal import deck_operations as operations
from apps.journal.deck_models import Deck
from apps.journal.deck_text import Worded, parse_deck, write_deck
from apps.journal.decks import deck_list, uses_built_in, worded
from apps.journal.prompts import PROMPTS
from tests.support.decks import make_own_deck, prompt_texts
from tests.support.factories import make_user
from tests.support.writing import SUNDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user()


def test_prompts_come_in_once_each_and_in_order(user):
    deck = make_own_deck(user, 1)
    given = [Worded(one) for one in ("B", "A", "B", "Mine 1?", "C")]
    added = operations.add_prompts(deck=deck, prompts=given)
    assert [one.text for one in added] == ["B", "A", "C"]
    assert prompt_texts(deck) == ["Mine 1?", "B", "A", "C"]


def test_a_deck_taken_out_comes_back_identical(user):
    deck = make_own_deck(user, 0)
    given = (Worded("# one", "A"), Worded("\\two", "A"), Worded("three", ""), Worded("4", "B"))
    operations.add_prompts(deck=deck, prompts=given)
    text = write_deck(worded(deck.prompts.all()))
    again = make_own_deck(user, 0, name="Again")
    operations.add_prompts(deck=again, prompts=parse_deck(text).prompts)
    assert worded(again.prompts.all()) == list(given)
    assert write_deck(worded(again.prompts.all())) == text


def test_the_built_in_deck_comes_back_identical_too():
    assert list(parse_deck(write_deck(worded(PROMPTS))).prompts) == worded(PROMPTS)


def test_five_hundred_prompts_fit_and_no_more(user):
    deck = make_own_deck(user, 500)
    with pytest.raises(operations.TooManyPrompts):
        operations.add_prompts(deck=deck, prompts=[Worded("One more?")])
    assert deck.prompts.count() == 500


def test_twenty_decks_are_kept_and_no_more(user):
    for n in range(20):
        operations.make_deck(user=user, name=f"{n}", now=SUNDAY)
    with pytest.raises(operations.TooManyDecks):
        operations.make_deck(user=user, name="More", now=SUNDAY)
    assert Deck.objects.count() == 20


@pytest.mark.parametrize(
    ("moved", "by", "order"),
    [(0, 1, "213"), (0, -1, "123"), (2, -1, "132"), (2, 1, "123"), (0, 9, "231")],
)
def test_a_prompt_moves_within_its_deck(user, moved, by, order):
    deck = make_own_deck(user, 3)
    operations.move_prompt(prompt=deck.prompts.all()[moved], by=by)
    assert "".join(text[5] for text in prompt_texts(deck)) == order


def test_changing_a_prompt_keeps_its_key_and_refuses_the_words_of_another(user):
    deck = make_own_deck(user, 3)
    prompt = deck.prompts.all()[2]
    key = prompt.key
    operations.change_prompt(prompt=prompt, text="New?", group="G", place=1)
    assert prompt_texts(deck) == ["New?", "Mine 1?", "Mine 2?"]
    assert deck.prompts.all()[0].key == key
    with pytest.raises(operations.TwicePrompt):
        operations.change_prompt(prompt=prompt, text="Mine 2?", group="", place=3)
    assert prompt_texts(deck) == ["New?", "Mine 1?", "Mine 2?"]


def test_the_built_in_deck_is_retired_and_used_again(user):
    assert uses_built_in(user)
    for at in (SUNDAY, None, SUNDAY):
        operations.retire_built_in(user=user, at=at, now=SUNDAY)
        assert uses_built_in(user) is (at is None)
    assert Deck.objects.count() == 1
    assert uses_built_in(make_user())


def test_the_list_parts_decks_in_use_from_retired_ones(user):
    make_own_deck(user, 2)
    empty = make_own_deck(user, 0, name="Empty")
    empty.retired_at = SUNDAY
    empty.save()
    page = deck_list(user)
    assert [one.begins for one in page.in_use] == [str(PROMPTS[0].text), "Mine 1?"]
    assert [(one.deck, one.begins) for one in page.retired] == [(empty, "")]
