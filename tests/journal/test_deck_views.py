"""The pages of decks, with JavaScript or without: made, filled, put in order, taken out."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.journal.deck_models import Deck, Draw
from apps.journal.deck_text import Worded
from apps.journal.decks import worded
from apps.journal.draws import dismiss_draw, ensure_drawn
from apps.journal.prompts import PROMPTS
from tests.support.decks import make_own_deck, prompt_texts
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def deck(user):
    return make_own_deck(user, 3)


def url(name, *args):
    return reverse(f"journal:{name}", args=args)


def text_of(response):
    return response.content.decode()


def test_a_deck_is_made_renamed_and_removed(client, user):
    page = client.post(url("deck_add"), {"name": " Small  things "}).url
    deck = Deck.objects.get()
    assert (deck.name, page) == ("Small things", url("deck", deck.pk))
    assert client.post(url("deck_rename", deck.pk), {"name": "Larger"}).url == page
    assert "Larger" in text_of(client.get(url("deck_list")))
    assert client.get(url("deck_remove", deck.pk)).status_code == 200
    assert client.post(url("deck_remove", deck.pk)).url == url("deck_list")
    assert Deck.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the deck a name."),
        (" \u200b\u202e", "Give the deck a name."),
        ("x" * 61, "This has 61 characters. The limit is 60."),
    ],
)
def test_a_deck_without_a_fitting_name_is_told_so(client, deck, name, said):
    for address in (url("deck_add"), url("deck_rename", deck.pk)):
        response = client.post(address, {"name": name})
        assert (response.status_code, text_of(response).count(said)) == (422, 2)
    assert [one.name for one in Deck.objects.all()] == ["Mine"]


def test_the_twenty_first_deck_is_told_to_wait(client, user):
    for n in range(20):
        make_own_deck(user, 0, name=f"{n}")
    response = client.post(url("deck_add"), {"name": "More"})
    assert response.status_code == 422
    assert "Twenty decks are kept at most." in text_of(response)


def test_a_prompt_is_added_at_the_end_once(client, deck):
    address = url("deck", deck.pk)
    added = {"text": "What\nnext?", "group": "People"}
    assert client.post(address, added).url == f"{address}#add"
    again = client.post(address, added)
    assert (again.status_code, text_of(again).count("has this prompt already")) == (422, 2)
    assert worded(deck.prompts.all())[3:] == [Worded("What next?", "People")]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "", "Write the question."),
        ("text", "x" * 501, "This has 501 characters. The limit is 500."),
        ("group", "x" * 61, "This has 61 characters. The limit is 60."),
        ("place", "0", "Write a whole number from 1 to 500."),
        ("place", "9" * 5_000, "Write a whole number from 1 to 500."),
    ],
)
def test_a_prompt_that_does_not_fit_is_told_beside_its_field(client, deck, field, value, said):
    given = {"text": "Who?", "group": "", "place": "1"} | {field: value}
    prompt = deck.prompts.first()
    addresses = [url("prompt_edit", deck.pk, prompt.pk)]
    addresses += [url("deck", deck.pk)] * (field != "place")
    for address in addresses:
        response = client.post(address, given)
        assert (response.status_code, text_of(response).count(said)) == (422, 2)
    assert len(prompt_texts(deck)) == 3


def test_a_prompt_is_changed_moved_and_removed(client, deck):
    first = deck.prompts.first()
    edit, arrange = url("prompt_edit", deck.pk, first.pk), url("prompt_arrange", deck.pk)
    here = f"{url('deck', deck.pk)}#{first.key}"
    assert client.post(edit, {"text": "First?", "group": "", "place": "3"}).url == here
    assert client.post(arrange, {"up": first.pk}).url == here
    assert prompt_texts(deck) == ["Mine 2?", "First?", "Mine 3?"]
    client.post(arrange, {"down": first.pk})
    assert prompt_texts(deck) == ["Mine 2?", "Mine 3?", "First?"]
    taken = client.post(edit, {"text": "Mine 2?", "group": "", "place": "1"})
    assert (taken.status_code, text_of(taken).count("has this prompt already")) == (422, 2)
    client.post(arrange, {"remove": first.pk})
    assert prompt_texts(deck) == ["Mine 2?", "Mine 3?"]


def test_which_decks_are_in_use_is_the_persons_choice(client, deck):
    built_in = (url("built_in_retire"), url("deck_built_in"))
    for address, page in (built_in, (url("deck_retire", deck.pk), url("deck", deck.pk))):
        assert client.post(address, {"do": "retire"}).url == page
        assert "Retired: no prompt is drawn from it." in text_of(client.get(page))
    lists = client.get(url("deck_list")).context["page"]
    assert (lists.in_use, [one.deck for one in lists.retired]) == ([], [None, deck])
    for address in (url("built_in_retire"), url("deck_retire", deck.pk)):
        client.post(address, {"do": "use"})
    assert client.get(url("deck_list")).context["page"].retired == []


@pytest.mark.parametrize("alone", [True, False])
def test_what_was_not_for_me_is_taken_back_on_the_decks_page(client, user, alone):
    deck = make_own_deck(user, 1, name="A", alone=alone)
    draw = ensure_drawn(user=user, week=WEEK, now=SUNDAY)
    Draw.objects.filter(pk=draw.pk).update(key="7" if not alone else draw.key)
    dismiss_draw(user=user, week=WEEK, place=0, now=SUNDAY)
    page = url("deck", deck.pk) if alone else url("deck_built_in")
    assert "Not for you." in text_of(client.get(page))
    key = Draw.objects.dismissed().get().key
    assert client.post(url("prompt_take_back"), {"prompt": key}).url == f"{page}#{key}"
    assert "Not for you." not in text_of(client.get(page))


@pytest.mark.parametrize("key", ["", "x", "99", "\x00", "9" * 5_000])
def test_no_such_prompt_is_taken_back(client, key):
    assert client.post(url("prompt_take_back"), {"prompt": key}).status_code == 404


def test_bringing_in_shows_first_and_adds_then(client, deck):
    address = url("deck_bring_in", deck.pk)
    text = "# New\nA?\nMine 1?\nA?\n#\nB?\n"
    shown = client.post(address, {"text": text})
    assert (shown.status_code, prompt_texts(deck)) == (200, ["Mine 1?", "Mine 2?", "Mine 3?"])
    assert (shown.context["count"], shown.context["left_out"]) == (2, 2)
    assert [(one.name, len(one.prompts)) for one in shown.context["groups"]] == [
        ("New", 1),
        ("", 1),
    ]
    again = {"text": shown.context["text"], "do": "add"}
    assert client.post(address, again).url == url("deck", deck.pk)
    assert prompt_texts(deck)[3:] == ["A?", "B?"]
    assert "2 prompts were added." in text_of(client.get(url("deck", deck.pk)))
    twice = client.post(address, {"text": text})
    assert "Nothing: the deck has all of them." in text_of(twice)


def test_a_deck_taken_out_and_brought_in_by_file_is_identical(client, user, deck):
    client.post(url("deck", deck.pk), {"text": "# sharp?", "group": "G"})
    out = client.get(url("deck_export", deck.pk))
    assert out["Content-Type"] == "text/plain; charset=utf-8"
    assert out["Content-Disposition"] == 'attachment; filename="mine.txt"'
    again = make_own_deck(user, 0, name="Again")
    file = SimpleUploadedFile("mine.txt", out.content, "text/plain")
    shown = client.post(url("deck_bring_in", again.pk), {"file": file})
    client.post(url("deck_bring_in", again.pk), {"text": shown.context["text"], "do": "add"})
    assert client.get(url("deck_export", again.pk)).content == out.content


def test_the_built_in_deck_is_taken_out_too(client):
    text = text_of(client.get(url("built_in_export")))
    assert text.startswith("# People\nWho made the internet")
    assert text.count("\n") == len(PROMPTS) + 9


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff", "This file is not plain text in UTF-8."),
        (b"Who\x00?", "This file is not plain text in UTF-8."),
        (b"x" * 400_001, "This file is longer than 100,000 characters."),
        (b"x" * 100_001, "This file is longer than 100,000 characters."),
        (b"x" * 100_000, "Line 1 has 100,000 characters. The limit is 500."),
        (b"\n \xe2\x80\x8b\n", "There is no prompt in it."),
        (b"", "There is no prompt in it."),
    ],
)
def test_a_file_that_is_no_deck_is_told_why(client, deck, content, said):
    file = SimpleUploadedFile("a.txt", content, "text/plain")
    response = client.post(url("deck_bring_in", deck.pk), {"file": file, "do": "add"})
    assert (response.status_code, text_of(response).count(said)) == (422, 2)
    assert len(prompt_texts(deck)) == 3


@pytest.mark.parametrize(
    ("text", "status", "added"),
    [
        ("\ufeffA?\r\nB?", 302, ["A?", "B?"]),
        ("A\x00?\rB\u202e?", 302, ["A?", "B?"]),
        ("A?\n" * 33_333, 302, ["A?"]),
        ("x" * 100_001, 422, []),
        ("".join(f"{n}?\n" for n in range(498)), 422, []),
        ("<script>alert(1)</script>", 302, ["<script>alert(1)</script>"]),
    ],
)
def test_hostile_text_is_kept_as_words_or_refused(client, deck, text, status, added):
    response = client.post(url("deck_bring_in", deck.pk), {"text": text, "do": "add"})
    assert response.status_code == status
    assert prompt_texts(deck)[3:] == added
    assert "<script>alert" not in text_of(client.get(url("deck", deck.pk)))


@pytest.mark.parametrize(
    ("name", "args", "method"),
    [
        ("deck", 1, "get"),
        ("deck_rename", 1, "post"),
        ("deck_retire", 1, "post"),
        ("deck_remove", 1, "post"),
        ("deck_bring_in", 1, "post"),
        ("deck_export", 1, "get"),
        ("prompt_arrange", 1, "post"),
        ("prompt_edit", 2, "post"),
    ],
)
def test_somebody_elses_deck_is_not_there(deck, name, args, method):
    stranger = Client()
    stranger.force_login(make_user())
    prompt = deck.prompts.first()
    address = url(name, *[deck.pk, prompt.pk][:args])
    assert getattr(stranger, method)(address, {"up": prompt.pk}).status_code == 404
    assert (prompt_texts(deck), deck.name) == (["Mine 1?", "Mine 2?", "Mine 3?"], "Mine")


def test_a_prompt_of_another_deck_is_not_moved(client, user, deck):
    other = make_own_deck(user, 2, name="Other")
    for value in (other.prompts.first().pk, "x", "", "9" * 5_000):
        assert client.post(url("prompt_arrange", deck.pk), {"down": value}).status_code == 404


@pytest.mark.parametrize("name", ["deck", "deck_list", "deck_bring_in"])
def test_a_page_takes_the_same_queries_for_one_prompt_and_thirty(client, user, name):
    taken = []
    for count in (1, 30):
        deck = make_own_deck(user, count, name=f"Deck {count}")
        args = [] if name == "deck_list" else [deck.pk]
        with CaptureQueriesContext(connection) as queries:
            client.get(url(name, *args))
        taken.append(len(queries))
    assert taken[0] == taken[1]
