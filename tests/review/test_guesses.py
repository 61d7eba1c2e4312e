"""Guess, then look: off unless chosen, covered until finished, kept with the week and counted
nowhere.
"""

import ast
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.journal.models import Entry
from apps.review.guess_models import Guess
from apps.review.guesses import choose_guessing
from tests.support.factories import make_entry, make_user
from tests.support.pages import plain
from tests.support.review import WEEK, make_numbers
from tests.support.variables import ROOT

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 15, 21, tzinfo=UTC)
GUESS, PAGE, ANSWER, REMOVE, WRITE = (
    reverse(f"review:{name}", args=[WEEK])
    for name in ("guess", "week", "guess_answer", "guess_remove", "write")
)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def numbers(client):
    user, metrics = make_numbers()
    choose_guessing(user=user, is_wanted=True)
    make_entry(user, WEEK, body="Twelve letters.", revision=1)
    client.force_login(user)
    return metrics


def guess(client, metric, value="40", **fields):
    return client.post(GUESS, {"metric": metric.pk, "value": value, "base": 1} | fields)


def kept():
    return list(Guess.objects.values_list("metric_label", "value", "is_change", "decimals"))


def text(client, address=PAGE):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def is_finished():
    return Entry.objects.get().is_written


def test_nobody_is_asked_who_did_not_choose_it(client, numbers):
    assert 'value="guess"' in text(client, WRITE)
    page = reverse("review:guessing")
    assert client.post(page, {"wanted": "False"})["Location"] == page
    assert 'value="guess"' not in text(client, WRITE)
    assert "<form method=" not in text(client, GUESS).split("<main")[1].split("</main>")[0]
    assert client.post(page, {"wanted": "?"}).status_code == 422


def test_the_words_are_kept_and_the_numbers_stay_covered_while_one_guesses(client, numbers):
    sent = {"body": "Thirteen letters.", "base": 1, "moments": 0, "do": "guess"}
    assert client.post(WRITE, sent)["Location"] == GUESS
    assert (Entry.objects.get().body, is_finished()) == ("Thirteen letters.", False)
    page = text(client, GUESS)
    assert "Followers on Mastodon: the change in this week, like +4" in page
    assert ("<data" in page, "<svg" in page, 'value="2"' in page) == (False, False, True)
    assert "<data" not in text(client)


def test_a_guess_finishes_the_week_and_both_stand_on_its_page(client, numbers):
    answer = guess(client, numbers["replies"])
    assert (answer["Location"], is_finished()) == (f"{PAGE}#guess", True)
    assert kept() == [("Replies on Mastodon", 40, False, 0)]
    section = text(client).split('id="guess"')[1].split("</section>")[0]
    words = plain(section)
    assert "Your guess 40 The number 23 so far, to Sunday 12:00, measured" in words
    assert "What did you see that the number did not?" in words
    assert (section.count('class="ring"'), section.count('class="s-dot"')) == (1, 1)
    assert not re.search(r"\b(17|right|wrong|close|off by|score|accura)", words)


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("followers", "+7", (7, 0)),
        ("followers", "−2", (-2, 0)),
        ("score", "46.25", (46.25, 2)),
        ("replies", "1,204", (1204, 0)),
    ],
)
def test_a_guess_is_typed_as_numbers_are(client, numbers, key, typed, said):
    guess(client, numbers[key], typed)
    assert [(one[1], one[3]) for one in kept()] == [said]


@pytest.mark.parametrize("typed", ["", "many", "1e3", "1" * 17, "0.123", "\x00", "٤", "1" * 50])
def test_what_is_no_number_is_told_and_stays_typed(client, numbers, typed):
    answer = guess(client, numbers["replies"], typed)
    assert (answer.status_code, kept(), is_finished()) == (422, [], False)
    assert "There is something to mend" in answer.content.decode()


def test_somebody_elses_number_is_not_to_be_guessed(client, numbers):
    _other, theirs = make_numbers(weeks=2)
    assert guess(client, theirs["replies"]).status_code == 422
    assert (kept(), is_finished()) == ([], False)


def test_one_may_look_without_a_guess(client, numbers):
    answer = client.post(GUESS, {"base": 1, "do": "look"})
    assert (answer["Location"], kept(), is_finished()) == (PAGE, [], True)
    assert 'id="guess"' not in text(client)


def test_a_page_that_was_changed_elsewhere_is_not_finished(client, numbers):
    Entry.objects.update(revision=2)
    for fields in ({}, {"do": "look"}):
        answer = guess(client, numbers["replies"], **fields)
        page = answer.content.decode()
        assert (answer.status_code, kept(), is_finished()) == (409, [], False)
        assert ('value="40"' in page, 'name="base" value="2"' in page) == (True, True)
    guess(client, numbers["replies"], base=2)
    assert (len(kept()), is_finished()) == (1, True)


def test_numbers_that_are_shown_are_not_guessed(client, numbers):
    guess(client, numbers["replies"])
    assert guess(client, numbers["replies"], "23")["Location"] == PAGE
    assert [one[1] for one in kept()] == [40]
    ahead = reverse("review:guess", args=[WEEK.shift(3)])
    assert client.get(ahead).status_code == 404


def test_the_question_is_answered_and_changed_in_words(client, numbers):
    guess(client, numbers["replies"])
    was = re.search(r'name="was" value="([^"]+)"', text(client))[1]
    sent = {"text": "Nine were one #conversation.", "was": was}
    assert client.post(ANSWER, sent)["Location"] == f"{PAGE}#guess"
    page = text(client)
    assert "Nine were one " in page.split('id="guess"')[1]
    late = client.post(ANSWER, {"text": "From another window.", "was": was})
    said = late.content.decode()
    assert late.status_code == 409
    assert ("Nine were one" in said, "From another window." in said) == (True, True)
    newest = re.search(r'name="was" value="([^"]+)"', said)[1]
    client.post(ANSWER, {"text": "Both.", "was": newest})
    assert Guess.objects.get().answer == "Both."
    found = client.post(reverse("review:notebook"), {"words": "both"}).content.decode()
    assert "After a guess on Replies on Mastodon" in found


def test_too_many_words_are_told_and_not_lost(client, numbers):
    guess(client, numbers["replies"])
    answer = client.post(ANSWER, {"text": "a" * 20_001, "was": ""})
    assert (answer.status_code, "a" * 20_001 in answer.content.decode()) == (422, True)


def test_an_answer_without_its_guess_comes_back(client, numbers):
    answer = client.post(ANSWER, {"text": "Typed long."})
    assert (answer.status_code, "Typed long." in answer.content.decode()) == (404, True)
    client.logout()
    answer = client.post(ANSWER, {"text": "Typed long."})
    assert (answer.status_code, "Typed long." in answer.content.decode()) == (401, True)


def test_removing_asks_first(client, numbers):
    guess(client, numbers["replies"])
    assert "It goes for good." in text(client, REMOVE)
    assert len(kept()) == 1
    assert client.post(REMOVE)["Location"] == PAGE
    assert kept() == []


def test_a_guess_outlives_its_number(client, numbers):
    guess(client, numbers["replies"])
    numbers["replies"].source.delete()
    page = text(client)
    assert ("The number was erased." in page, "Replies on Mastodon" in page) == (True, True)


def test_a_strangers_guess_is_404(client, numbers):
    guess(client, numbers["replies"])
    client.force_login(make_user())
    pages = [client.get(ANSWER), client.post(ANSWER, {"text": "x"}), client.post(REMOVE)]
    assert [page.status_code for page in pages] == [404, 404, 404]
    assert len(kept()) == 1


def test_a_guess_costs_the_weeks_page_no_query(client, numbers):
    guess(client, numbers["replies"])

    def count():
        text(client)
        with CaptureQueriesContext(connection) as asked:
            text(client)
        return len(asked)

    one = count()
    Guess.objects.all().delete()
    assert (count(), one <= 12) == (one, True)


READERS = {
    "apps/review/guess_pages.py",
    "apps/review/guesses.py",
    "apps/review/models.py",
    "apps/review/views/guesses.py",
    "apps/review/word_kinds.py",
}
"""The week's own page, its forms, and the notebook for the words: nothing that counts."""


def test_no_other_code_reads_a_guess():
    found = set()
    for path in (ROOT / "apps").rglob("*.py"):
        tree = ast.walk(ast.parse(path.read_text()))
        modules = {node.module for node in tree if isinstance(node, ast.ImportFrom)}
        if "apps.review.guess_models" in modules:
            found.add(str(path.relative_to(ROOT)))
    sandbox = {path for path in found if path.startswith("apps/sandbox/")}
    assert found - sandbox | {"apps/review/models.py"} == READERS
