"""A number belongs to one metric, says where it is from, and is never mixed with another."""

import re
from datetime import date

import pytest
from django.db.models import F

from apps.metrics.models import Measurement, Metric, PostCount
from tests.principles.conftest import first_of
from tests.support.pages import read, routes, split

ANSWER_NO_GET = {
    "review:draft_save",
    "review:check_in_save",
    "review:goal_number_remove",
    "review:goal_take_up",
    "review:correction_take_back",
    "metrics:proof_remove",
    "metrics:proof_renew",
    "journal:built_in_retire",
    "journal:deck_retire",
    "journal:prompt_arrange",
    "journal:prompt_take_back",
    "journal:quality_move",
    "journal:quality_retire",
    "review:week_back",
    "review:week_bin",
    "review:mute_add",
    "review:mute_remove",
    "review:mute_week",
    "metrics:source_fetch",
    "metrics:source_key_forget",
    "metrics:source_resume",
    "accounts:appearance",
    "accounts:look_around",
    "portability:share_revoke",
    "portability:stay",
    "accounts:shared",
    "accounts:way_remove",
    "metrics:revocation_put_away",
    "accounts:session_end",
    "accounts:session_end_others",
    "accounts:invitation_end",
}
ANSWER_404 = {
    "review:week_unknown",
    "review:write_unknown",
    "accounts:invitation",  # nobody was invited,
    "accounts:invitation_list",  # and nobody has to be
    "accounts:back",  # nobody comes back from elsewhere
    "accounts:mastodon_back",
    "metrics:source_offer",  # nor did they sign in with an account
}
KINDS = ["followers", "replies", "score"]
UNLIKELY = 31_415_000
"""So much that nobody meets by chance what begins with it."""


def all_of(every_page):
    return [address for addresses in every_page.values() for address in addresses]


def test_the_tests_here_look_at_every_page(every_page):
    assert set(every_page) | ANSWER_NO_GET | ANSWER_404 == routes()


@pytest.fixture(scope="module")
def as_they_are():
    """Every page as the demo person sees it, read once: {address: text}."""
    return {}


@pytest.fixture
def before(wren, client, every_page, as_they_are):
    if not as_they_are:
        as_they_are.update(read(client, all_of(every_page)))
    return as_they_are


def test_raising_one_metric_changes_figures_of_that_metric_alone(wren, client, before):
    """And the raised values are found in <data>, charts and ranges alone."""
    addresses = list(before)
    for key in KINDS:
        metric = first_of(wren, key)
        raise_values(metric, by=UNLIKELY)
        after = read(client, addresses)
        changed = {one for one in addresses if before[one] != after[one]}
        own_csv = f"/trends/{metric.pk}/table.csv"
        assert {f"/trends/{metric.pk}/", own_csv} < changed
        for address in changed - {own_csv}:
            rest = split(after[address], metric.pk).rest
            assert split(before[address], metric.pk).rest == rest
            assert [text for text in rest if "31,41" in text or "3141" in text] == []
        raise_values(metric, by=-UNLIKELY)


def raise_values(metric, *, by):
    Measurement.objects.filter(metric=metric).update(value=F("value") + by)
    PostCount.objects.filter(metric=metric).update(value=F("value") + by)
    Metric.objects.filter(pk=metric.pk).revise()


def test_every_number_carries_its_source_metric_day_and_origin(wren, before):
    labels = {
        str(one.pk): one.source.label
        for one in Metric.objects.filter(source__user=wren).select_related("source")
    }
    data = [one for page in before.values() for one in split(page, 0).data]
    assert len(data) > 300
    for datum in data:
        given = datum.attributes
        assert given["data-source"] == labels[given["data-metric"]]
        assert date.fromisoformat(given["data-day"]) < date(2026, 11, 19)
        assert given["data-origin"] in Measurement.Origin.values
        assert float(given["value"]) == pytest.approx(_as_said(datum.text), abs=0.06)


def _as_said(text):
    """The number that a page's words say."""
    if text == "no change":
        return 0
    return float(text.replace(",", "").replace("\u2212", "-"))


def test_in_margins_and_tables_the_words_name_source_and_day(client, every_page):
    pages = read(client, every_page["review:week"])
    blocks = [
        block
        for page in pages.values()
        for block in re.findall(
            r'<(?:figure class="mfig"|tr) data-of.*?</(?:figure|tr)>', page, re.S
        )
        if "<data" in block
    ]
    assert len(blocks) > 30
    for block in blocks:
        source = re.search(r'data-source="([^"]+)"', block)[1]
        day = date.fromisoformat(re.search(r'data-day="([^"]+)"', block)[1])
        words = re.sub(r"<[^>]+>", " ", block)
        assert source in words
        assert f"{day:%A}" in words
        assert re.search("measured|typed in|rounded|imported|derived", words)
