"""The write page by its form alone: every button keeps what was typed, and nothing is lost."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core.weeks import Week
from apps.goals.models import CheckIn
from apps.goals.operations import write_goal
from apps.journal.documents import Document
from apps.journal.operations import document_of, save_document
from apps.review.models import FrozenReading
from apps.review.writing import waiting_week
from tests.support.factories import (
    make_entry,
    make_metric,
    make_post,
    make_source,
    make_user,
    measure,
)
from tests.support.writing import FULL, SUNDAY, WEEK, bodies, entry_of, later, reasons

pytestmark = pytest.mark.django_db
ADDRESS = reverse("review:write", args=[WEEK])


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
def replies(user):
    metric = make_metric(make_source(user), "replies")
    measure(metric, {WEEK.sunday: 6464})
    return metric


def sent(do="keep", base=0, body="Typed", **fields):
    return {"do": do, "base": base, "body": body, "title": "", "moments": "1"} | fields


def text_of(response):
    return response.content.decode()


def save(user, body, base=0):
    save_document(user=user, week=WEEK, document=Document(body=body), base=base, now=SUNDAY)


@pytest.mark.parametrize(
    ("now", "fields", "expected"),
    [
        ("2026-11-22T20:00Z", None, Week(2026, 47)),
        ("2026-11-23T08:00Z", None, Week(2026, 47)),
        ("2026-11-25T23:00Z", None, Week(2026, 47)),
        ("2026-11-26T00:00Z", None, Week(2026, 48)),
        ("2026-11-23T08:00Z", {"finished_at": SUNDAY, "uncovered_at": SUNDAY}, Week(2026, 48)),
        ("2026-11-23T08:00Z", {"rested_at": SUNDAY}, Week(2026, 48)),
        ("2026-11-23T08:00Z", {"uncovered_at": SUNDAY}, Week(2026, 47)),
    ],
)
def test_until_wednesday_the_week_before_waits_unless_it_is_settled(user, now, fields, expected):
    if fields:
        make_entry(user, WEEK, **fields)
    with time_machine.travel(now, tick=False):
        assert waiting_week(user, now=timezone.now()) == expected


def test_the_week_before_somebody_came_does_not_wait():
    monday = later(24 * 60)
    assert waiting_week(make_user(date_joined=monday), now=monday) == WEEK.next


def test_write_goes_to_the_week_that_waits(client):
    assert client.get(reverse("review:write_now")).url == ADDRESS


def test_reading_the_page_makes_no_entry(client, user):
    assert client.get(ADDRESS).status_code == 200
    assert entry_of(user) is None


def test_a_week_ahead_is_told_so(client):
    response = client.get(reverse("review:write", args=[WEEK.next]))
    assert response.status_code == 404
    assert "has not begun" in text_of(response)


def test_everything_that_was_typed_is_kept(client, user):
    post = make_post(make_source(user), WEEK.sunday, text="Glue")
    response = client.post(
        ADDRESS,
        sent(
            body="One\r\nTwo",
            title="  A title ",
            moments="2",
            **{
                "line-fun": "Ines",
                "mark-fun": "more",
                f"post-{post.pk}": "on",
                f"why-{post.pk}": "Mine",
                "moment-0-quote": "A letter",
                "moment-0-day": "2026-11-20",
            },
        ),
    )
    assert response.url == reverse("review:home")
    assert document_of(entry_of(user)).as_dict() == {
        "title": "A title",
        "body": "One\nTwo",
        "qualities": [{"key": "fun", "line": "Ines", "mark": "more"}],
        "moments": [
            {
                "address": post.address,
                "quote": "Glue",
                "whence": "You, on Mastodon",
                "day": "2026-11-22",
                "why": "Mine",
            },
            {"address": "", "quote": "A letter", "whence": "", "day": "2026-11-20", "why": ""},
        ],
    }


def test_the_page_sent_back_unchanged_changes_nothing(client, user):
    make_post(make_source(user), WEEK.sunday, address="https://social.example/1", text="Edited")
    save_document(user=user, week=WEEK, document=FULL, base=0, now=SUNDAY)
    form = client.get(ADDRESS).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {
        name: "" if value is None else value for name, value in data.items() if value is not False
    }
    client.post(ADDRESS, data | {"do": "keep"})
    assert (document_of(entry_of(user)), entry_of(user).revision) == (FULL, 1)


def test_finishing_after_a_lost_answer_is_no_conflict_with_oneself(client, user):
    save_document(
        user=user,
        week=WEEK,
        document=Document(body="Typ"),
        base=0,
        tab="a",
        sequence=3,
        key="k",
        now=SUNDAY,
    )
    assert client.post(ADDRESS, sent("finish", tab="b", sequence="4")).status_code == 409
    assert client.post(ADDRESS, sent("finish", tab="a", sequence="4")).status_code == 302
    assert (entry_of(user).body, entry_of(user).is_written) == ("Typed", True)


@pytest.mark.parametrize(("tab", "sequence"), [("\x00", "1"), ("a", "x"), ("a", "9" * 5_000)])
def test_a_tab_of_another_shape_is_none(client, tab, sequence):
    assert client.post(ADDRESS, sent(tab=tab, sequence=sequence)).status_code == 302


def test_posts_are_shown_without_their_counts(client, user, replies):
    make_post(replies.source, WEEK.sunday, {replies: 7171}, text="Five degrees in here")
    text = text_of(client.get(ADDRESS))
    assert "Five degrees in here" in text
    assert "7171" not in text
    assert "7,171" not in text


def test_a_covered_week_names_its_numbers_and_shows_none(client, replies):
    text = text_of(client.get(ADDRESS))
    assert "Replies on Mastodon" in text
    assert "6464" not in text
    assert "6,464" not in text
    assert "Show them anyway" in text


def test_finishing_uncovers_and_freezes_what_is_then_shown(client, user, replies):
    response = client.post(ADDRESS, sent("finish", body="All of it"))
    assert response.url == reverse("review:week", args=[WEEK])
    entry = entry_of(user)
    assert (entry.finished_at, entry.uncovered_at) == (SUNDAY, SUNDAY)
    assert entry.first_take.document["body"] == "All of it"
    assert [one.value for one in FrozenReading.objects.filter(entry=entry)] == [6464]


def test_pressing_finish_twice_finishes_once(client, user, replies):
    for _ in range(2):
        assert client.post(ADDRESS, sent("finish")).status_code == 302
    assert reasons(user) == ["finish"]
    assert FrozenReading.objects.count() == 1


def test_a_late_finish_uncovers_nothing_and_shows_both_versions(client, user, replies):
    save(user, "one")
    save(user, "The other words", 1)
    response = client.post(ADDRESS, sent("finish", base=1, body="My words"))
    text = text_of(response)
    assert response.status_code == 409
    assert "The other words" in text
    assert "My words" in text
    assert "6464" not in text
    assert "6,464" not in text
    entry = entry_of(user)
    assert (entry.body, entry.finished_at, entry.uncovered_at) == ("The other words", None, None)
    assert (bodies(user), FrozenReading.objects.count()) == (["The other words", "My words"], 0)


def test_the_page_with_both_versions_stands_on_the_newest_one(client, user):
    save(user, "one")
    save(user, "two", 1)
    form = client.post(ADDRESS, sent(base=1, body="mine")).context["form"]
    assert (form["base"].value(), form["body"].value()) == ("2", "mine")
    client.post(ADDRESS, sent("finish", base=2, body="mine and two"))
    assert entry_of(user).first_take.document["body"] == "mine and two"


def test_show_them_anyway_keeps_the_words_and_shows_the_numbers(client, user, replies):
    response = client.post(ADDRESS, sent("uncover", body="Half of it"))
    assert response.url == f"{ADDRESS}#numbers"
    entry = entry_of(user)
    assert (entry.finished_at, entry.first_take.document["body"]) == (None, "Half of it")
    assert "6,464" in text_of(client.get(ADDRESS))


def test_another_page_may_uncover_without_sending_words(client, user):
    save(user, "Words")
    client.post(ADDRESS, {"do": "uncover"})
    assert (entry_of(user).is_uncovered, entry_of(user).body) == (True, "Words")


def test_a_late_show_them_anyway_shows_nothing(client, user):
    save(user, "one")
    save(user, "two", 1)
    assert client.post(ADDRESS, sent("uncover", base=1, body="x")).status_code == 409
    assert not entry_of(user).is_uncovered


def test_rest_keeps_the_words_and_the_word_of_why(client, user):
    response = client.post(ADDRESS, sent("rest", body="Ill", rest_note="In bed"))
    assert response.url == reverse("review:home")
    entry = entry_of(user)
    assert (entry.is_rest, entry.rest_note, entry.body) == (True, "In bed", "Ill")
    assert not entry.is_uncovered


@pytest.mark.parametrize("typed", [{"rest_note": "In bed"}, {}])
def test_finishing_keeps_the_word_of_why_and_the_page_goes_on_showing_it(client, user, typed):
    client.post(ADDRESS, sent("rest", rest_note="In bed" if not typed else "Ill"))
    client.post(ADDRESS, sent("finish", base=entry_of(user).revision, body="After all") | typed)
    entry = entry_of(user)
    assert (entry.is_written, entry.is_rest, entry.rest_note) == (True, False, "In bed")
    assert 'value="In bed"' in text_of(client.get(ADDRESS))
    client.post(ADDRESS, sent("keep", base=entry.revision, body="After all", rest_note=""))
    assert (entry_of(user).body, entry_of(user).rest_note) == ("After all", "")


def test_a_line_break_in_a_line_keeps_and_stays(client, user, replies):
    text = text_of(client.get(ADDRESS))
    first = text.index("<button", text.index('id="page"'))
    assert 'value="save"' in text[first : first + 60]
    assert client.post(ADDRESS, sent("save")).url == ADDRESS
    assert not entry_of(user).is_uncovered


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("body", "x" * 100_001, "This has 100,001 characters. The limit is 100,000."),
        ("title", "x" * 201, "This has 201 characters. The limit is 200."),
        ("line-fun", "x" * 2_001, "This has 2,001 characters. The limit is 2,000."),
        ("moment-0-why", "x" * 2_001, "This has 2,001 characters. The limit is 2,000."),
        ("moment-0-address", "glue.example", "Write the address in full"),
        ("moment-0-address", "javascript:alert(1)", "Write the address in full"),
        ("moment-0-day", "2026-13-45", "Write the day like 2026-11-22"),
        ("moment-0-day", "1e999", "Write the day like 2026-11-22"),
        ("mark-fun", "great", "Choose less, same or more"),
        ("rest_note", "x" * 401, "This has 401 characters. The limit is 400."),
    ],
)
def test_what_does_not_fit_is_told_beside_the_field_and_kept_on_the_page(
    client, user, field, value, said
):
    response = client.post(ADDRESS, sent("finish", **{field: value}))
    text = text_of(response)
    assert (response.status_code, text.count(said)) == (422, 2)
    assert "There is something to mend" in text
    assert field == "mark-fun" or value in text
    assert entry_of(user) is None


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 5000, "1.5", "NaN"])
def test_a_page_that_lost_its_base_is_not_saved(client, user, base):
    response = client.post(ADDRESS, sent(base=base))
    assert (response.status_code, entry_of(user)) == (422, None)
    assert "Typed" in text_of(response)


def test_characters_that_cannot_be_kept_are_left_out_and_that_is_said(client, user):
    client.post(ADDRESS, sent(body="a\x00b"))
    assert entry_of(user).body == "ab"
    assert "left out" in text_of(client.get(ADDRESS))


def test_changing_a_written_week_goes_back_to_its_page(client, user):
    client.post(ADDRESS, sent("finish"))
    with time_machine.travel(later(5), tick=False):
        response = client.post(ADDRESS, sent(base=1, body="Changed"))
    assert response.url == reverse("review:week", args=[WEEK])
    assert entry_of(user).changed_at == later(5)


def test_a_week_whose_numbers_were_to_be_seen_says_so_when_it_is_written_late(client, user):
    old = Week(2026, 40)
    address = reverse("review:write", args=[old])
    client.post(address, sent("finish"))
    assert entry_of(user, old).looked_first


def test_the_page_takes_the_same_queries_for_one_post_and_thirty(client, user):
    source = make_source(user)
    make_metric(source, "replies")
    save_document(user=user, week=WEEK, document=FULL, base=0, now=SUNDAY)
    client.get(ADDRESS)
    taken = []
    for count in (1, 29):
        for _ in range(count):
            make_post(source, WEEK.sunday)
            goal = write_goal(user=user, text="y", since=WEEK.monday, now=SUNDAY)
            CheckIn.objects.create(goal=goal, year=2026, number=47, text="a", written_at=SUNDAY)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        taken.append(len(queries))
    assert taken == [16, 16]


def test_somebody_elses_week_is_not_there(client, user):
    other = make_user()
    save_document(user=other, week=WEEK, document=Document(body="Secret"), base=0, now=SUNDAY)
    assert "Secret" not in text_of(client.get(ADDRESS))


def test_the_weeks_before_and_after_are_one_key_away(client):
    client.force_login(make_user())
    before, after = WEEK.previous.previous, WEEK
    page = client.get(reverse("review:write", args=[WEEK.previous])).content.decode()
    found = re.findall(r'<a rel="(prev|next)" href="([^"]+)"', page)
    assert found == [
        ("prev", reverse("review:write", args=[before])),
        ("next", reverse("review:write", args=[after])),
    ]
    running = client.get(ADDRESS).content.decode()
    assert 'rel="next"' not in running
