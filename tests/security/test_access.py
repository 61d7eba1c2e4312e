"""What a request may not bring along: other people's rows, other methods, other shapes."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.goals.models import CheckIn, GoalMetric
from apps.journal.deck_models import OwnPrompt
from apps.review.guess_models import Guess
from apps.review.models import Placement, Sidenote
from tests.security.asking import written
from tests.security.owner import CANARY, OPEN, make_owner, make_person
from tests.support.review import NOW, WEEK

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lives(owner):
    """An owner, and somebody else with a life of their own."""
    with time_machine.travel(NOW, tick=False):
        return owner, make_owner(email="other@example.org", word="Plain")


@pytest.fixture
def two(lives, db):
    """The two of them, and the browser of the second."""
    owner, other = lives
    with time_machine.travel(NOW, tick=False):
        browser = Client()
        browser.force_login(other.user)
        yield owner, other, browser


def test_a_form_takes_no_row_of_somebody_elses(two):
    """access-005, access-006: an id in a field is looked up among one's own."""
    owner, other, browser = two
    days = {"first_day": "2026-11-09", "last_day": "2026-11-09"}
    theirs = {"metric": owner.metric.pk}
    sent = [
        ("review:sidenote_new", [], {"text": "mine", **days, **theirs}),
        ("review:goal_number_add", [other.goal.pk], theirs),
        ("review:goal_add", [], {"text": "mine", "since": "2026-11-01", **theirs}),
        ("review:guess", [OPEN], {"value": "4", **theirs}),
        ("review:placement_save", [WEEK], {"block": "a" * 64, **theirs}),
        ("metrics:source_shown", [other.source.pk], {f"shown-{owner.metric.pk}": "hidden"}),
        ("journal:prompt_arrange", [other.deck.pk], {"prompt": owner.prompt.pk, "to": "up"}),
        ("journal:prompt_edit", [other.deck.pk, owner.prompt.pk], {"text": "mine"}),
    ]
    told = {}
    for name, args, fields in sent:
        answer = browser.post(reverse(name, args=args), fields)
        told[name] = (answer.status_code, CANARY in answer.content.decode())
    assert {name: one for name, one in told.items() if one[1] or one[0] >= 500} == {}
    about = {"metric": owner.metric}
    assert not Sidenote.objects.filter(user=other.user, **about).exists()
    assert not GoalMetric.objects.filter(goal__user=other.user, **about).exists()
    assert not Guess.objects.filter(entry__user=other.user, **about).exists()
    assert not Placement.objects.filter(entry__user=other.user, **about).exists()
    assert OwnPrompt.objects.get(pk=owner.prompt.pk).text == owner.prompt.text
    owner.metric.refresh_from_db()
    assert owner.metric.shown == ""


def test_a_script_saves_nothing_about_somebody_elses_goal(two):
    owner, _other, browser = two
    address = reverse("review:check_in_save", args=[WEEK, owner.goal.pk])
    sent = {"text": "mine", "base": 0, "key": "k", "tab": "a", "sequence": 1}
    answer = browser.put(address, json.dumps(sent), content_type="application/json")
    assert answer.status_code in (404, 422)
    assert list(CheckIn.objects.filter(goal=owner.goal).values_list("text", flat=True)) == [
        f"{CANARY} said"
    ]


def test_fields_that_no_form_asks_for_are_not_taken(two):
    """access-006, archive-030: nobody makes themselves an administrator, or somebody else."""
    owner, other, browser = two
    more = {"is_staff": "1", "is_superuser": "1", "is_demo": "1", "user": owner.user.pk}
    more |= {"email": "x@example.org", "password": "x", "user_id": owner.user.pk}
    sent = {"display_name": "Me", "time_zone": "UTC", "writing_first": "True"} | more
    assert browser.post(reverse("accounts:preferences"), sent).status_code == 302
    browser.post(reverse("review:goal_add"), {"text": "mine", "since": "2026-11-01"} | more)
    other.user.refresh_from_db()
    person = other.user
    assert (person.is_staff, person.is_superuser, person.is_demo) == (False, False, False)
    assert (person.email, person.display_name) == ("other@example.org", "Me")
    assert owner.user.goals.count() == 2


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method", "_method"]
)
def test_a_header_makes_no_other_method(two, header):
    """access-008."""
    _owner, other, browser = two
    address = reverse("metrics:source_remove", args=[other.source.pk])
    with written() as tables:
        answer = browser.get(address, {"_method": "POST"}, headers={header: "POST"})
    assert (answer.status_code, tables) == (200, set())


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "PROPFIND", "words"])
def test_a_method_that_pages_do_not_have_is_refused(two, method):
    _owner, _other, browser = two
    for address in ("/weeks/", "/healthz", reverse("account_login")):
        answer = browser.generic(method, address, headers={"x-secret": CANARY})
        assert answer.status_code in (302, 405)
        assert CANARY not in answer.content.decode()


def test_json_in_place_of_a_form_is_an_empty_form(two):
    """access-017."""
    _owner, other, browser = two
    address = reverse("metrics:number_add", args=[other.by_hand.pk])
    sent = json.dumps({"value": "5", "day": "2026-11-15"})
    with written() as tables:
        answer = browser.post(address, sent, content_type="application/json")
    assert (answer.status_code, tables) == (422, set())


def test_a_form_in_place_of_json_is_refused(two):
    _owner, _other, browser = two
    address = reverse("review:draft_save", args=[OPEN])
    with written() as tables:
        answers = [
            browser.put(address, sent, content_type="application/json")
            for sent in ("body=mine", "[]", "null", '"a"', "1" * 5000, "[" * 100_000, "{", "\x00")
        ]
    assert {one.status_code for one in answers} <= {400, 422}
    assert tables == set()


def test_more_fields_than_a_form_has_are_refused(two):
    """access-018."""
    _owner, _other, browser = two
    fields = {f"field{n}": "x" for n in range(1001)}
    answer = browser.post(reverse("accounts:preferences"), fields)
    assert answer.status_code == 400
    files = {f"file{n}": "" for n in range(101)}
    assert browser.post(reverse("accounts:keys"), files).status_code in (302, 400)


def test_of_a_name_that_comes_twice_the_last_counts(two):
    """access-016."""
    _owner, other, browser = two
    address = reverse("metrics:number_add", args=[other.by_hand.pk])
    sent = "value=5&value=6&day=2026-11-14&day=2026-11-13"
    browser.post(address, sent, content_type="application/x-www-form-urlencoded")
    kept = other.by_hand_metric.measurements.order_by("day").first()
    assert (str(kept.day), kept.value) == ("2026-11-13", 6)


def test_nobody_who_forges_a_form_gets_past_its_key(two):
    """Every form that changes something asks for its key; without it nothing is written."""
    _owner, other, _browser = two
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(other.user)
    with written() as tables:
        answers = [
            strict.post(reverse("metrics:source_remove", args=[other.source.pk]), {"do": "keep"}),
            strict.post(reverse("review:goal_add"), {"text": "theirs", "since": "2026-11-01"}),
            strict.post(reverse("account_email"), {"email": "evil@example.org"}),
            strict.put(
                reverse("review:draft_save", args=[OPEN]), "{}", content_type="application/json"
            ),
        ]
    assert ([one.status_code for one in answers], tables) == ([403] * 4, set())


def test_an_administrator_reads_no_word_through_any_page(two):
    """The matrix asks every page as one; here what names a row in lists, logs and histories."""
    owner, _other, _browser = two
    rows = [owner.user, owner.source, owner.goal, owner.entry, owner.deck, owner.sidenote]
    rows += [owner.addendum, owner.version, owner.prompt, owner.mute, owner.metric]
    assert [str(row) for row in rows if CANARY.lower() in f"{row} {row!r}".lower()] == []


def test_somebody_new_sees_nothing_of_anybody(two):
    browser = Client()
    browser.force_login(make_person())
    for page in ("review:home", "review:notebook", "review:goal_list", "metrics:source_list"):
        body = browser.get(reverse(page)).content.decode()
        assert CANARY not in body
        assert "Plain" not in body
