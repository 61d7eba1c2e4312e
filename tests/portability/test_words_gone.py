"""A page that is deleted leaves nothing of itself anywhere: not in the index, not in a reading."""

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from apps.core.models import SearchText
from apps.journal.bin import KEPT_FOR, bin_week, empty_bin
from apps.journal.documents import Document, MomentWords, QualityWords
from apps.journal.models import Entry
from apps.journal.operations import save_document
from apps.portability.sharing import share_week
from apps.review.models import FrozenReading
from apps.review.operations import finish_week
from apps.review.tasks import read_words
from apps.review.word_index import refresh
from tests.portability.conftest import NOW
from tests.support.review import WEEK, make_numbers

pytestmark = pytest.mark.django_db
WORD = "Quillfeather"


@pytest.fixture
def entry():
    """A finished week, every text of which has the word, that was searched and shared."""
    user, _metrics = make_numbers()
    lines, moments = (QualityWords("fun", WORD),), (MomentWords(quote=WORD, why=WORD),)
    said = Document(WORD, f"{WORD} on Mastodon.", lines, moments)
    save_document(user=user, week=WEEK, document=said, base=0, now=NOW, key="k", reason="leave")
    finish_week(user=user, week=WEEK, document=said, base=1, now=NOW)
    entry = user.entries.get()
    entry.addenda.create(text=WORD, day=NOW.date(), written_at=NOW)
    entry.kept_lines.create(sha256="0" * 64, text=WORD, position=0, kept_at=NOW)
    share_week(entry=entry, days=30, with_numbers=True, now=NOW)
    refresh(user)
    assert SearchText.objects.filter(folded__contains=WORD.lower()).exists()
    assert FrozenReading.objects.exists()
    return entry


def holding_the_word():
    """Return the models of which a row has the word."""
    return [
        model._meta.label
        for model in apps.get_models()
        if any(WORD.lower() in str(row).lower() for row in model._base_manager.values())
    ]


def left():
    """Return the models that have rows on the week."""
    hanging = [
        model
        for model in apps.get_models()
        if any(field.related_model is Entry for field in model._meta.concrete_fields)
    ]
    return [model._meta.label for model in hanging if model._base_manager.exists()]


def test_after_thirty_days_nothing_of_it_is_left(entry):
    bin_week(user=entry.user, week=WEEK, now=NOW)
    empty_bin(now=NOW + KEPT_FOR)
    read_words()
    assert (holding_the_word(), left(), Entry.with_bin.count()) == ([], [], 0)


def test_deleted_by_hand_nothing_of_it_is_left_at_once(client, entry):
    client.force_login(entry.user)
    with time_machine.travel(NOW, tick=False):
        client.post(reverse("review:week_bin", args=[WEEK]))
        client.post(reverse("review:week_erase", args=[entry.pk]))
    assert (holding_the_word(), left()) == ([], [])
    assert Entry.with_bin.get().erased_at == NOW
