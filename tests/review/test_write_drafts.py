"""What the page's script saves by itself: JSON in, JSON out, and every late word kept."""

import json

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.text import digest
from apps.goals.operations import write_goal
from apps.journal.bin import bin_week, erase
from apps.journal.documents import Document, QualityWords
from apps.journal.operations import document_of, save_document
from tests.support.factories import make_user
from tests.support.writing import FULL, SUNDAY, WEEK, bodies, entry_of, reasons

pytestmark = pytest.mark.django_db
ADDRESS = reverse("review:draft_save", args=[WEEK])


@pytest.fixture(autouse=True)
def _on_sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


def draft(body="Typed", base=0, *, key="k1", tab="a", sequence=1, **more):
    document = Document(body=body) if isinstance(body, str) else body
    fields = {"base": base, "tab": tab, "sequence": sequence, "key": key}
    return fields | {"document": document.as_dict()} | more


def put(client, data, address=ADDRESS, **extra):
    content = data if isinstance(data, bytes | str) else json.dumps(data)
    return client.put(address, content, content_type="application/json", **extra)


def test_a_draft_is_stored_and_answered_with_its_hash(client, user):
    response = put(client, draft(FULL))
    assert (response.status_code, response.json()) == (
        200,
        {
            "revision": 1,
            "saved_at": "2026-11-22T20:40:00+00:00",
            "sha256": FULL.sha256,
            "altered": False,
        },
    )
    assert document_of(entry_of(user)) == FULL


def test_the_document_comes_back_where_it_was_altered_or_asked_for(client):
    answer = put(client, draft("a\x00\ud800")).json()
    assert (answer["altered"], answer["document"]["body"]) == (True, "a\ufffd")
    assert answer["sha256"] == Document(body="a\ufffd").sha256
    answer = put(client, draft("b", 1, key="k2", echo=True)).json()
    assert (answer["altered"], answer["document"]["body"]) == (False, "b")


@pytest.mark.parametrize("key", ["\ud800", "\x00", "x" * 5_000])
def test_a_quality_that_no_page_can_hold_is_refused(client, user, key):
    document = Document(body="Typed", qualities=(QualityWords(key, "Ines"),))
    assert (put(client, draft(document)).status_code, entry_of(user)) == (422, None)


def test_the_same_key_again_gets_the_same_answer(client, user):
    first = put(client, draft("one")).json()
    put(client, draft("two", 1, key="k2", sequence=2))
    assert put(client, draft("one")).json() == first
    assert entry_of(user).body == "two"


def test_a_late_draft_is_kept_and_answered_with_both(client, user):
    put(client, draft("one"))
    response = put(client, draft("mine", 0, key="k2", tab="b"))
    assert (response.status_code, response.json()) == (
        409,
        {
            "revision": 1,
            "saved_at": "2026-11-22T20:40:00+00:00",
            "document": Document(body="one").as_dict(),
            "sha256": Document(body="one").sha256,
            "words": "one",
        },
    )
    assert (entry_of(user).body, bodies(user)) == ("one", ["one", "mine"])
    assert reasons(user) == ["conflict", "conflict"]


def test_two_tabs_in_turn_lose_no_word(client, user):
    put(client, draft("a1", 0, key="a1", tab="a"))
    late = put(client, draft("b1", 0, key="b1", tab="b")).json()
    put(client, draft("b1", late["revision"], key="b2", tab="b", sequence=2))
    assert put(client, draft("a2", 1, key="a2", tab="a", sequence=2)).status_code == 409
    assert (entry_of(user).body, bodies(user)) == ("b1", ["a1", "b1", "a2"])


def test_left_with_nothing_new_what_stands_is_kept_and_nothing_else_comes_of_it(client, user):
    put(client, draft("one"))
    left = draft("one", 1, key="k2", leaving=True, known=True)
    assert put(client, left).status_code == 204
    assert (reasons(user), bodies(user)) == (["leave"], ["one"])
    entry = bin_week(user=user, week=WEEK, now=SUNDAY)
    erase(user=user, entry_id=entry.pk, now=SUNDAY)
    assert put(client, left).status_code == 204
    put(client, draft("anew", key="k3"))
    put(client, draft("anew, and more", 1, key="k4"))
    put(client, left)
    assert (entry_of(user).body, bodies(user)) == ("anew, and more", [])


def test_leaving_keeps_a_version(client, user):
    put(client, draft("one", leaving=True))
    assert reasons(user) == ["leave"]


def test_saving_many_words_takes_few_queries(client):
    put(client, draft("x" * 20_000))
    with CaptureQueriesContext(connection) as queries:
        put(client, draft("y" * 20_000, 1, key="k2", sequence=2))
    told = [one["sql"].split()[0] for one in queries]
    assert told == ["SELECT", "SELECT", "SAVEPOINT", "SELECT", "UPDATE", "INSERT", "RELEASE"]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "null",
        "[]",
        '"text"',
        "{",
        b"\xff\xfe",
        "[" * 200_000,
        '{"base":' * 5_000 + "1" + "}" * 5_000,
        "9" * 5_000,
        {},
        draft() | {"base": -1},
        draft() | {"base": True},
        draft() | {"base": 1.0},
        draft() | {"base": 2**31},
        draft() | {"base": "0"},
        json.dumps(draft()).replace('"base": 0', '"base": NaN'),
        json.dumps(draft()).replace('"base": 0', '"base": 1e999'),
        json.dumps(draft()).replace('"base": 0', '"base": ' + "9" * 5_000),
        draft() | {"sequence": None},
        draft() | {"key": ""},
        draft() | {"key": "x" * 65},
        draft() | {"key": "a\x00"},
        draft() | {"tab": "\ud800"},
        draft() | {"tab": 7},
        draft() | {"document": None},
        draft() | {"document": []},
        draft() | {"document": {"body": "x"}},
        draft() | {"more": 1},
        draft() | {"document": Document().as_dict() | {"body": 7}},
        draft()
        | {
            "document": Document(body="x").as_dict()
            | {"qualities": [{"key": "no\x00ne", "line": "x", "mark": ""}]}
        },
    ],
)
def test_another_shape_is_refused_in_words_and_stores_nothing(client, user, data):
    response = put(client, data)
    assert (response.status_code, list(response.json())) == (422, ["error"])
    assert entry_of(user) is None or not entry_of(user).body


def test_too_many_words_are_refused_with_the_limit(client, user):
    answer = put(client, draft("x" * 100_001))
    assert (answer.status_code, answer.json()) == (
        413,
        {
            "error": "This has 100,001 characters. The limit is 100,000.",
            "limit": 100_000,
            "length": 100_001,
            "part": "body",
        },
    )
    huge = put(client, b"x" * 3_000_000)
    assert (huge.status_code, huge.json()["limit"]) == (413, 100_000)
    assert entry_of(user) is None


def test_the_longest_page_fits_in_any_script(client, user):
    body = "𝕊" * 100_000
    assert put(client, json.dumps(draft(body), ensure_ascii=False).encode()).status_code == 200
    assert entry_of(user).body == body


def test_who_is_signed_out_is_told_in_json():
    response = put(Client(), draft())
    assert (response.status_code, response.json()) == (401, {"error": "You are signed out."})


def test_a_key_that_is_no_longer_valid_is_told_in_json(user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    response = put(strict, draft())
    assert response.status_code == 403
    assert response.json() == {"error": "This page’s key is no longer valid."}
    key = strict.get(reverse("review:write", args=[WEEK])).context["csrf_token"]
    assert put(strict, draft(), HTTP_X_CSRFTOKEN=str(key)).status_code == 200


def test_a_week_ahead_takes_no_words(client, user):
    ahead = WEEK.next
    assert put(client, draft(), reverse("review:draft_save", args=[ahead])).status_code == 404
    assert entry_of(user, ahead) is None


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_nothing_but_put_is_taken(client, method):
    assert getattr(client, method)(ADDRESS).status_code == 405


def check_in_address(user):
    goal = write_goal(user=user, text="x", since=WEEK.monday, now=SUNDAY)
    return reverse("review:check_in_save", args=[WEEK, goal.pk])


def test_a_check_in_is_stored_and_a_late_one_gets_both(client, user):
    address = check_in_address(user)
    answer = put(client, {"base": 0, "text": "Nine lines"}, address).json()
    assert (answer["revision"], answer["sha256"]) == (1, digest("Nine lines"))
    late = put(client, {"base": 0, "text": "Other"}, address)
    assert (late.status_code, late.json()) == (
        409,
        {"revision": 1, "text": "Nine lines", "sha256": digest("Nine lines")},
    )


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"base": 0}, 422),
        ({"base": "0", "text": "x"}, 422),
        ({"base": 0, "text": 7}, 422),
        ({"base": 0, "text": "x" * 5_001}, 413),
        ([], 422),
    ],
)
def test_a_check_in_of_another_shape_is_refused(client, user, data, status):
    assert put(client, data, check_in_address(user)).status_code == status


def test_a_check_in_on_somebody_elses_goal_is_not_found(client):
    address = check_in_address(make_user())
    assert put(client, {"base": 0, "text": "x"}, address).status_code == 404


def test_an_answer_never_quotes_the_words_it_refuses(client):
    answer = put(client, draft("CANARY") | {"base": "CANARY"})
    assert b"CANARY" not in answer.content


def test_one_persons_draft_is_not_anothers(client, user):
    other = make_user()
    save_document(user=other, week=WEEK, document=Document(body="Secret"), base=0, now=SUNDAY)
    assert put(client, draft("mine")).json()["revision"] == 1
    assert entry_of(other).body == "Secret"


def test_words_typed_by_somebody_else_are_refused(client, user):
    other = {"X-Person": str(user.pk + 1)}
    assert put(client, draft("theirs"), headers=other).status_code == 403
    assert entry_of(user) is None
    assert put(client, draft("mine"), headers={"X-Person": str(user.pk)}).status_code == 200
