"""Where the invented people show their work, under which names, and what is counted there.

Everything follows from what they say elsewhere, so that it moves with the same seed.
"""

from __future__ import annotations

from datetime import date

from apps.sandbox.misbehaving import WORDS
from apps.sandbox.people import PEOPLE
from apps.sandbox.values import value

GITHUB_HOST = "github.example"
TUBE_HOST = "tube.example"
STACK_HOST = "stackexchange.example"
NEWS_HOST = "news.example"
BLOG_HOST = "blog.example"
FIRST_WORD = 9001
# What each count grows from: so much at least, and so much for each of something else.
GROWN: dict[str, tuple[int, float, str]] = {
    "github.followers": (0, 1 / 6, "mastodon.followers"),
    "github.following": (0, 1 / 4, "mastodon.following"),
    "github.repositories": (9, 1 / 40, "mastodon.posts"),
    "github.gists": (2, 1 / 200, "mastodon.posts"),
    "youtube.subscribers": (0, 17, "mastodon.followers"),
    "youtube.views": (0, 310, "mastodon.posts"),
    "youtube.videos": (0, 1, "bluesky.posts"),
    "stack_exchange.reputation": (1, 11, "mastodon.posts"),
    "stack_exchange.gold": (1, 1 / 900, "mastodon.posts"),
    "stack_exchange.silver": (0, 1 / 60, "mastodon.posts"),
    "stack_exchange.bronze": (0, 1 / 12, "mastodon.posts"),
    "hacker_news.karma": (1, 4, "mastodon.posts"),
}


def number_of(user: str) -> str:
    """The number of a person, or of a word that asks for misbehaviour, where numbers are ids."""
    return PEOPLE[user].score_id if user in PEOPLE else str(FIRST_WORD + sorted(WORDS).index(user))


def channel_of(user: str) -> str:
    """Their channel's id."""
    return f"UC{user:_<22}"


NUMBERS = {number_of(user): user for user in (*PEOPLE, *WORDS)}
CHANNELS = {channel_of(user): user for user in (*PEOPLE, *WORDS)}


def count(person: str, metric: str, day: date) -> int:
    """What is counted of a person on a day, by "provider.metric". Raises KeyError."""
    least, part, source = GROWN[metric]
    return least + int(value(person, source, day) * part)
