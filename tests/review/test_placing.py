from dataclasses import replace

import pytest

from apps.accounts.models import Shown
from apps.journal.markdown import passages
from apps.review.figures import Figure
from apps.review.placing import Places, place


def figure(pk, label, places=("Mastodon", "wren@social.example", "@wren")):
    return Figure(
        metric_id=pk,
        source_id=1,
        source_label="Mastodon",
        metric_label=label,
        label=f"{label} on Mastodon",
        decimals=0,
        is_change=False,
        shown=Shown.EXACT,
        value=1.0,
        level=None,
        day=None,
        taken_at=None,
        origin="measured",
        precision=None,
        so_far=False,
        names=(label, label.lower()),
        places=places,
    )


FOLLOWERS, REPLIES, BOOSTS, POSTS = (
    figure(n, label) for n, label in enumerate(("Followers", "Replies", "Boosts", "Posts"), start=1)
)


def placed(text, figures, *, chosen=None, nothing=(), linked=None):
    blocks = passages(text)
    places = Places(
        {pk: blocks[n].sha256 for pk, n in (chosen or {}).items()},
        frozenset(blocks[n].sha256 for n in nothing),
    )
    found = place(blocks, figures, places=places, linked=linked or {})
    return [[one.metric_label for one in beside] for beside in found]


def test_a_number_stands_beside_the_first_passage_that_names_it():
    text = "Nothing here.\n\nSome boosts came.\n\nMore boosts and replies."
    assert placed(text, [REPLIES, BOOSTS]) == [[], ["Boosts"], ["Replies"]]


@pytest.mark.parametrize("name", ["Mastodon", "wren@social.example", "@wren", "mastodon’s"])
def test_naming_the_source_or_the_handle_is_enough(name):
    assert placed(f"Words.\n\nOn {name} it was quiet.", [REPLIES]) == [[], ["Replies"]]


@pytest.mark.parametrize("text", ["repliesque", "unboosted replieses", "Mastodontic"])
def test_a_part_of_a_word_names_nothing(text):
    assert placed(f"First words.\n\n{text}", [REPLIES]) == [["Replies"], []]


def test_a_link_to_a_moment_brings_what_counts_it():
    text = "Words.\n\nThe [thread](https://social.example/posts/1)."
    linked = {"https://social.example/posts/1": frozenset({REPLIES.metric_id})}
    assert placed(text, [FOLLOWERS, REPLIES], linked=linked) == [[], ["Replies"]]


def test_a_passage_that_names_a_source_takes_three_of_its_numbers():
    text = "Mastodon was loud.\n\nMastodon again.\n\nTwo posts."
    assert placed(text, [FOLLOWERS, REPLIES, BOOSTS, POSTS]) == [
        ["Followers", "Replies", "Boosts"],
        [],
        ["Posts"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "@wren@social.example.net wrote.",
        "See https://mastodon.social/@other for it.",
        "mastodon.social is down.",
        "Something Mastodon-like.",
    ],
)
def test_somebody_elses_place_or_handle_is_not_ones_own(text):
    assert placed(f"{text}\n\nMastodon.", [FOLLOWERS]) == [[], ["Followers"]]


def test_a_longer_address_is_not_the_moments():
    address = "https://social.example/@wren/11"
    linked = {address: frozenset([REPLIES.metric_id])}
    text = f"See {address}2 for it.\n\nAnd [this]({address})."
    assert placed(text, [REPLIES], linked=linked) == [[], ["Replies"]]


def test_a_passage_that_names_two_sources_takes_from_each_in_turn():
    away = [replace(one, source_id=2, places=("Bluesky",)) for one in (FOLLOWERS, POSTS)]
    text = "The same on Bluesky and on Mastodon."
    found = place(passages(text), [REPLIES, BOOSTS, *away], places=Places(), linked={})
    assert found == [[REPLIES, away[0], BOOSTS]]


def test_the_persons_choice_comes_first():
    text = "Some boosts.\n\nNo name in here."
    assert placed(text, [BOOSTS], chosen={BOOSTS.metric_id: 1}) == [[], ["Boosts"]]


def test_a_choice_for_words_that_are_gone_counts_no_more():
    found = place(
        passages("Some boosts."), [BOOSTS], places=Places({BOOSTS.metric_id: "gone"}), linked={}
    )
    assert found == [[BOOSTS]]


def test_where_no_number_belongs_none_is_put_by_rule():
    assert placed("Some boosts.\n\nMore boosts.", [BOOSTS], nothing=[0]) == [[], ["Boosts"]]
    assert placed("Only words.", [BOOSTS], nothing=[0]) == [[]]


def test_when_nothing_is_named_the_first_passage_gets_three():
    assert placed("Words.\n\nMore words.", [FOLLOWERS, REPLIES, BOOSTS, POSTS]) == [
        ["Followers", "Replies", "Boosts"],
        [],
    ]


def test_a_page_without_words_has_no_place():
    assert placed("", [BOOSTS]) == []
