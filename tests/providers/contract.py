"""What every provider owes: words, fields and metrics in order, and no surprises when it reads."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import ssl
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from hypothesis import strategies as st

from apps.providers.answers import Answer
from apps.providers.base import (
    Account,
    InvalidAccount,
    MetricKind,
    Provider,
    ProviderError,
    Reading,
)
from apps.providers.http import Door
from tests.providers.visiting import NOW, SINCE
from tests.support.variables import ROOT

SECRET = "k3y-that-nobody-sees"
SETTINGS = {
    "address": "https://social.example/wren.json",
    "pointer": "/items/0/id",
    "identity": "1001",
    "name": "Readers",
}
CERTIFICATES = ssl.create_default_context()


def names_in(paths: Iterable[Path]) -> list[str]:
    """Every short string in some code, the names of what answers hold among them."""
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text()))]
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    words = {text for text in texts if isinstance(text, str)}
    return sorted(word for word in words if re.fullmatch(r"[A-Za-z_$@]{2,30}", word))


WRAPPERS = st.sampled_from(["items", "profiles", "feed", "data"])
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10)
    | st.sampled_from(["", "wren", "12", "@wren", "2026-11-10T10:00:00Z", "https://a.example/"])
)


def answers_to(provider: Provider) -> st.SearchStrategy[Any]:
    """JSON of every shape, with the names that the provider's own files look for."""
    stem = type(provider).__module__.rpartition(".")[2]
    own = names_in((ROOT / "apps/providers").glob(f"{stem}*.py"))
    names = st.sampled_from(own or ["id", "karma"])
    listed = st.lists(st.dictionaries(names, VALUES, max_size=8), min_size=1, max_size=2)
    return st.dictionaries(WRAPPERS, listed, min_size=1) | st.recursive(
        VALUES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=8),
        max_leaves=30,
    )


STATUSES = st.sampled_from([200, 200, 200, 304, 400, 401, 403, 404, 410, 429, 500, 503])


class SayingDoor(Door):
    """The door with the network cut off behind it: it says one thing after another, for ever."""

    def __init__(self, said: list[tuple[int, Any]]) -> None:
        super().__init__(certificates=CERTIFICATES)
        self.said = said
        self.asked = 0

    async def _ask(self, address: Any, *_question: Any) -> Answer:
        status, data = self.said[self.asked % len(self.said)]
        self.asked += 1
        headers = {"content-type": "application/json", "etag": '"1"'}
        return Answer(status, headers, json.dumps(data).encode(), str(address))


def check_words(provider: Provider) -> None:
    """Keys are unique and short, kinds are known, and everything has its words."""
    assert re.fullmatch(r"[a-z_]{2,20}", provider.key)
    assert provider.label
    assert str(provider.summary).endswith(".")
    keys = [spec.key for spec in provider.metrics]
    assert sorted(set(keys)) == sorted(keys) != []
    for spec in provider.metrics:
        assert re.fullmatch(r"[a-z_]{2,30}", spec.key)
        assert spec.kind in get_args(MetricKind)
        assert (bool(spec.label), bool(spec.noun), spec.definition >= 1) == (True, True, True)
        assert spec.decimals in (0, 1, 2)
    names = [field.name for field in provider.fields]
    assert sorted(set(names)) == sorted(names) != []
    assert sum(field.kind == "secret" for field in provider.fields) <= 1
    assert all(field.label and field.hint for field in provider.fields)
    assert set(provider.proofs) <= {"link", "code"}
    assert 1 <= provider.batch <= 100


def check_typed(provider: Provider, typed: dict[str, str]) -> None:
    """Whatever is typed in is an account, or is told beside one of the fields."""
    told = _parsed(provider, typed)
    if isinstance(told, InvalidAccount):
        assert told.field in {field.name for field in provider.fields}
        assert told.message
        return
    assert 0 < len(told.handle) <= 300
    assert len(told.account_id) <= 300
    limit = provider.published_limit(told)
    assert limit is None or (limit.requests > 0 and limit.seconds > 0)


def _parsed(provider: Provider, typed: dict[str, str]) -> Account | InvalidAccount:
    try:
        return provider.parse(typed)
    except InvalidAccount as error:
        return error


def check_answers(provider: Provider, account: Account, said: list[tuple[int, Any]]) -> None:
    """Whatever a host says is a reading or an error, one an account, and tells no secret."""
    count = min(provider.batch, 2)

    async def visit() -> list[Reading | ProviderError]:
        async with SayingDoor(said) as door:
            return await provider.read(door, [account] * count, since=SINCE, now=NOW)

    answers = asyncio.run(visit())
    assert len(answers) == count
    keys = {spec.key for spec in provider.metrics}
    for answer in answers:
        assert isinstance(answer, Reading | ProviderError)
        assert SECRET not in repr(answer)
        if isinstance(answer, ProviderError):
            assert re.fullmatch(r"[A-Za-z0-9 -]{2,60}", answer.detail)
        elif answer.read_by in ("", provider.key):
            told = [answer.values, answer.hidden]
            told += [post.counts for post in answer.posts]
            assert {key for one in told for key in one} <= keys
            assert answer.precision.keys() <= {
                one.key for one in provider.metrics if one.is_rounded
            }
            assert answer.account_id


def page_of(provider: Provider) -> Path:
    """Where it is written how to connect it."""
    return ROOT / "docs/places" / f"{provider.key.replace('_', '-')}.md"
