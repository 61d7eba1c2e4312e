import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.providers import PROVIDERS
from apps.providers.base import Account
from tests.providers.contract import (
    SECRET,
    SETTINGS,
    STATUSES,
    answers_to,
    check_answers,
    check_typed,
    check_words,
    page_of,
)
from tests.support.variables import ROOT

EVERY = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=list(PROVIDERS))
UNHURRIED = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
TYPED = st.text(max_size=60) | st.sampled_from(
    ["wren", "@wren", "@wren@social.example", "https://github.example/wren", "12", "x" * 3000,
     "https://tube.example/@wren", "https://stackexchange.example/users/12/wren", "\ud800", "a\nb",
     "https://news.example/user?id=wren", "https://blog.example/feed.xml", "\x00", "ſ.example"]
)  # fmt: skip


@EVERY
def test_its_words_fields_and_metrics_are_in_order(provider):
    check_words(provider)


@EVERY
@UNHURRIED
@given(data=st.data())
def test_whatever_is_typed_is_an_account_or_told_beside_its_field(provider, data):
    check_typed(provider, {field.name: data.draw(TYPED) for field in provider.fields})
    check_typed(provider, {})


@EVERY
@UNHURRIED
@given(
    data=st.data(),
    account_id=st.sampled_from(["", "1", "wren", "https://social.example/wren.json"]),
)
def test_whatever_a_host_says_is_a_reading_or_an_error(provider, data, account_id):
    said = st.lists(st.tuples(STATUSES, answers_to(provider)), min_size=1, max_size=4)
    account = Account(
        "@wren@social.example", "social.example", account_id, settings=SETTINGS, secret=SECRET
    )
    check_answers(provider, account, data.draw(said))


@EVERY
def test_there_is_a_page_about_it_and_the_index_leads_there(provider):
    page = page_of(provider)
    assert page.exists()
    assert f"]({page.name})" in (ROOT / "docs/places/README.md").read_text()
    if provider.needs_visits:
        assert "## What is read" in page.read_text()
        assert "## What is not" in page.read_text()


def test_a_secret_is_in_no_account_s_words():
    assert SECRET not in repr(Account("@wren", "a.example", secret=SECRET))
