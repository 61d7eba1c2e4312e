"""The file with everything: what is in it, and that no covered number and no key is."""

import csv
import io
import json
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
import yaml
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.weeks import Week
from apps.journal.bin import bin_week
from apps.journal.operations import finish
from apps.metrics.models import FetchAttempt, Measurement, PostCount
from apps.metrics.sealing import seal
from apps.portability import export_numbers
from apps.portability.belongings import belongings
from apps.portability.export_file import write_export
from apps.portability.export_rows import LEFT_OUT, LEFT_OUT_FIELDS, exported, fields_of
from apps.portability.plain_text import quoted, visible
from tests.portability.conftest import NOW
from tests.support.everything import make_everything
from tests.support.factories import (
    make_attempt,
    make_entry,
    make_metric,
    make_post,
    make_source,
    measure,
)
from tests.support.review import WEEK, make_numbers
from tests.support.variables import ROOT
from tests.support.writing import FULL, SUNDAY
from tests.support.writing import WEEK as WRITTEN

pytestmark = pytest.mark.django_db
OPEN = Week(2026, 47)


def export(user, *, with_covered=False, now=NOW):
    """Return the zip with everything of the person's, opened."""
    file = io.BytesIO()
    write_export(file, user, with_covered=with_covered, now=now)
    return ZipFile(file)


def texts(user, **given):
    archive = export(user, **given)
    return {name: archive.read(name).decode() for name in archive.namelist()}


def rows(user, **given):
    return json.loads(texts(user, **given)["everything.json"])["rows"]


def test_the_manifest_has_every_other_file_with_its_size_and_hash(wren):
    make_entry(wren, WEEK, body="Words")
    archive = export(wren)
    manifest = json.loads(archive.read("manifest.json"))
    assert [(one["path"], one["bytes"], one["sha256"]) for one in manifest["files"]] == [
        (name, len(data := archive.read(name)), sha256(data).hexdigest())
        for name in archive.namelist()
        if name != "manifest.json"
    ]
    assert (manifest["format"], manifest["version"]) == ("sidenote-export", 1)


def test_a_week_is_a_file_as_it_was_typed_with_all_that_hangs_on_it(wren):
    finish(user=wren, week=WRITTEN, document=FULL, base=0, now=SUNDAY)
    entry = wren.entries.get()
    entry.addenda.create(text="Later on", day=SUNDAY.date(), written_at=SUNDAY)
    wren.sidenotes.create(
        metric_label="Replies", first_day=WRITTEN.monday, last_day=WRITTEN.sunday,
        text="A note", written_at=SUNDAY,
    )  # fmt: skip
    wren.goals.create(since=WRITTEN.monday, created_at=SUNDAY)
    goal = wren.goals.get()
    goal.wordings.create(text="Fewer, better", written_at=SUNDAY)
    goal.check_ins.create(year=2026, number=47, text="It went", written_at=SUNDAY)
    week = texts(wren)["weeks/2026/2026-W47.md"]
    _nothing, front, page = week.split("---\n", 2)
    assert yaml.safe_load(front) == {
        "week": "2026-W47",
        "first_day": "2026-11-16",
        "last_day": "2026-11-22",
        "title": "The damp week",
        "saved_at": "2026-11-22T20:40:00+00:00",
        "finished_at": "2026-11-22T20:40:00+00:00",
        "numbers_shown_at": "2026-11-22T20:40:00+00:00",
    }
    assert page.split("\n\n") == [
        "\n# The damp week", *FULL.body.split("\n\n"), "## Qualities",
        "**Compassionate**", "Nine lines.", "**Fun** (More of it)", "## Moments",
        "> Glue", "You, on Mastodon, 20 November 2026, https://social.example/1", "Mine",
        "## Check-ins", "### Fewer, better", "It went", "## Notes on numbers",
        "### Replies, 16 November 2026 to 22 November 2026", "A note", "## Addenda",
        "### 22 November 2026", "Later on\n",
    ]  # fmt: skip


def test_a_page_in_the_bin_is_there_as_such(wren):
    entry = make_entry(wren, WEEK, body="Binned")
    bin_week(user=wren, week=WEEK, now=NOW)
    assert "Binned" in texts(wren)[f"bin/{WEEK}-{entry.pk}.md"]


def test_the_rows_are_whole_and_every_value_is_the_one_in_the_database():
    user = make_everything("Quillfeather")
    found = rows(user, with_covered=True)
    for one in exported():
        values = list(one.of(user).values(*fields_of(one.model)))
        told = [{k: _plain(v) for k, v in row.items()} for row in values]
        assert (one.label, found[one.label]) == (one.label, told)
    assert found["accounts.User"][0]["display_name"] == "Quillfeather"
    assert found["journal.Revision"][0]["document"] == {"word": "Quillfeather"}


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_every_model_is_in_the_file_or_left_out_with_a_reason():
    labels = {one.label for one in belongings()}
    kept = {one.label for one in exported()}
    reasons = {label for label in labels if label in LEFT_OUT or label.split(".")[0] in LEFT_OUT}
    assert (labels - kept, kept & reasons) == (reasons, set())
    assert {label.split(".")[0] for label in kept} == {
        "account", "accounts", "goals", "journal", "metrics", "review"
    }  # fmt: skip


def test_the_format_is_described_field_by_field():
    described = (ROOT / "docs" / "export-format.md").read_text()
    from apps.accounts.models import User

    for model in [User, *(one.model for one in exported())]:
        line = f"| `{model._meta.label}` | {', '.join(fields_of(model))} |"
        assert line in described


def test_no_key_leaves(settings):
    user = make_everything("Quillfeather")
    source = user.sources.get()
    source.sealed_secret = seal("a-secret-token")
    source.save()
    whole = "".join(texts(user, with_covered=True).values())
    for secret in (source.sealed_secret, "a-secret-token", user.password):
        assert secret not in whole
    names = {name for one in exported() for name in fields_of(one.model)}
    assert [
        name for name in names if "secret" in name or "token" in name or "password" in name
    ] == []
    assert {"password"} <= LEFT_OUT_FIELDS["accounts.User"]


def test_nothing_of_anybody_elses_leaves(wren):
    make_everything("Plumbago")
    assert "Plumbago" not in "".join(texts(wren).values())


@pytest.fixture
def covered(wren):
    """A person whose running week is covered, with a value, a post and a doubt in it."""
    source = make_source(wren)
    metric = make_metric(source, "followers")
    measure(metric, {WEEK.sunday: 40, OPEN.monday: 71_234_567})
    replies = make_metric(source, "replies")
    make_post(source, OPEN.monday, {replies: 8_234_567})
    make_attempt(source, OPEN.monday, "ok", detail="zero:followers")
    make_entry(wren, WEEK, finished_at=NOW, uncovered_at=NOW)
    return wren


def test_what_was_measured_in_a_covered_week_is_not_in_it(covered):
    before = texts(covered)
    Measurement.objects.filter(day__gte=OPEN.monday).update(value=F("value") + 1)
    PostCount.objects.update(value=F("value") + 1)
    FetchAttempt.objects.update(detail="")
    assert texts(covered) == before
    whole = "".join(before.values())
    assert "71234567" not in whole
    assert "8234567" not in whole
    assert "zero:" not in whole
    assert "2026-W47" in before["README.txt"]
    assert json.loads(before["manifest.json"])["covered_numbers"] == "left out"


def test_asked_for_they_are_in_it_and_stay_covered(covered):
    whole = texts(covered, with_covered=True)
    (table,) = [text for name, text in whole.items() if name.startswith("numbers/")]
    assert "71234567" in table
    assert "71234567" in whole["everything.json"]
    assert json.loads(whole["manifest.json"])["covered_numbers"] == "included"
    assert not covered.entries.in_week(OPEN).exists()


def test_a_source_is_a_table_with_origins(wren):
    source = make_source(wren, handle="@wren@social.example")
    metric = make_metric(source, "followers")
    week = WEEK.shift(-4)
    measure(metric, {week.monday: 40, week.sunday: 41.5}, origin="rounded", precision=0.5)
    one = Measurement.objects.get(day=week.sunday)
    one.corrections.create(value=39, reason="=1+1", made_at=NOW)
    Measurement.objects.filter(pk=one.pk).update(corrected=39)
    table = texts(wren)[f"numbers/{source.pk}-mastodon.csv"]
    lines = list(csv.DictReader(io.StringIO(table)))
    assert [(line["day"], line["value"], line["origin"], line["as read"]) for line in lines] == [
        ("2026-10-12", "40", "rounded", "40"), ("2026-10-18", "39", "typed_in", "41.5"),
    ]  # fmt: skip
    assert lines[1]["why it was corrected"] == "'=1+1"
    assert lines[0]["handle"] == "'@wren@social.example"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\x00=", "\x1b="])
def test_no_cell_is_a_formula(start):
    assert export_numbers.cell(f"{start}HYPERLINK(1)")[0] == "'"


@settings(deadline=None)
@given(st.floats(min_value=-1e15, max_value=1e15))
def test_a_number_reads_back_as_the_very_same(value):
    assert float(export_numbers.number(value)) == value


@settings(deadline=None)
@given(st.text())
def test_front_matter_takes_any_title(title):
    read = yaml.safe_load(f"title: {quoted(title)}")["title"]
    assert read == " ".join(
        "".join(c for c in " ".join(visible(title).split()) if c.isprintable()).split(" ")
    )


@settings(deadline=None)
@given(st.text())
def test_no_control_character_reaches_a_file_that_is_read_by_eye(text):
    assert all(c in "\n\t" or (ord(c) >= 0x20 and not 0x7F <= ord(c) < 0xA0) for c in visible(text))


def test_no_name_in_the_file_is_a_word_of_theirs_or_leads_elsewhere():
    user = make_everything("../../Quillfeather")
    make_source(user, "by_hand", name="../../etc/passwd", handle="/etc/passwd")
    names = export(user).namelist()
    assert [name for name in names if "Quill" in name or ".." in name or name[0] == "/"] == []
    assert all("passwd" not in name for name in names)


def test_the_same_number_of_queries_for_few_rows_and_for_many(
    wren, django_assert_max_num_queries, django_assert_num_queries
):
    user, _metrics = make_numbers(wren, weeks=3)
    for n in range(3):
        make_entry(user, WEEK.shift(-n), body="Words")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        export(user)
    for n in range(3, 19):
        make_entry(user, WEEK.shift(-n), body="Words")
    for metric in _metrics.values():
        measure(metric, {WEEK.shift(-100).monday + timedelta(days=n): n for n in range(40)})
    with django_assert_num_queries(len(few)):
        export(user)
