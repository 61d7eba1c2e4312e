import pytest
import time_machine
from django.urls import reverse

from apps.core.text import digest
from apps.core.weeks import Week
from apps.journal.models import Quality, QualityLine
from apps.review.kept_lines import keep_lines, lines_of
from apps.review.letter import letter_of
from apps.review.seasons import season_of
from tests.support.factories import make_entry, make_user
from tests.support.review import NOW

pytestmark = pytest.mark.django_db
WEEK = Week(2026, 40)
BODY = "A first passage.\n\nA second, with *weight*."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def entry():
    entry = make_entry(make_user(), WEEK, body=BODY, finished_at=NOW)
    quality = Quality.objects.create(user=entry.user, key="fun", name="Fun", position=1)
    QualityLine.objects.create(entry=entry, quality=quality, line="The glue war.")
    return entry


def kept(entry):
    return list(entry.kept_lines.values_list("quality", "text"))


def send(client, entry, *texts):
    client.force_login(entry.user)
    lines = [digest(text) for text in texts]
    return client.post(reverse("review:lines_keep", args=[entry.week]), {"line": lines})


def test_passages_and_quality_lines_can_be_kept(client, entry):
    answer = send(client, entry, "\nA first passage.", "Fun\nThe glue war.")
    assert answer.status_code == 302
    assert kept(entry) == [("", "A first passage."), ("Fun", "The glue war.")]


def test_a_second_choice_takes_the_place_of_the_first(client, entry):
    send(client, entry, "\nA first passage.")
    send(client, entry, "Fun\nThe glue war.")
    assert kept(entry) == [("Fun", "The glue war.")]


def test_lines_that_are_not_there_are_passed_over(client, entry):
    client.force_login(entry.user)
    address = reverse("review:lines_keep", args=[WEEK])
    answer = client.post(address, {"line": ["x", "\x00", "a" * 5000]})
    assert answer.status_code == 302
    assert kept(entry) == []


def test_a_kept_line_stays_as_it_read_when_the_page_changes(entry):
    keep_lines(entry=entry, chosen={digest("\nA first passage.")}, now=NOW)
    entry.body = "Another beginning."
    entry.save()
    lines = [(line.text, line.is_kept, line.is_changed) for line in lines_of(entry)]
    assert lines == [
        ("Another beginning.", False, False),
        ("The glue war.", False, False),
        ("A first passage.", True, True),
    ]
    keep_lines(entry=entry, chosen={digest("\nA first passage.")}, now=NOW)
    assert kept(entry) == [("", "A first passage.")]


def test_a_kept_line_takes_its_footnotes_along_and_shows_them(entry):
    entry.body = "Glue.[^a] More.[^b]\n\n`[^a]`\n\n[^a]: See[^c].\n\n    Two.\n[^b]: B.\n[^c]: C."
    entry.save()
    chosen = {digest("\nGlue.[^a] More.[^b]"), digest("\n`[^a]`")}
    keep_lines(entry=entry, chosen=chosen, now=NOW)
    first, second = entry.kept_lines.order_by("position")
    assert second.text == "`[^a]`"
    assert first.text == (
        "Glue.[^a] More.[^b]\n\n[^a]: See[^c].\n    \n    Two.\n\n[^b]: B.\n\n[^c]: C."
    )
    letter = letter_of(entry.user, season_of(WEEK), now=NOW, with_numbers=False)
    html = letter.weeks[0].lines[0].html
    assert ("[^" in html, html.count("doc-footnote"), '<p dir="auto">Two.</p>' in html) == (
        False,
        3,
        True,
    )
    assert f'id="line-{first.pk}-fn-1"' in html
    assert [line.is_kept for line in lines_of(entry)] == [True, True, False]


def test_the_same_words_twice_are_kept_once(entry):
    entry.body = "Again.\n\nAgain."
    entry.save()
    keep_lines(entry=entry, chosen={digest("\nAgain.")}, now=NOW)
    assert kept(entry) == [("", "Again.")]


def test_a_blank_week_says_that_there_is_nothing_to_keep(client):
    entry = make_entry(make_user(), WEEK)
    client.force_login(entry.user)
    page = client.get(reverse("review:lines_keep", args=[WEEK])).content.decode()
    assert "There are no words in this week to keep." in page


def test_somebody_elses_week_has_no_lines(client, entry):
    client.force_login(make_user())
    assert client.get(reverse("review:lines_keep", args=[WEEK])).status_code == 404
    assert client.post(reverse("review:lines_keep", args=[WEEK])).status_code == 404
