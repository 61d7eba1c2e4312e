"""No word and no number of one person stands on any page of another."""

import pytest
import time_machine
from django.urls import reverse

from apps.review.models import Sidenote
from tests.support.factories import make_entry
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db
WORD = "Quillfeather"


def a_life(word):
    """Return a person with numbers, a finished week and a note on it, all with that word."""
    user, metrics = make_numbers()
    make_entry(user, WEEK, title=f"{word} title", body=f"{word} on Mastodon.", finished_at=NOW)
    Sidenote.objects.create(
        user=user,
        metric=metrics["replies"],
        metric_label="Replies on Mastodon",
        first_day=WEEK.monday,
        last_day=WEEK.sunday,
        text=f"{word} note",
        written_at=NOW,
    )
    return user, metrics


def pages(metrics):
    yield reverse("review:home")
    yield reverse("review:week_list")
    yield reverse("review:notebook")
    yield reverse("review:week", args=[WEEK])
    yield reverse("review:write", args=[WEEK])
    yield reverse("review:goal_list")
    yield reverse("metrics:source_list")
    yield from (reverse("review:trend", args=[metric.pk]) for metric in metrics.values())


def test_nothing_of_one_persons_is_on_a_page_of_anothers(client):
    with time_machine.travel(NOW, tick=False):
        a_life(WORD)
        other, metrics = a_life("Plain")
        client.force_login(other)
        shown = {page: client.get(page).content.decode() for page in pages(metrics)}
    assert [page for page, body in shown.items() if WORD in body] == []
    assert "Plain note" in shown[reverse("review:week", args=[WEEK])]
