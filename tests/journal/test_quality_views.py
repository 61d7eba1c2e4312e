"""The pages of qualities: a list to change, and all the lines of each."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.weeks import Week
from apps.journal.documents import Document, QualityWords
from apps.journal.models import Quality
from apps.journal.operations import finish, save_document
from apps.journal.quality_operations import add_quality
from apps.journal.quality_pages import quality_list
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, later

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


def url(name, *args):
    return reverse(f"journal:{name}", args=args)


def text_of(response):
    return response.content.decode()


def names(user):
    return [one.name for one in quality_list(user).current]


def line(user, week, words="Ines", mark="more"):
    document = Document(qualities=(QualityWords("fun", words, mark),))
    save_document(user=user, week=week, document=document, base=0, now=SUNDAY)


def test_looking_makes_no_rows(client):
    for address in (url("quality_list"), url("quality", "fun"), url("quality_edit", "fun")):
        assert client.get(address).status_code == 200
    assert Quality.objects.count() == 0


def test_a_quality_is_added_renamed_moved_retired_and_brought_back(client, user):
    here = f"{url('quality_list')}#quiet"
    assert client.post(url("quality_add"), {"name": "Quiet", "hint": "No feed."}).url == here
    given = {"name": "Stillness", "hint": ""}
    assert client.post(url("quality_edit", "quiet"), given).url == here
    client.post(url("quality_move", "quiet"), {"do": "up"})
    assert names(user)[-2:] == ["Stillness", "Thought-provoking"]
    client.post(url("quality_retire", "quiet"), {"do": "retire"})
    assert "Stillness" not in names(user)
    assert "Stillness is retired." in text_of(client.get(url("quality_list")))
    assert client.post(url("quality_move", "quiet"), {"do": "up"}).status_code == 404
    client.post(url("quality_retire", "quiet"), {"do": "bring-back"})
    assert names(user)[-2:] == ["Stillness", "Thought-provoking"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Give it a name."),
        ("name", "\u200b", "Give it a name."),
        ("name", "x" * 61, "This has 61 characters. The limit is 60."),
        ("hint", "x" * 121, "This has 121 characters. The limit is 120."),
        ("name", "open", "You have a quality of this name, perhaps among the retired ones."),
    ],
)
def test_what_does_not_fit_is_told_beside_the_field(client, user, field, value, said):
    given = {"name": "Quiet", "hint": ""} | {field: value}
    for address in (url("quality_add"), url("quality_edit", "fun")):
        response = client.post(address, given)
        assert (response.status_code, text_of(response).count(said)) == (422, 2)
    assert names(user)[1] == "Fun"


def test_a_thirteenth_is_refused_in_words(client, user):
    for n in range(7):
        add_quality(user=user, name=f"Quality {n}", hint="")
    assert "asks about twelve at most" in text_of(client.get(url("quality_list")))
    response = client.post(url("quality_add"), {"name": "More", "hint": ""})
    assert response.status_code == 422
    assert "A week asks about twelve qualities at most." in text_of(response)


def test_all_lines_stand_in_time_order_with_their_marks_in_words(client, user):
    line(user, Week(2026, 53), "Later week", "")
    line(user, WEEK, "This covered week", "more")
    line(user, WEEK.shift(-3), "", "less")
    page = client.get(url("quality", "fun"))
    assert [(str(one.week), one.line, one.mark) for one in page.context["page"].rows] == [
        ("2026-W53", "Later week", ""),
        ("2026-W47", "This covered week", "More of it"),
        ("2026-W44", "", "Less of it"),
    ]
    assert reverse("review:week", args=[WEEK]) in text_of(page)


def test_an_old_week_says_what_its_quality_was_called(client, user):
    document = Document("", "Body", (QualityWords("fun", "Ines", "more"),))
    finish(user=user, week=WEEK, document=document, base=0, now=SUNDAY)
    with time_machine.travel(later(1), tick=False):
        client.post(url("quality_edit", "fun"), {"name": "Play", "hint": ""})
    week = text_of(client.get(reverse("review:week", args=[WEEK])))
    assert "called Fun then" in week
    assert url("quality", "fun") in week
    first_take = text_of(client.get(reverse("review:first_take", args=[WEEK])))
    assert ">Fun</a>" in first_take
    assert "Play" not in first_take
    assert "Once called" in text_of(client.get(url("quality", "fun")))


@pytest.mark.parametrize("key", ["x", "new-2", "y" * 300])
def test_no_such_quality_is_not_there(client, key):
    for name, method in (
        ("quality", "get"),
        ("quality_edit", "post"),
        ("quality_move", "post"),
        ("quality_retire", "post"),
    ):
        assert getattr(client, method)(url(name, key)).status_code == 404


def test_nothing_of_somebody_elses_is_there(client, user):
    other = make_user()
    line(other, WEEK, "Secret")
    assert "Secret" not in text_of(client.get(url("quality", "fun")))


@pytest.mark.parametrize("page", ["2", "0", "x", "9" * 500])
def test_lines_of_many_years_are_on_pages(client, user, page):
    for n in range(105):
        line(user, WEEK.shift(-n), f"Line {n}.")
    text = text_of(client.get(url("quality", "fun"), {"page": page}))
    assert ("Line 104." in text) is (page != "x")


def test_the_page_takes_the_same_queries_for_one_line_and_thirty(client, user):
    taken = []
    for weeks in (range(1), range(1, 30)):
        for n in weeks:
            line(user, WEEK.shift(-n))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("quality", "fun"))
        taken.append(len(queries))
    assert taken[0] == taken[1]
