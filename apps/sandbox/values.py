"""What the invented network says of each person on each day: pure, the same on every machine.

One source for both the sandbox network and the demo person's history, so that collecting goes
on exactly where the history ends. Days are UTC dates, weeks are ISO weeks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from uuid import UUID

from apps.core.weeks import monday_of
from apps.sandbox.chance import base32, between, unit
from apps.sandbox.people import NOTES_HOST, PEOPLE, VIDEOS_HOST, Level, texts_of

ANCHOR = date(2026, 11, 9)  # the Monday of the thread about glue; weeks are counted from here
FIRST_WEEK = -500  # nobody posted before
LAST_WEEK = 1500
DAYS = 7
SCORE_KNOT = 3  # weeks between two turns of a score
GROWTH = (0.5, 0.8, 0.95, 1.0)  # the part of a post's answers there on day 0, 1, 2, 3 and later
GLUE_FOLLOWERS = 4
VISITORS_FROM = 2  # from this week on Wren posts on Mondays, so that a visitor finds a moment
POST_METRICS = {
    "mastodon": ("replies", "boosts", "favourites"),
    "bluesky": ("replies", "reposts", "likes", "quotes"),
    "misskey": ("replies", "renotes", "reactions"),
    "peertube": ("views", "likes", "comments"),
    "activitypub": (),
}
# How other people's posts are passed on, and by how many a week at most.
PASSED_ON = {
    "mastodon": ("boosts_made", 5),
    "bluesky": ("reposts_made", 3),
    "misskey": ("renotes_made", 3),
}
# How many answers one reply brings with it, at least and at most.
SHARES = {
    "boosts": (1.4, 2.6),
    "favourites": (4.0, 7.0),
    "reposts": (0.3, 1.2),
    "likes": (4.0, 9.0),
    "quotes": (0.0, 0.3),
    "renotes": (0.3, 1.2),
    "reactions": (3.0, 7.0),
    "views": (20.0, 60.0),
    "comments": (0.4, 1.1),
}

# Weeks of Wren's that stand out: replies on Mastodon, and boosts where they ran off.
WREN_REPLIES = {-86: 49, -42: 44, 0: 64}
WREN_BOOSTS = {0: 212}
WREN_AWAY = frozenset((-71, -70, -23, -22, -21, -20))
WREN_SAID = {
    0: (
        (1, "To the woman in Cardiff who asked about school glue and her grandmother’s cookery "
            "book: please don’t. Wheat paste, because it lets go. A long answer about glue "
            "follows, with apologies to the boards I am meant to be drying."),
        (2, "The thread about glue has reached the luthiers. I am going to stand in the yard."),
        (3, "The video of the slotted spine is up. I speak slowly in it and I have left in the "
            "bit where the knife slips."),
    ),
    1: (
        (3, "Yes, fish bladders count. It is called isinglass and it will outlast the pair of us."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class InventedPost:
    """One post. `finals` are its counts once everybody has answered, by per-post metric."""

    person: str
    network: str
    posted_at: datetime
    text: str
    finals: dict[str, int] = field(compare=False)

    @property
    def external_id(self) -> str:
        """The id its network gives it; those of one network sort by time, save for videos."""
        millis = int(self.posted_at.timestamp() * 1000)
        match self.network:
            case "mastodon":
                return str(millis << 16)
            case "bluesky":
                key = base32(millis * 1000 << 10)
                return f"at://{PEOPLE[self.person].did}/app.bsky.feed.post/{key}"
            case "peertube":
                return str(UUID(bytes=blake2b(f"{millis}".encode(), digest_size=16).digest()))
            case _:
                return base32(millis)

    @property
    def address(self) -> str:
        """Where its public page is."""
        person = PEOPLE[self.person]
        match self.network:
            case "mastodon":
                return f"https://social.example/@{person.key}/{self.external_id}"
            case "bluesky":
                return f"https://bsky.app/profile/{person.did}/post/{self.external_id[-13:]}"
            case "peertube":
                return f"https://{VIDEOS_HOST}/videos/watch/{self.external_id}"
            case _:
                return f"https://{NOTES_HOST}/notes/{self.external_id}"

    @property
    def is_reply(self) -> bool:
        """Whether it answers somebody else."""
        return unit(self.person, self.network, "answer", self.posted_at) < 1 / 4

    def counts(self, day: date) -> dict[str, int]:
        """Its counts as read on a day, on or after the one it was posted."""
        age = min(max((day - self.posted_at.date()).days, 0), len(GROWTH) - 1)
        return {key: math.floor(final * GROWTH[age]) for key, final in self.finals.items()}


def value(person: str, metric: str, day: date) -> float:
    """What a metric, named "provider.key", says on a day. Raises KeyError for an unknown one.

    Per-post metrics are the total over the posts of the day's own week, as read on that day.
    """
    provider, _, key = metric.partition(".")
    if level := PEOPLE[person].levels.get(metric):
        return _drift(person, metric, level, day)
    if metric == "klout.score":
        return _score(person, day)
    if key == "posts" and provider in POST_METRICS:
        week = _week(day)
        earlier = _posts_before(person, provider)[week - FIRST_WEEK]
        return float(earlier + len(_posted_by(person, provider, day)))
    if key in POST_METRICS.get(provider, ()):
        return float(sum(post.counts(day)[key] for post in _posted_by(person, provider, day)))
    if key == "replies_written" and provider in PASSED_ON:
        return float(sum(post.is_reply for post in _posted_by(person, provider, day)))
    if key == PASSED_ON.get(provider, ("", 0))[0]:
        told = passed_on(person, monday_of(day), provider)
        return float(sum(moment.date() <= day for moment in told))
    raise KeyError(metric)


def posts(person: str, week_monday: date, network: str = "mastodon") -> tuple[InventedPost, ...]:
    """What a person posts in the week that starts on a Monday, in order of time."""
    return _posts_of_week(person, network, _week(week_monday))


def passed_on(person: str, week_monday: date, network: str) -> tuple[datetime, ...]:
    """When a person passes on somebody else's post in the week that starts on a Monday."""
    week, (key, most) = _week(week_monday), PASSED_ON[network]
    if _is_quiet(person, week) or week < FIRST_WEEK:
        return ()
    number = int(between(0, most, person, network, key, week))
    days = sorted(int(between(0, DAYS, person, network, key, week, n)) for n in range(number))
    later = timedelta(minutes=7)
    return tuple(_moment(person, week, day) + later * (n + 1) for n, day in enumerate(days))


def _posted_by(person: str, network: str, day: date) -> list[InventedPost]:
    week = _posts_of_week(person, network, _week(day))
    return [post for post in week if post.posted_at.date() <= day]


def _week(day: date) -> int:
    """Whole weeks from the anchor to the week of a day."""
    return (day - ANCHOR).days // DAYS


def _drift(person: str, metric: str, level: Level, day: date) -> float:
    """A level that moves a little from Sunday to Sunday, in a straight line between them."""

    def sunday(week: int) -> float:
        wobble = level.wobble * between(-1, 1, person, metric, week) if week else 0.0
        glued = person == "wren" and metric == "mastodon.followers" and week < 0
        return level.level + level.step * week + wobble - (GLUE_FOLLOWERS if glued else 0)

    before, after = sunday(_week(day) - 1), sunday(_week(day))
    part = (day.weekday() + 1) / DAYS
    return float(max(0, round(before + (after - before) * part)))


def _score(person: str, day: date) -> float:
    """Somebody else's score: it wanders between two bounds and nobody could say why."""
    low, high = PEOPLE[person].score_range
    days = (day - ANCHOR).days
    knot, part = divmod(days, SCORE_KNOT * DAYS)
    before, after = (between(low, high, person, "score", knot + step) for step in (0, 1))
    ease = (1 - math.cos(math.pi * part / (SCORE_KNOT * DAYS))) / 2
    shiver = between(-0.4, 0.4, person, "shiver", days)
    return round(before + (after - before) * ease + shiver, 2)


def _is_quiet(person: str, week: int) -> bool:
    away = person == "wren" and week in WREN_AWAY
    return away or (unit(person, "quiet", week) < 1 / 16 and week not in WREN_REPLIES)


def _number_of_posts(person: str, network: str, week: int) -> int:
    """How many posts a week has; elsewhere the first one on Mastodon is said again."""
    said = WREN_SAID.get(week) if person == "wren" else None
    if said:
        return len(said) if network == "mastodon" else 1
    number = _usual_number(person, week)
    if _is_quiet(person, week):
        number = min(number, 1)
    if network != "mastodon":
        return min(number, 1) if unit(person, "again", week) < 5 / 6 else 0
    return number


def _usual_number(person: str, week: int) -> int:
    """Below one a week it is exactly one in so many weeks, so that few texts last a year."""
    rate = PEOPLE[person].posts_a_week
    if rate >= 1:
        return int(rate) + (unit(person, "posts", week) < rate - int(rate))
    block, place = divmod(week, round(1 / rate))
    return int(place == int(between(0, round(1 / rate), person, "posts", block)))


@cache
def _posts_before(person: str, network: str) -> tuple[int, ...]:
    """How many posts there were before each week, from FIRST_WEEK on."""
    weeks = range(FIRST_WEEK, LAST_WEEK)
    numbers = (_number_of_posts(person, network, week) for week in weeks)
    return tuple(accumulate(numbers, initial=0))


@cache
def _posts_of_week(person: str, network: str, week: int) -> tuple[InventedPost, ...]:
    number = _number_of_posts(person, network, week)
    if number == 0 or not FIRST_WEEK <= week < LAST_WEEK:
        return ()
    if network != "mastodon":
        first = _posts_of_week(person, "mastodon", week)[0]
        later = timedelta(minutes=math.ceil(between(2, 40, person, "later", week)))
        finals = _finals_elsewhere(person, network, week)
        return (InventedPost(person, network, first.posted_at + later, first.text, finals),)
    finals_of_week = _mastodon_finals(person, week, number)
    return tuple(
        InventedPost(person, network, posted_at, text, finals)
        for (posted_at, text), finals in zip(
            _said(person, week, number), finals_of_week, strict=True
        )
    )


def _said(person: str, week: int, number: int) -> list[tuple[datetime, str]]:
    """When and what: texts come round in their order, so none returns within a year."""
    if person == "wren" and week in WREN_SAID:
        return [(_moment(person, week, day), text) for day, text in WREN_SAID[week]]
    by_chance = sorted(range(DAYS), key=lambda day: unit(person, "day", week, day))
    days = sorted(by_chance[:number])
    if person == "wren" and week >= VISITORS_FROM:
        days[0] = 0
    texts, start = texts_of(person), _posts_before(person, "mastodon")[week - FIRST_WEEK]
    return [
        (_moment(person, week, day), texts[(start + place) % len(texts)])
        for place, day in enumerate(days)
    ]


def _moment(person: str, week: int, weekday: int) -> datetime:
    """Between eight and eight in UTC, so that most zones agree on the day."""
    day = ANCHOR + timedelta(days=week * DAYS + weekday)
    seconds = int(between(8 * 3600, 20 * 3600, person, "time", week, weekday))
    return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)


def _mastodon_finals(person: str, week: int, number: int) -> list[dict[str, int]]:
    low, high = PEOPLE[person].replies_a_week
    if _is_quiet(person, week):
        low, high = low // 5, low // 3
    replies = round(between(low, high, person, "replies", week))
    boosts = None
    if person == "wren":
        replies = WREN_REPLIES.get(week, replies)
        boosts = WREN_BOOSTS.get(week)
    totals = {"replies": replies}
    for key in ("boosts", "favourites"):
        totals[key] = round(replies * between(*SHARES[key], person, key, week))
    totals["boosts"] = boosts or totals["boosts"]
    shares = [between(1, 3, person, "share", week, place) for place in range(number)]
    if person == "wren" and week == 0:
        shares = [9, 1, 0.6]
    split = {key: _split(total, shares) for key, total in totals.items()}
    return [{key: split[key][place] for key in totals} for place in range(number)]


def _finals_elsewhere(person: str, network: str, week: int) -> dict[str, int]:
    low, high = PEOPLE[person].replies_a_week
    replies = round(between(low / 7, high / 5, person, network, week))
    if _is_quiet(person, week):
        replies = min(replies, 1)
    finals = {}
    for key in POST_METRICS[network]:
        if key == "replies":
            finals[key] = replies
        else:
            share = between(*SHARES[key], person, network, key, week)
            finals[key] = round((replies + 1) * share)
    return finals


def _split(total: int, shares: list[float]) -> list[int]:
    """A whole number in whole parts, in about these shares, adding up to it."""
    parts = [math.floor(total * share / sum(shares)) for share in shares]
    parts[0] += total - sum(parts)
    return parts
