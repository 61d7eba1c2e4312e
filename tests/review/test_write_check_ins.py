"""What is said about goals on the write page: kept with the week, and never erased unseen."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.core.text import digest
from apps.goals.models import CheckIn
from apps.goals.operations import save_check_in, write_goal
from apps.journal.documents import Document
from apps.journal.operations import save_document
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, entry_of

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
def goal(user):
    return make_goal(user, "Fewer, better")


def make_goal(user, text="Another"):
    return write_goal(user=user, text=text, since=WEEK.monday, now=SUNDAY)


def sent(do="keep", base=0, **said):
    return {"do": do, "base": base, "body": "Typed", "title": "", "moments": "1"} | said


def about(goal, text, base=0, was=""):
    """The fields of a check-in; `was` is the text that the page came with."""
    return {
        f"check-in-{goal.pk}": text,
        f"check-in-base-{goal.pk}": base,
        f"check-in-was-{goal.pk}": digest(was),
    }


def say(goal, text, base=0):
    save_check_in(user=goal.user, goal_id=goal.pk, week=WEEK, text=text, base=base, now=SUNDAY)


def said(goal):
    check_in = goal.check_ins.get()
    return check_in.text, check_in.revision, [one.text for one in check_in.earlier_texts.all()]


def shown(response, goal):
    """Text and base of a goal's field on the page."""
    form = response.context["form"]
    return tuple(form[f"check-in-{part}{goal.pk}"].value() for part in ("", "base-"))


def test_words_about_a_goal_are_kept_with_the_week(client, user, goal):
    assert "Fewer, better" in client.get(ADDRESS).content.decode()
    name = f"check-in-{goal.pk}"
    client.post(ADDRESS, sent("finish", **{name: "Nine lines", f"check-in-base-{goal.pk}": "0"}))
    assert [one.text for one in CheckIn.objects.all()] == ["Nine lines"]
    response = client.post(
        ADDRESS, sent("keep", base=1, **{name: "Other", f"check-in-base-{goal.pk}": "0"})
    )
    text = response.content.decode()
    assert (response.status_code, "Nine lines" in text, "Other" in text) == (409, True, True)


def test_a_late_word_about_a_goal_uncovers_nothing(client, user, goal):
    CheckIn.objects.create(
        goal=goal, year=2026, number=47, text="There", revision=2, written_at=SUNDAY
    )
    data = sent("finish", **{f"check-in-{goal.pk}": "Mine", f"check-in-base-{goal.pk}": "1"})
    assert client.post(ADDRESS, data).status_code == 409
    assert (entry_of(user).body, entry_of(user).is_uncovered) == ("Typed", False)


def test_an_untouched_empty_field_erases_nothing_that_was_said_elsewhere(client, goal):
    say(goal, "Said elsewhere")
    for _ in range(2):
        assert client.post(ADDRESS, sent(**about(goal, ""))).status_code == 302
    assert said(goal) == ("Said elsewhere", 1, [])


def test_an_untouched_field_does_not_put_its_old_text_back(client, goal):
    say(goal, "Old")
    page = sent(**about(goal, "Old", 1, was="Old"))
    say(goal, "Newer, elsewhere", 1)
    assert client.post(ADDRESS, page).status_code == 302
    assert said(goal)[:2] == ("Newer, elsewhere", 2)


def test_beside_a_conflict_an_untouched_field_shows_what_is_stored(client, user, goal):
    say(goal, "Said elsewhere")
    save_document(user=user, week=WEEK, document=Document(body="one"), base=0, now=SUNDAY)
    response = client.post(ADDRESS, sent("finish", **about(goal, "")))
    assert (response.status_code, shown(response, goal)) == (409, ("Said elsewhere", "1"))


def test_both_texts_are_kept_whatever_is_pressed_next(client, goal):
    say(goal, "Theirs")
    response = client.post(ADDRESS, sent(**about(goal, "Mine")))
    assert (response.status_code, shown(response, goal)) == (409, ("Mine", "1"))
    client.post(ADDRESS, sent(base=1, **about(goal, "Mine", 1, was="x")))
    assert said(goal) == ("Mine", 2, ["Theirs", "Mine"])
    page = client.get(reverse("review:check_in_write", args=[goal.pk]), {"week": str(WEEK)})
    assert "Theirs" in page.content.decode()


def test_after_a_conflict_what_was_saved_stands_on_its_own_revision(client, user, goal):
    other = make_goal(user)
    say(goal, "Theirs")
    fields = about(goal, "Mine") | about(other, "Kept")
    response = client.post(ADDRESS, sent(**fields))
    assert (response.status_code, shown(response, other)) == (409, ("Kept", "1"))
    fields = about(goal, "Mine", 1, was="x") | about(other, "Kept longer", 1, was="Kept")
    assert client.post(ADDRESS, sent(base=1, **fields)).status_code == 302
    assert said(other)[:2] == ("Kept longer", 2)


def test_a_late_word_about_a_goal_makes_no_rest_of_the_week(client, user, goal):
    say(goal, "Theirs")
    assert client.post(ADDRESS, sent("rest", **about(goal, "Mine"))).status_code == 409
    assert (entry_of(user).body, entry_of(user).is_rest) == ("Typed", False)
