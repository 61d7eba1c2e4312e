"""Around this time: for who asks for it, without what they left out."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.core.weeks import Week
from apps.journal.addenda import add_addendum
from apps.journal.bin import bin_week
from apps.journal.documents import Document, MomentWords, QualityWords
from apps.journal.operations import save_document
from apps.review.around import around_this_time, mute, want_it, weeks_ago
from apps.review.models import Mute
from tests.support.factories import make_entry, make_user
from tests.support.review import NOW

pytestmark = pytest.mark.django_db
AROUND = reverse("review:around")
YEAR_AGO, SIX_AGO, THREE_AGO = Week(2025, 47), Week(2026, 21), Week(2026, 34)


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    want_it(user=user, is_wanted=True)
    with time_machine.travel(NOW, tick=False):
        yield user


def shown(user, now=NOW):
    return [
        (one.ago, str(one.week), one.title or one.words) for one in around_this_time(user, now=now)
    ]


@pytest.mark.parametrize(
    ("today", "weeks"),
    [
        ("2026-11-18", ["2025-W47", "2026-W21", "2026-W34"]),
        ("2026-12-30", ["2025-W52", "2026-W27", "2026-W40"]),
        ("2027-01-03", ["2025-W52", "2026-W27", "2026-W40"]),
        ("2028-05-31", ["2027-W22", "2027-W48", "2028-W09"]),
        ("2026-01-01", ["2025-W01", "2025-W27", "2025-W40"]),
    ],
)
def test_the_weeks_are_those_of_the_calendar(today, weeks):
    assert [str(week) for week in weeks_ago(date.fromisoformat(today)).values()] == weeks


def test_each_of_the_three_is_shown_with_its_beginning(user):
    make_entry(user, YEAR_AGO, title="Fog", body="It was grey.")
    make_entry(user, THREE_AGO, body="A line without a title.")
    make_entry(user, Week(2026, 33), title="Not this one")
    assert shown(user) == [
        ("A year ago", "2025-W47", "Fog"),
        ("Three months ago", "2026-W34", "A line without a title."),
    ]


def test_a_page_in_the_bin_is_not_brought_back_and_hides_no_newer_one(user):
    for week in (YEAR_AGO, THREE_AGO):
        make_entry(user, week, title="Thrown away")
        bin_week(user=user, week=week, now=NOW)
    make_entry(user, THREE_AGO, title="Written anew")
    assert shown(user) == [("Three months ago", "2026-W34", "Written anew")]


def test_the_first_page_shows_words_and_a_way_to_the_week(user, client):
    make_entry(user, YEAR_AGO, title="Fog", body="It was grey.")
    page = client.get("/").content.decode()
    assert "A year ago, 17–23 November 2025" in page
    assert f'href="{reverse("review:week", args=[YEAR_AGO])}"' in page
    assert "<data" not in page


def test_nothing_is_shown_to_who_did_not_ask(user, client, django_assert_num_queries):
    make_entry(user, YEAR_AGO, title="Fog")
    want_it(user=user, is_wanted=False)
    with django_assert_num_queries(1):
        assert shown(user) == []
    assert "Around this time" not in client.get("/").content.decode()


def test_with_nothing_there_the_page_says_nothing(user, client):
    make_entry(user, YEAR_AGO)
    assert "Around this time" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "left_out",
    [
        {"tag": "fog"},
        {"first": date(2025, 11, 23), "last": date(2025, 12, 1)},
        {"first": YEAR_AGO.monday, "last": YEAR_AGO.sunday},
    ],
)
def test_what_is_left_out_is_not_brought_back(user, left_out):
    make_entry(user, YEAR_AGO, body="Much #Fog here.")
    make_entry(user, THREE_AGO, body="No fog here.")
    mute(user=user, **left_out)
    mute(user=user, **left_out)
    assert [week for _ago, week, _words in shown(user)] == ["2026-W34"]


def test_a_tag_is_found_wherever_on_the_page_it_stands(user):
    in_a_line = Document("Grey", "Words", (QualityWords("fun", "In the #fog."),))
    in_a_moment = Document("Grey", "Words", (), (MomentWords(quote="Lost", why="For the #fog."),))
    for week, words in ((YEAR_AGO, in_a_line), (SIX_AGO, in_a_moment)):
        save_document(user=user, week=week, document=words, base=0, now=NOW)
    make_entry(user, THREE_AGO, body="Words")
    add_addendum(user=user, week=THREE_AGO, text="It was #fog after all.", now=NOW)
    assert len(shown(user)) == 3
    mute(user=user, tag="fog")
    assert shown(user) == []


def test_somebody_else_s_wish_leaves_nothing_out(user):
    make_entry(user, YEAR_AGO, body="Much #fog here.")
    mute(user=make_user(), tag="fog")
    assert len(shown(user)) == 1


def test_one_entry_is_left_out_from_the_first_page_and_shown_again(user, client):
    make_entry(user, YEAR_AGO, title="Fog")
    make_entry(make_user(), YEAR_AGO, title="Theirs")
    assert client.post(reverse("review:mute_week", args=[YEAR_AGO])).url == "/"
    assert shown(user) == []
    assert "17–23 November 2025" in client.get(AROUND).content.decode()
    assert (
        client.post(reverse("review:mute_remove", args=[Mute.objects.get().pk])).status_code == 302
    )
    assert len(shown(user)) == 1


def test_a_tag_and_days_are_left_out_by_the_form(user, client):
    add = reverse("review:mute_add")
    assert client.post(add, {"tag": "#Winter"}).status_code == 302
    assert client.post(add, {"first": "2026-02-01"}).status_code == 302
    page = client.get(AROUND).content.decode()
    assert ("#winter" in page, "1 February 2026" in page) == (True, True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Write a tag, or choose a day."),
        ({"tag": "two words"}, "A tag is one word, like #winter."),
        ({"tag": "#"}, "Write a tag, or choose a day."),
        ({"tag": "x" * 81}, "This has 81 characters. The limit is 80."),
        ({"tag": "ﬃ" * 50}, "This tag is too long to leave out."),
        ({"tag": "fog", "first": "2026-02-01"}, "One at a time: a tag, or days."),
        (
            {"first": "2026-02-02", "last": "2026-02-01"},
            "The second day has to be the same or later.",
        ),
        ({"first": "0001-01-01"}, "A day lies between 1990 and 2100."),
    ],
)
def test_what_cannot_be_left_out_is_said(user, client, sent, said):
    answer = client.post(reverse("review:mute_add"), sent)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Mute.objects.exists()


def test_it_is_turned_on_and_off(user, client):
    make_entry(user, YEAR_AGO, title="Fog")
    client.post(AROUND, {"wanted": "False"})
    assert shown(user) == []
    client.post(AROUND, {"wanted": "True"})
    assert len(shown(user)) == 1
    assert client.post(AROUND, {"wanted": "perhaps"}).status_code == 422


def test_somebody_else_s_mute_is_not_there(user, client):
    mute(user=make_user(), tag="fog")
    assert (
        client.post(reverse("review:mute_remove", args=[Mute.objects.get().pk])).status_code == 404
    )


def test_looking_takes_as_many_queries_whatever_is_left_out(user, django_assert_num_queries):
    for week in (YEAR_AGO, SIX_AGO):
        make_entry(user, week, title="Fog")
    mute(user=user, first=date(2020, 1, 1), last=date(2020, 1, 2))
    with django_assert_num_queries(3):
        assert len(shown(user)) == 2
    for n in range(1, 30):
        mute(user=user, tag=f"tag{n}")
    with django_assert_num_queries(6):
        assert len(shown(user)) == 2


def test_the_day_is_the_one_where_the_person_is(user):
    user.time_zone = "Pacific/Auckland"
    late_on_sunday = datetime(2026, 11, 15, 20, tzinfo=UTC)
    make_entry(user, YEAR_AGO, title="Fog")
    assert [week for _ago, week, _words in shown(user, now=late_on_sunday)] == ["2025-W47"]
