from datetime import date

import pytest
import time_machine
from django.urls import reverse

from apps.review.models import Sidenote
from tests.support.factories import make_user
from tests.support.review import NOW, make_numbers

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)
FIELDS = {"text": "The thread.", "first_day": "2026-09-01", "last_day": ""}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def metric(client):
    user, metrics = make_numbers(weeks=60)
    client.force_login(user)
    return metrics["replies"]


def add(client, metric, query="", **fields):
    address = reverse("review:sidenote_add", args=[metric.pk]) + query
    return client.post(address, FIELDS | fields)


def own(name, note=None):
    return reverse(f"review:{name}", args=[(note or Sidenote.objects.get()).pk])


def change(client, base=1, **fields):
    return client.post(own("sidenote_edit"), FIELDS | {"base": base} | fields)


def kept():
    return list(Sidenote.objects.values_list("text", "first_day", "last_day", "metric_label"))


def earlier():
    found = Sidenote.objects.get().earlier_texts
    return list(found.values_list("text", "first_day", "last_day", "stood"))


def test_a_note_is_pinned_to_a_day(client, metric):
    answer = add(client, metric)
    assert answer["Location"] == f"/trends/{metric.pk}/#notes"
    assert kept() == [("The thread.", DAY, DAY, "Replies on Mastodon")]


@pytest.mark.parametrize(
    ("day", "home"),
    [
        ("2025-10-01", "/trends/{}/?first=2025-08-20&last=2025-11-12#notes"),
        ("2026-11-17", "/sidenotes/{}/"),
        ("2024-03-01", "/sidenotes/{}/"),
        ("2027-03-01", "/sidenotes/{}/"),
        ("1990-01-01", "/sidenotes/{}/"),
        ("2100-12-31", "/sidenotes/{}/"),
    ],
)
def test_what_was_noted_is_shown_where_it_can_be_read(client, metric, day, home):
    answer = add(client, metric, first_day=day)
    pk = metric.pk if "trends" in home else Sidenote.objects.get().pk
    assert answer["Location"] == home.format(pk)
    assert "The thread." in client.get(answer["Location"]).content.decode()


def test_a_note_is_pinned_to_several_days(client, metric):
    add(client, metric, last_day="2026-09-07", text="Line one\r\nline two")
    assert kept() == [("Line one\nline two", DAY, date(2026, 9, 7), "Replies on Mastodon")]


def test_a_note_may_be_as_long_as_a_page(client, metric):
    text = "One more sentence about the thread. " * 2_500
    add(client, metric, text=text)
    assert kept()[0][0] == text.strip()
    assert text.strip() in client.get(own("sidenote")).content.decode()
    for address in (f"/trends/{metric.pk}/", "/weeks/2026-W36/"):
        page = client.get(address).content.decode()
        assert (page.count("One more sentence") < 20, "All of it" in page) == (True, True)


@pytest.mark.parametrize("query", ["?day=2026-09-01&to=2026-09-07", "?week=2026-W36"])
def test_the_form_comes_filled_in_from_the_address(client, metric, query):
    address = reverse("review:sidenote_add", args=[metric.pk])
    page = client.get(f"{address}?first=2026-09-01&last=2026-09-07").content.decode()
    assert ('value="2026-09-01"' in page, 'value="2026-09-07"' in page) == (True, True)
    assert 'type="date"' in client.get(f"{address}{query}").content.decode()
    assert client.get(f"{address}?first=never&week=2026-W60").status_code == 200


def test_from_a_week_the_number_is_chosen_and_the_way_leads_back_to_it(client, metric):
    week = client.get("/weeks/2026-W36/").content.decode()
    address = reverse("review:sidenote_new") + "?week=2026-W36"
    assert address in week
    page = client.get(address).content.decode()
    assert ('value="2026-08-31"' in page, 'value="2026-09-06"' in page) == (True, True)
    assert 'href="/weeks/2026-W36/#notes"' in page
    answer = client.post(address, FIELDS | {"metric": metric.pk})
    assert answer["Location"] == "/weeks/2026-W36/#notes"
    assert kept() == [("The thread.", DAY, DAY, "Replies on Mastodon")]
    elsewhere = client.post(address, FIELDS | {"metric": metric.pk, "first_day": "2026-10-01"})
    assert elsewhere["Location"] == f"/trends/{metric.pk}/#notes"


def test_a_number_has_to_be_chosen_and_is_ones_own(client, metric):
    _other, theirs = make_numbers(weeks=3)
    for chosen in ("", "x", theirs["replies"].pk):
        answer = client.post(reverse("review:sidenote_new"), FIELDS | {"metric": chosen})
        page = answer.content.decode()
        assert (answer.status_code, "Choose a number." in page) == (422, True)
        assert "The thread." in page
    assert kept() == []


def test_without_any_number_there_is_nothing_to_note_and_no_word_is_lost(client):
    client.force_login(make_user())
    address = reverse("review:sidenote_new")
    assert client.get(address)["Location"] == "/trends/"
    answer = client.post(address, FIELDS)
    assert (answer.status_code, "The thread." in answer.content.decode()) == (404, True)


def test_a_note_on_a_covered_week_tells_its_words_and_no_number(client, metric):
    add(client, metric, first_day="2026-11-10", text="About a covered week.")
    note = Sidenote.objects.get()
    for address in (own("sidenote"), reverse("review:sidenote_list"), "/weeks/2026-W46/"):
        page = client.get(address).content.decode()
        assert ("About a covered week." in page, "<data" in page) == (True, False)
        assert f"/trends/{note.metric_id}/#notes" not in page


def test_sent_twice_it_is_one_note(client, metric):
    for _time in range(2):
        add(client, metric)
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Write a few words for the note."),
        ({"text": " \u200b\n"}, "Write a few words for the note."),
        ({"text": "a" * 100_001}, "This has 100,001 characters. The limit is 100,000."),
        ({"first_day": "2026-02-30"}, "Write the day as year, month and day, like 2026-11-23."),
        ({"first_day": "0001-01-01"}, "A day lies between 1990 and 2100."),
        ({"last_day": "2101-01-01"}, "A day lies between 1990 and 2100."),
        ({"last_day": "2026-08-01"}, "The last day has to be the same or later."),
        ({"first_day": ""}, "Choose the day that the note is about."),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_lost(client, metric, fields, said):
    answer = add(client, metric, **fields)
    page = answer.content.decode()
    assert (answer.status_code, said in page, kept()) == (422, True, [])
    assert str(fields.get("text", "The thread."))[:2000].strip() in page


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\u202e\U0001f600", "نص", "<b>&amp;#x"])
def test_any_text_is_answered(client, metric, text):
    body = FIELDS | {"text": text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    answer = client.post(reverse("review:sidenote_add", args=[metric.pk]), body)
    assert answer.status_code in (302, 422)
    if note := Sidenote.objects.first():
        assert client.get(own("sidenote", note)).status_code == 200


def test_a_changed_note_keeps_what_it_said_and_where(client, metric):
    add(client, metric)
    assert "The thread." in client.get(own("sidenote_edit")).content.decode()
    answer = change(client, text="In other words.", last_day="2026-09-03")
    assert answer["Location"] == own("sidenote")
    assert kept() == [("In other words.", DAY, date(2026, 9, 3), "Replies on Mastodon")]
    assert earlier() == [("The thread.", DAY, DAY, True)]
    page = client.get(own("sidenote")).content.decode()
    assert page.index("In other words.") < page.index("Earlier texts") < page.index("The thread.")


def test_changed_from_a_week_the_way_leads_back_to_it(client, metric):
    add(client, metric)
    address = own("sidenote_edit") + "?week=2026-W36"
    assert address in client.get("/weeks/2026-W36/").content.decode()
    answer = client.post(address, FIELDS | {"base": 1, "text": "Other."})
    assert answer["Location"] == "/weeks/2026-W36/#notes"


def test_nothing_changed_is_no_revision(client, metric):
    add(client, metric)
    change(client)
    assert (Sidenote.objects.get().revision, earlier()) == (1, [])


def test_two_windows_lose_nothing(client, metric):
    add(client, metric)
    change(client, text="From the first window.")
    for _time in range(2):
        late = change(client, text="From the second.")
        page = late.content.decode()
        assert (late.status_code, 'name="base" value="2"' in page) == (409, True)
        assert ("From the first window." in page, "From the second." in page) == (True, True)
    assert kept()[0][0] == "From the first window."
    assert [one[0::3] for one in earlier()] == [("The thread.", True), ("From the second.", False)]
    assert "in another window" in client.get(own("sidenote")).content.decode()
    change(client, base=2, text="Both.")
    assert kept()[0][0] == "Both."
    assert {one[0] for one in earlier()} == {
        "The thread.",
        "From the first window.",
        "From the second.",
    }


@pytest.mark.parametrize("base", ["", "x", "-1", "99999999999"])
def test_a_form_that_lost_its_revision_keeps_the_words(client, metric, base):
    add(client, metric)
    answer = change(client, base=base, text="Typed long.")
    page = answer.content.decode()
    assert (answer.status_code, "Typed long." in page) == (422, True)
    assert kept()[0][0] == "The thread."


def test_a_note_that_was_removed_meanwhile_gives_the_words_back(client, metric):
    add(client, metric)
    address = own("sidenote_edit")
    Sidenote.objects.all().delete()
    answer = client.post(address, FIELDS | {"base": 1, "text": "Typed long."})
    assert (answer.status_code, "Typed long." in answer.content.decode()) == (404, True)


def test_words_typed_while_signed_out_come_back(client, metric):
    client.logout()
    for address in (
        reverse("review:sidenote_add", args=[metric.pk]),
        reverse("review:sidenote_new"),
    ):
        answer = client.post(address, FIELDS)
        assert (answer.status_code, "The thread." in answer.content.decode()) == (401, True)


def test_removing_asks_first_and_says_what_goes(client, metric):
    add(client, metric)
    change(client, text="In other words.")
    page = client.get(own("sidenote_remove")).content.decode()
    assert "It goes for good, and its earlier text with it." in page
    assert ("In other words." in page, len(kept())) == (True, 1)
    answer = client.post(own("sidenote_remove"))
    assert (answer["Location"], kept()) == ("/sidenotes/", [])


def test_a_note_outlives_its_number(client, metric):
    add(client, metric)
    metric.source.delete()
    note = Sidenote.objects.get()
    assert (note.metric_id, note.metric_label) == (None, "Replies on Mastodon")
    assert change(client, text="Still here.")["Location"] == own("sidenote")
    page = client.get(own("sidenote")).content.decode()
    assert ("Still here." in page, "The number was erased." in page) == (True, True)
    assert "Still here." in client.get("/weeks/2026-W36/").content.decode()


def test_a_strangers_notes_and_numbers_are_404(client, metric):
    add(client, metric)
    client.force_login(make_user())
    assert [
        add(client, metric).status_code,
        *(client.get(own(f"sidenote{page}")).status_code for page in ("", "_edit", "_remove")),
        change(client).status_code,
        client.post(own("sidenote_remove")).status_code,
    ] == [404] * 6
    assert len(kept()) == 1
