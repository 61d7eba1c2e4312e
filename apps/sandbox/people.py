"""The invented people of the sandbox network, and where each of them is found there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOCIAL_HOST = "social.example"
BLUESKY_HOST = "bsky.example"
NOTES_HOST = "notes.example"
VIDEOS_HOST = "videos.example"
GARDEN_HOST = "garden.example"
SCORE_HOST = "score.example"
NUMBERS_HOST = "numbers.example"
TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Level:
    """A number that drifts: what it was in the week of 9 November 2026, and its weekly step."""

    level: float
    step: float
    wobble: float = 1.0


@dataclass(frozen=True)
class Person:
    """One invented person. `levels` are by "provider.metric"."""

    key: str
    name: str
    joined: str
    mastodon_id: str
    did: str
    score_id: str
    score_range: tuple[float, float]
    posts_a_week: float
    replies_a_week: tuple[int, int]
    levels: dict[str, Level]

    @property
    def mastodon_handle(self) -> str:
        """Such as @wren@social.example."""
        return f"@{self.key}@{SOCIAL_HOST}"

    @property
    def bio(self) -> str:
        """What the profile says, the same everywhere."""
        return f"This is {self.name}. Here since {self.joined[:4]}."

    def at(self, host: str) -> str:
        """Their handle on another host."""
        return f"@{self.key}@{host}"

    @property
    def bluesky_handle(self) -> str:
        """Such as wren.example, without the @."""
        return f"{self.key}.example"


def _levels(followers: Level, following: Level, bluesky: Level, readers: Level) -> dict[str, Level]:
    elsewhere = {
        f"{network}.{key}": Level(level.level / part, level.step / part)
        for network, part in (("misskey", 6), ("peertube", 9), ("activitypub", 4))
        for key, level in (("followers", followers), ("following", following))
    }
    return elsewhere | {
        "mastodon.followers": followers,
        "mastodon.following": following,
        "bluesky.followers": bluesky,
        "bluesky.following": Level(following.level / 2, following.step / 2),
        "json_number.value": readers,
    }


PEOPLE = {
    person.key: person
    for person in (
        Person(
            key="wren",
            name="Wren Ashdown",
            joined="2019-03-02",
            mastodon_id="101676433880210018",
            did="did:plc:wren4bookb2nder7paste2qa",
            score_id="1001",
            score_range=(43, 54),
            posts_a_week=1.7,
            replies_a_week=(23, 44),
            levels=_levels(
                Level(678, 1.9, 1.5), Level(187, 0.15), Level(225, 0.9), Level(214, 0.5)
            ),
        ),
        Person(
            key="odile",
            name="Odile Marchetti",
            joined="2020-09-14",
            mastodon_id="104863520417733201",
            did="did:plc:odile7cho2rmaster3vestry",
            score_id="1002",
            score_range=(38, 45),
            posts_a_week=0.2,
            replies_a_week=(2, 9),
            levels=_levels(Level(312, 0.4), Level(240, 0.1), Level(61, 0.2), Level(96, 0.1)),
        ),
        Person(
            key="teodor",
            name="Teodor Lind",
            joined="2018-05-21",
            mastodon_id="100066128804471940",
            did="did:plc:teodor2marbl3rpaper4seas",
            score_id="1003",
            score_range=(47, 58),
            posts_a_week=0.2,
            replies_a_week=(4, 15),
            levels=_levels(Level(1204, 2.2, 3), Level(98, 0), Level(402, 1.1), Level(31, 0)),
        ),
        Person(
            key="ines",
            name="Ines Ferraz",
            joined="2022-11-06",
            mastodon_id="109296714523300417",
            did="did:plc:ines2br3dges5porto7lampm",
            score_id="1004",
            score_range=(40, 44),
            posts_a_week=0.2,
            replies_a_week=(0, 5),
            levels=_levels(Level(143, 0.2), Level(151, 0.2), Level(88, 0.3), Level(12, 0)),
        ),
        Person(
            key="mika",
            name="Mika Oyelaran",
            joined="2021-01-30",
            mastodon_id="105645007719002263",
            did="did:plc:mika3l2brary7card5goose4",
            score_id="1005",
            score_range=(44, 52),
            posts_a_week=0.2,
            replies_a_week=(6, 18),
            levels=_levels(
                Level(865, -0.8, 2), Level(310, 0.3), Level(530, 2.4, 2), Level(77, 0.2)
            ),
        ),
    )
}


@cache
def texts_of(person: str) -> tuple[str, ...]:
    """What a person posts, in the order in which it comes round."""
    lines = (TEXTS / f"{person}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line)
