"""The first deck: twenty-four prompts, dealt so that each comes round."""

from apps.journal.prompts import HANDS, PROMPTS, find_prompt, hand


def test_the_deck_has_twenty_four_different_prompts_in_five_groups():
    assert len({str(prompt.text) for prompt in PROMPTS}) == 24
    assert [str(group) for group in dict.fromkeys(prompt.group for prompt in PROMPTS)] == [
        "People",
        "Craft",
        "Attention",
        "Values",
        "Goals",
    ]


def test_every_prompt_is_dealt_once_before_any_comes_again():
    dealt = [prompt.key for number in range(HANDS) for prompt in hand(number)]
    assert sorted(dealt) == [prompt.key for prompt in PROMPTS]
    assert hand(HANDS * 7 + 2) != hand(1)


def test_a_hand_has_different_groups():
    assert all(len({prompt.group for prompt in hand(n)}) >= 3 for n in range(HANDS))


def test_a_prompt_is_found_by_its_key_and_nothing_else_is():
    assert find_prompt("1") == PROMPTS[0]
    assert [find_prompt(key) for key in ("0", "28", "", "x", "01", "9" * 5000)] == [None] * 6
