"""A kind of place that wants a key, can be proved and tells what a test lets it tell."""

from __future__ import annotations

from apps.providers.base import Account, Field, InvalidAccount, MetricSpec, Provider, Reading
from tests.support.factories import make_metric, make_source, make_user
from tests.support.metrics import NOW


class Keyed(Provider):
    """One counter, one total and the replies to the week's posts, read with a key."""

    key = "keyed"
    label = "Keyed"
    summary = "Read with a key."
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", "Followers", "followers"),
        MetricSpec("karma", "total", "Karma", "karma"),
        MetricSpec("replies", "per_post", "Replies", "replies"),
    )
    fields = (
        Field("handle", "Your handle", "As it is there."),
        Field("token", "Your key", "From your settings there.", kind="secret"),
    )

    def parse(self, fields):
        token = fields.get("token", "")
        if not token.startswith("key-"):
            raise InvalidAccount("token", "A key begins with key-.")
        return Account(fields["handle"], "keyed.example", secret=token)

    async def read_one(self, door, account, *, since, now):
        answer = await door.get_json("https://keyed.example/me")
        return reading(account_id="1", values={"followers": float(answer.data["followers"])})


def reading(**given):
    """Return a whole reading of account 1, with whatever a test says of it."""
    told = {
        "account_id": "1",
        "handle": "@wren",
        "name": "Wren",
        "address": "https://keyed.example/@wren",
        "values": {"followers": 640.0, "karma": 12.0},
    }
    return Reading(**told | given)


def keyed(user=None, **fields):
    """Return a confirmed source of that kind, due now, with its metrics."""
    given = {"account_id": "1", "handle": "@wren", "host": "keyed.example", "next_visit_at": NOW}
    source = make_source(user or make_user(), "keyed", **given | fields)
    for spec in Keyed.metrics:
        make_metric(source, spec.key)
    return source
