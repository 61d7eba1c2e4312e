"""The built-in deck: twenty-four prompts in five groups."""

from apps.journal.prompts import EVERY_WEEK, PROMPTS


def test_the_deck_has_twenty_four_different_prompts_in_five_groups():
    assert len({str(prompt.text) for prompt in PROMPTS}) == 24
    assert [str(group) for group in dict.fromkeys(prompt.group for prompt in PROMPTS)] == [
        "People",
        "Craft",
        "Attention",
        "Values",
        "Goals",
    ]


def test_the_keys_never_change():
    assert [one.key for one in (*PROMPTS, *EVERY_WEEK)] == [str(n) for n in range(1, 28)]
