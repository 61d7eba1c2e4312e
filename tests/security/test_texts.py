"""Odd texts, wherever a person writes: kept as they are, or refused with a sentence."""

from __future__ import annotations

import json
import logging

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from apps.core.text import LIMIT
from apps.goals.models import Goal
from apps.journal.documents import Document
from apps.journal.models import Entry
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, entry_of

pytestmark = pytest.mark.django_db

# What is written, and what is kept of it; None: the same.
KEPT: dict[str, tuple[str, str | None]] = {
    "nothing": ("", None),
    "spaces": ("   ", None),
    "zero width": ("\u200b\u200b", None),
    "a hard space": ("\u00a0", None),
    "NUL": ("a\x00b", "ab"),
    "a noncharacter": ("a\uffff", None),
    "turned around": ("abc\u202edef", None),
    "an isolate left open": ("\u2067abc", None),
    "many accents": ("a" + "\u0301" * 300, None),
    "decomposed": ("e\u0301", None),
    "all line ends": ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    "separators of lines": ("a\u2028b\u2029c", None),
    "a byte order mark": ("\ufeffabc", None),
    "controls": ("a\x07\x1b[31mb", None),
    "a hundred thousand": ("x" * LIMIT, None),
    "fifty thousand lines": ("a\n" * (LIMIT // 2), None),
    "a template": ("{{ 7*7 }} {% debug %} ${7*7} <%= 7*7 %>", None),
    "a format": ("%s%n {0} {settings.SECRET_KEY}", None),
    "a path": ("../../../../etc/passwd", None),
    "words for nothing": ("null undefined NaN None true", None),
    "a line of a log": ("ok\n2026-01-01 INFO admin logged in", None),
    "a header of a mail": (
        "Subject\r\nBcc: victim@example.com",
        "Subject\nBcc: victim@example.com",
    ),
}
TOO_LONG = {"one more": "x" * (LIMIT + 1), "a hundred thousand lines": "a\n" * LIMIT}
LITERAL = ("a template", "a format", "a path", "words for nothing")


@pytest.fixture
def wren(client):
    with time_machine.travel(SUNDAY, tick=False):
        person = make_user()
        client.force_login(person)
        yield person


def put_page(client, body, title=""):
    document = Document(title=title, body=body).as_dict()
    sent = {"base": 0, "tab": "a", "sequence": 1, "key": "k", "document": document}
    address = reverse("review:draft_save", args=[WEEK])
    return client.put(address, json.dumps(sent), content_type="application/json")


@pytest.mark.parametrize("name", KEPT)
def test_a_page_keeps_what_was_written(client, wren, name):
    written, kept = KEPT[name]
    assert put_page(client, written).status_code == 200
    entry = entry_of(wren)
    assert (entry.body if entry else "") == (written if kept is None else kept)
    for page in ("review:write", "review:week"):
        assert client.get(reverse(page, args=[WEEK])).status_code == 200


@pytest.mark.parametrize("name", KEPT)
def test_one_line_keeps_one_line(client, wren, name):
    written = KEPT[name][0][:100]
    assert put_page(client, "words", title=written).status_code == 200
    title = entry_of(wren).title
    assert "\n" not in title
    assert "\u202e" not in title
    sent = {"display_name": written[:80], "time_zone": "UTC", "writing_first": "True"}
    assert client.post(reverse("accounts:preferences"), sent).status_code in (302, 422)
    wren.refresh_from_db()
    assert wren.display_name == " ".join(wren.display_name.split())


@pytest.mark.parametrize("name", KEPT)
def test_a_goal_is_kept_or_refused_with_a_sentence(client, wren, name):
    sent = {"text": KEPT[name][0], "since": "2026-11-01"}
    answer = client.post(reverse("review:goal_add"), sent)
    says_something = name not in ("nothing", "spaces", "zero width", "a hard space")
    is_kept = Goal.objects.count() == 1
    assert (answer.status_code, is_kept) in ((302, True), (422, False))
    if not says_something:
        assert not is_kept
    assert client.get(reverse("review:goal_list")).status_code == 200


@pytest.mark.parametrize("name", LITERAL)
def test_words_that_look_like_code_are_words(client, wren, name):
    put_page(client, "words", title=KEPT[name][0])
    assert entry_of(wren).title == KEPT[name][0]
    page = client.get(reverse("review:week", args=[WEEK])).content.decode()
    assert escape(KEPT[name][0]) in page


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_text_beyond_the_limit_is_refused_and_stays_in_the_page(client, wren, name):
    assert put_page(client, TOO_LONG[name]).status_code == 413
    assert not Entry.objects.exists()
    sent = {"body": TOO_LONG[name], "base": "0", "do": "save"}
    answer = client.post(reverse("review:write", args=[WEEK]), sent)
    assert answer.status_code == 422
    assert TOO_LONG[name][:50].strip() in answer.content.decode()


def test_a_megabyte_in_one_line_is_refused(client, wren):
    assert put_page(client, "x" * 1_000_000).status_code == 413
    assert put_page(client, "x" * 3_000_000).status_code == 413
    assert not Entry.objects.exists()


def test_words_forge_no_line_of_a_log(client, wren, caplog):
    with caplog.at_level(logging.INFO):
        put_page(client, KEPT["a line of a log"][0])
    assert "admin logged in" not in caplog.text


def test_words_forge_no_header_of_a_mail(mailoutbox):
    """text-031, auth-012: a name and an address of several lines."""
    browser = Client()
    sent = {
        "email": "a@example.org\r\nBcc: victim@example.com",
        "display_name": "A\r\nBcc: victim@example.com",
        "password1": "three quiet herons",
        "time_zone": "UTC",
    }
    assert browser.post(reverse("account_signup"), sent).status_code == 422
    browser.post(reverse("account_signup"), sent | {"email": "a@example.org"})
    assert [(mail.to, mail.cc, mail.bcc) for mail in mailoutbox] == [(["a@example.org"], [], [])]
    assert "Bcc" not in dict(mailoutbox[0].message().items())
