"""Words saved through the pages themselves are found; changed and removed ones are not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from apps.core.models import SearchText
from apps.core.search import matching
from apps.core.search_terms import parse_query
from apps.goals.models import Goal
from apps.journal.models import Entry
from apps.review.models import Sidenote
from apps.review.word_index import changes, refresh
from apps.review.word_kinds import HOLDERS, KINDS
from tests.support.factories import make_entry, make_metric, make_source, make_user
from tests.support.goals import make_goal
from tests.support.writing import SUNDAY, WEEK, entry_of, later

pytestmark = pytest.mark.django_db
WRITE = reverse("review:write", args=[WEEK])


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    with time_machine.travel(SUNDAY, tick=False):
        yield user


def found(user, *words):
    """Return which of the words the notebook finds, each with the kinds that hold it."""
    assert refresh(user)
    assert changes(user, limit=10) == []
    rows = SearchText.objects.for_user(user).with_words()
    kinds = {
        word: matching(rows, parse_query(word)).values_list("kind", flat=True) for word in words
    }
    return {word: sorted(kinds[word]) for word in words if kinds[word]}


def write(client, user, do="keep", **fields):
    entry = entry_of(user)
    page = {"base": entry.revision if entry else 0, "moments": 1, "do": do} | fields
    assert client.post(WRITE, page).status_code == 302


def test_a_page_s_words_are_found_and_changed_ones_are_not(user, client):
    write(
        client,
        user,
        title="Oak",
        body="Beech",
        **{
            "line-fun": "Birch",
            "moment-0-quote": "Alder",
            "moment-0-whence": "Willow",
            "moment-0-why": "Hazel",
        },
    )
    words = ("oak", "beech", "birch", "alder", "willow", "hazel")
    assert found(user, *words) == {
        "oak": ["entry"],
        "beech": ["entry"],
        "birch": ["line"],
        "alder": ["moment"],
        "willow": ["moment"],
        "hazel": ["moment"],
    }
    # At the very same moment, and by the page alone.
    write(client, user, title="Pine", **{"line-fun": "", "moment-0-quote": "Larch"})
    assert found(user, *words, "pine", "larch") == {"pine": ["entry"], "larch": ["moment"]}


def test_a_word_of_why_for_a_rest_is_found(user, client):
    write(client, user, "rest", rest_note="Fever")
    assert found(user, "fever") == {"fever": ["entry"]}
    write(client, user, "rest", rest_note="Travel")
    assert found(user, "fever", "travel") == {"travel": ["entry"]}
    write(client, user, "finish", body="Beech", rest_note="Storm")
    assert found(user, "travel", "beech", "storm") == {"beech": ["entry"], "storm": ["entry"]}


def test_an_earlier_version_brought_back_is_found_again(user, client):
    write(client, user, body="Oak " * 60)
    with time_machine.travel(later(20), tick=False):
        write(client, user, body="Pine")
        versions = reverse("review:version_list", args=[WEEK])
        old = entry_of(user).revisions.filter(document__body__startswith="Oak").first()
        client.post(versions, {"version": old.pk, "base": entry_of(user).revision})
        assert found(user, "oak", "pine") == {"oak": ["entry"]}


def test_a_check_in_is_found_until_it_is_emptied(user, client):
    goal = make_goal(user, "Fewer")
    write(
        client, user, body="Pine", **{f"check-in-{goal.pk}": "Oak", f"check-in-base-{goal.pk}": 0}
    )
    assert found(user, "oak") == {"oak": ["check_in"]}
    address = reverse("review:check_in_save", args=[WEEK, goal.pk])
    client.put(address, {"base": 1, "text": "Beech"}, content_type="application/json")
    assert found(user, "oak", "beech") == {"beech": ["check_in"]}
    client.put(address, {"base": 2, "text": ""}, content_type="application/json")
    assert found(user, "oak", "beech") == {}


def test_a_sidenote_is_found_until_it_is_removed(user, client):
    metric = make_metric(make_source(user), "replies")
    add = reverse("review:sidenote_add", args=[metric.pk])
    client.post(add, {"text": "Oak", "first_day": "2026-11-20"})
    assert found(user, "oak") == {"oak": ["sidenote"]}
    note = Sidenote.objects.get()
    edit = reverse("review:sidenote_edit", args=[note.pk])
    client.post(edit, {"text": "Beech", "first_day": "2026-11-19", "base": 1})
    assert found(user, "oak", "beech") == {"beech": ["sidenote"]}
    client.post(reverse("review:sidenote_remove", args=[note.pk]))
    assert found(user, "beech") == {}
    assert not SearchText.objects.exists()


def test_a_goal_s_wordings_and_closing_lines_are_found(user, client):
    client.post(reverse("review:goal_add"), {"text": "Oak", "since": "2026-11-01"})
    goal = Goal.objects.get()
    client.post(reverse("review:goal_reword", args=[goal.pk]), {"text": "Beech"})
    ended = {"ending": "let_go", "closing_line": "Birch"}
    client.post(reverse("review:goal_set_down", args=[goal.pk]), ended)
    assert found(user, "oak", "beech", "birch") == {
        "oak": ["wording"],
        "beech": ["wording"],
        "birch": ["closing"],
    }
    client.post(reverse("review:goal_take_up", args=[goal.pk]))
    assert found(user, "oak", "birch") == {"oak": ["wording"], "birch": ["past_closing"]}


def test_why_a_goal_is_wanted_and_its_plan_are_found_and_renewed(user, client):
    reasons = {"why": "Oak", "plan_if": "Beech", "plan_then": "Birch"}
    client.post(reverse("review:goal_add"), {"text": "Pine", "since": "2026-11-01"} | reasons)
    assert found(user, "oak", "birch") == {"oak": ["reason"], "birch": ["reason"]}
    address = reverse("review:goal_reasons", args=[Goal.objects.get().pk])
    client.post(address, {"why": "Elm"})
    assert found(user, "oak", "elm") == {"elm": ["reason"]}


def test_words_of_a_row_that_is_gone_are_gone(user):
    make_entry(user, WEEK, body="Oak")
    assert found(user, "oak") == {"oak": ["entry"]}
    Entry.objects.all().delete()
    assert found(user, "oak") == {}
    assert not SearchText.objects.exists()


def test_a_blank_page_is_read_once(user):
    make_entry(user, WEEK)
    refresh(user)
    assert changes(user, limit=10) == []
    assert not SearchText.objects.with_words().exists()


def test_a_look_reads_no_more_than_its_limit(user):
    for n in range(5):
        make_entry(user, WEEK.shift(-n), body="Oak")
    assert [refresh(user, limit=2), refresh(user, limit=2), refresh(user, limit=2)] == [
        False,
        False,
        True,
    ]
    assert found(user, "oak") == {"oak": ["entry"] * 5}


def test_the_table_is_made_again_from_the_words(user):
    make_entry(user, WEEK, body="Oak")
    refresh(user)
    SearchText.objects.update(folded=" beech ")
    assert found(user, "oak", "beech") == {"beech": ["entry"]}
    call_command("index_words", "--again")
    assert found(user, "oak", "beech") == {"oak": ["entry"]}


def test_the_command_takes_out_what_is_gone_for_everybody(user):
    make_entry(user, WEEK, body="Oak")
    make_entry(make_user(), WEEK, body="Beech")
    call_command("index_words")
    assert SearchText.objects.count() == 2
    Entry.objects.all().delete()
    call_command("index_words")
    assert SearchText.objects.count() == 0


def test_every_kind_has_a_holder():
    assert set(HOLDERS) <= set(KINDS)


def test_looking_with_nothing_changed_takes_one_query(user, django_assert_num_queries):
    for n in range(30):
        make_entry(user, WEEK.shift(-n), body="Oak")
    refresh(user)
    with django_assert_num_queries(1):
        assert refresh(user)


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_leave_each_piece_once():
    user = make_user()
    for n in range(20):
        make_entry(user, WEEK.shift(-n), title="Oak")

    def look(_number):
        try:
            return refresh(user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(4))) == [True] * 4
    assert SearchText.objects.count() == 20
