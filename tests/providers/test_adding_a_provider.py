"""The page on adding a provider, followed: what stands there is run."""

import json
import re
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.providers import PROVIDERS
from apps.providers.base import Account, Provider
from tests.providers.contract import (
    SECRET,
    STATUSES,
    answers_to,
    check_answers,
    check_typed,
    check_words,
)
from tests.providers.test_contract import UNHURRIED
from tests.support.variables import ROOT

PAGE = (ROOT / "docs/adding-a-provider.md").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def module_of(name, source):
    module = ModuleType(name)
    exec(compile(source, name, "exec"), module.__dict__)
    return module


CODE, TESTS = blocks("python")
KARMA = module_of("karma", CODE).Karma()
STEPS = {name: step for name, step in vars(module_of("tests", TESTS)).items() if "test_" in name}


@pytest.fixture(autouse=True)
def _on_the_list(monkeypatch):
    monkeypatch.setitem(PROVIDERS, KARMA.key, KARMA)


def test_the_page_s_provider_is_one():
    assert isinstance(KARMA, Provider)
    check_words(KARMA)


@pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
def test_the_page_s_own_tests_pass(step):
    step()


def test_the_page_s_fixture_is_what_its_tests_read():
    (shown,) = blocks("json")
    tested = module_of("tests", TESTS).SAID
    assert {name: json.loads(shown)[name] for name in tested} == tested


@UNHURRIED
@given(
    typed=st.dictionaries(st.just("handle"), st.text(max_size=30)),
    said=st.lists(st.tuples(STATUSES, answers_to(KARMA)), min_size=1, max_size=2),
)
def test_the_page_s_provider_fulfils_the_contract(typed, said):
    check_typed(KARMA, typed)
    check_answers(KARMA, Account("wren", "news.example", "wren", secret=SECRET), said)


def test_every_name_on_the_page_is_in_the_code():
    folder = ROOT / "apps/providers"
    code = "".join(path.read_text() for path in folder.glob("*.py"))
    named = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)?)`", PAGE)) - {"door"}
    files = {name for name in named if name.endswith(".py")} - {"test_contract.py"}
    names = {name.rpartition(".")[2] for name in named if not name.endswith(".py")}
    assert {name for name in files if not (folder / name).exists()} == set()
    assert {name for name in names if name not in code} == set()
