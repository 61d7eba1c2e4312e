import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.core.models import SearchText
from apps.core.weeks import Week
from apps.goals.models import CheckIn
from apps.journal.models import Moment, QualityLine
from apps.journal.qualities import ensure_qualities
from apps.review.sidenotes import add_sidenote
from apps.review.tags import tag_address
from tests.support.factories import make_entry, make_metric, make_source, make_user
from tests.support.goals import make_goal
from tests.support.review import NOW, WEEK

pytestmark = pytest.mark.django_db
NOTEBOOK = reverse("review:notebook")
PIECE = re.compile(r'<article class="piece">(.*?)</article>', re.S)
TAGS = re.compile(r"<(?!/?mark)[^>]*>")


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        yield user


def pieces(answer):
    """Return the text of each piece on the page, marks left in."""
    assert answer.status_code == 200
    page = answer.content.decode()
    return [" ".join(TAGS.sub(" ", piece).split()) for piece in PIECE.findall(page)]


def text_of(answer):
    return answer.content.decode()


def look(client, words="", **more):
    return client.post(NOTEBOOK, {"words": words} | more)


def a_life(user, week=WEEK):
    """Write one of each kind in a week."""
    entry = make_entry(user, week, title="The damp week", body="I wrote to Ines.\n\nIt #rained.")
    quality = ensure_qualities(user)[1]
    QualityLine.objects.create(entry=entry, quality=quality, line="We laughed at the glue.")
    Moment.objects.create(entry=entry, position=0, quote="Glue.", whence="Teodor", why="Kind.")
    at = NOW - timedelta(days=4)
    goal = make_goal(user, "Fewer, better conversations", since=week.monday, now=at)
    CheckIn.objects.create(
        goal=goal, year=week.year, number=week.number, text="Four long ones.", written_at=NOW
    )
    add_sidenote(
        user=user,
        metric=make_metric(make_source(user), "replies"),
        text="A thread about presses.",
        first_day=week.monday,
        last_day=week.monday,
        now=NOW,
    )
    return entry


def test_every_kind_of_words_is_there_in_the_order_of_its_page(user, client):
    a_life(user)
    shown = pieces(client.get(NOTEBOOK))
    ways = re.compile(" (Week 46 and its numbers|The note and its number)$")
    assert [ways.sub("", piece) for piece in shown] == [
        "The damp week I wrote to Ines. It #rained. Entry",
        "We laughed at the glue. Fun",
        "Glue. Kind. Teodor Moment",
        "Four long ones. Check-in on “Fewer, better conversations”",
        "A thread about presses. Note on Replies on Mastodon",
        "Fewer, better conversations Goal, put into words",
    ]


def test_the_newest_week_comes_first(user, client):
    for number in (44, 46, 45):
        make_entry(user, Week(2026, number), title=f"Week of {number}")
    firsts = [piece.split(" Entry")[0] for piece in pieces(client.get(NOTEBOOK))]
    assert firsts == ["Week of 46", "Week of 45", "Week of 44"]


def test_what_was_looked_for_is_marked_in_its_passage(user, client):
    make_entry(user, WEEK, title="Rain", body=f"{'Nothing. ' * 90}\n\nThen naïve Ines wrote back.")
    assert pieces(look(client, "naive wro")) == [
        "Rain Then <mark>naïve</mark> Ines <mark>wrote</mark> back. Entry Week 46 and its numbers"
    ]


def test_a_word_far_into_a_long_line_is_shown_with_what_is_around_it(user, client):
    make_entry(user, WEEK, body=f"{'Nothing much. ' * 900}The glue. {'Nothing much. ' * 900}")
    (piece,) = pieces(look(client, "glue"))
    assert piece.startswith("… much. Nothing much.")
    assert "Nothing much. The <mark>glue</mark>. Nothing" in piece
    assert len(piece) < 500


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"tag": "rained"}, ["Entry"]),
        ({"group": "lines"}, ["Fun"]),
        ({"group": "goals"}, ["Goal, put into words"]),
        ({"words": "glue", "group": "moments"}, ["Moment"]),
        ({"words": "glue", "tag": "rained"}, []),
        ({"words": "presses"}, ["Note on Replies on Mastodon"]),
        ({"words": "-glue", "group": "lines"}, []),
        ({"words": "…"}, []),
        ({"first": "2026-11-16"}, []),
        ({"first": "2026-11-15", "group": "entries"}, ["Entry"]),
        ({"last": "2026-11-08"}, []),
        ({"first": "2026-11-09", "last": "2026-11-09", "group": "notes"}, ["Note on Replies on M"]),
    ],
)
def test_the_notebook_is_narrowed(user, client, asked, expected):
    a_life(user)
    client.get(NOTEBOOK)
    shown = pieces(look(client, **asked))
    assert len(shown) == len(expected)
    assert all(kind in piece for kind, piece in zip(expected, shown, strict=True))


def test_the_link_of_a_tag_narrows_the_notebook_to_it(user, client):
    a_life(user)
    make_entry(user, WEEK.previous, title="Dry", body="#Café")
    (link,) = re.findall(
        r'<a class="tag" href="([^"]+)', text_of(client.get(reverse("review:week", args=[WEEK])))
    )
    answer = client.get(link)
    assert pieces(answer) == [
        "The damp week I wrote to Ines. It #rained. Entry Week 46 and its numbers"
    ]
    assert '<option value="rained" selected>' in text_of(answer)
    assert '<details class="narrower" open>' in text_of(answer)
    assert [piece[:3] for piece in pieces(client.get(tag_address("café")))] == ["Dry"]


@pytest.mark.parametrize("tag", ["nobody", "\x00", "x" * 5_000, ""])
def test_a_tag_that_the_person_never_wrote_narrows_nothing(user, client, tag):
    make_entry(user, WEEK, title="Rain")
    assert len(pieces(client.get(NOTEBOOK, {"tag": tag}))) == 1


def test_pages_of_a_tag_go_on_with_it(user, client):
    for n in range(40):
        make_entry(user, WEEK.shift(-n), title=f"Number {n}", body="#glue")
    page = text_of(client.get(tag_address("glue")))
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert sent["tag"] == "glue"
    assert len(pieces(look(client, tag="glue", before=sent["before"]))) == 10


def test_nothing_found_is_said(user, client):
    a_life(user)
    assert "Nothing here holds that." in look(client, "zebra").content.decode()


def test_an_empty_notebook_says_what_it_is_for(user, client):
    page = client.get(NOTEBOOK).content.decode()
    assert "There are no words yet. What you write will be here." in page


def test_a_word_looked_for_stays_out_of_every_address(user, client):
    a_life(user)
    page = look(client, "glue", tag="rained").content.decode()
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', page)
    assert [one for one in addresses if "glue" in one or "rained" in one] == []


def test_pages_go_on_without_a_gap_and_without_doubles(user, client):
    for n in range(70):
        make_entry(user, WEEK.shift(-n), title=f"Number {n} glue")
    seen, page = [], client.get(NOTEBOOK)
    while True:
        seen += pieces(page)
        older = re.search(r'href="(\?before=[0-9-]+)"', page.content.decode())
        if not older:
            break
        page = client.get(NOTEBOOK + older[1])
    assert [int(piece.split()[1]) for piece in seen] == list(range(70))


def test_pages_of_what_was_looked_for_go_on_by_post(user, client):
    for n in range(70):
        make_entry(user, WEEK.shift(-n), title=f"Number {n} {'glue' if n % 2 else ''}")
    first = look(client, "glue")
    assert len(pieces(first)) == 30
    before = re.search(r'name="before" value="([^"]+)"', first.content.decode().split("<main")[1])
    older = re.findall(r'name="before" value="([^"]+)"', first.content.decode())[-1]
    assert before
    assert [int(one.split()[1]) for one in pieces(look(client, "glue", before=older))] == [
        61, 63, 65, 67, 69,
    ]  # fmt: skip


@pytest.mark.parametrize("before", ["x", "1", "1-2-3", "9" * 40 + "-1", "-", "\x00"])
def test_a_place_that_no_page_gave_is_not_found(user, client, before):
    assert client.get(NOTEBOOK, {"before": before}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": "x" * 201}, "This has 201 characters. The limit is 200."),
        ({"tag": "nobody"}, "Choose one from the list."),
        ({"group": "scores"}, "Choose one from the list."),
        ({"first": "yesterday"}, "Write the day as year, month and day, like 2026-11-23."),
        ({"first": "0001-01-01"}, "A day lies between 1990 and 2100."),
        ({"first": "2026-11-10", "last": "2026-11-09"}, "The second day has to be the same"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(user, client, wrong, said):
    answer = client.post(NOTEBOOK, {"words": "kept glue"} | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_search_that_was_sent_signed_out_gets_its_words_back(client):
    answer = look(client, "my words")
    assert answer.status_code == 401
    assert "my words" in answer.content.decode()


def test_nobody_else_s_words_are_there(user, client):
    a_life(make_user())
    assert pieces(client.get(NOTEBOOK)) == []
    assert pieces(look(client, "glue")) == []


def test_no_value_stands_in_the_notebook(user, client):
    a_life(user)
    assert "<data" not in client.get(NOTEBOOK).content.decode()


def test_one_and_thirty_take_the_same_queries(user, client, django_assert_num_queries):
    a_life(user)
    client.get(NOTEBOOK)
    with django_assert_num_queries(6):
        client.get(NOTEBOOK)
    for n in range(1, 31):
        make_entry(user, WEEK.shift(-n), title=f"Number {n} glue #tag{n}")
    client.get(NOTEBOOK)
    with django_assert_num_queries(6):
        client.get(NOTEBOOK)
    with django_assert_num_queries(6):
        assert len(pieces(look(client, "glue"))) == 30


def test_ten_years_of_weeks_open_with_at_most_eight_queries(
    user, client, django_assert_max_num_queries
):
    quality = ensure_qualities(user)[0]
    for n in range(520):
        entry = make_entry(user, WEEK.shift(-n), title=f"Number {n}", body="Words " * 300)
        QualityLine.objects.create(entry=entry, quality=quality, line="A line.")
        Moment.objects.create(entry=entry, position=0, quote="A quote.")
    client.get(NOTEBOOK)
    assert SearchText.objects.count() == 520 * 3
    with django_assert_max_num_queries(8):
        assert len(pieces(client.get(NOTEBOOK))) == 30


def test_words_that_are_not_read_in_yet_are_told_of(user, client, monkeypatch):
    monkeypatch.setattr("apps.review.word_index.refresh.__kwdefaults__", {"limit": 2})
    for n in range(3):
        make_entry(user, WEEK.shift(-n), title=f"Number {n}")
    assert "Some words are not read in yet." in client.get(NOTEBOOK).content.decode()
    assert "Some words are not read in yet." not in client.get(NOTEBOOK).content.decode()
    assert len(pieces(client.get(NOTEBOOK))) == 3


def test_a_sidenote_on_a_day_long_ago_leads_to_its_week(user, client):
    metric = make_metric(make_source(user), "replies")
    day = date(2021, 1, 2)
    add_sidenote(
        user=user,
        metric=metric,
        text="Long ago",
        first_day=day - timedelta(days=20),
        last_day=day,
        now=NOW,
    )
    page = client.get(NOTEBOOK).content.decode()
    assert f'href="{reverse("review:week", args=[Week(2020, 53)])}"' in page
