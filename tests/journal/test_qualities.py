"""Which qualities a week's page asks about."""

import pytest

from apps.journal.documents import Document, QualityWords
from apps.journal.models import Quality
from apps.journal.operations import save_document
from apps.journal.qualities import ensure_qualities, first_five, qualities_for
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, entry_of

pytestmark = pytest.mark.django_db


def keys(qualities):
    return [one.key for one in qualities]


def test_everybody_starts_with_five_and_reading_saves_none():
    user = make_user()
    assert keys(qualities_for(user, None)) == keys(first_five(user))
    assert Quality.objects.count() == 0


def test_a_retired_quality_stays_with_the_weeks_that_have_words_of_it():
    user = make_user()
    document = Document(qualities=(QualityWords("fun", "Ines"),))
    save_document(user=user, week=WEEK, document=document, base=0, now=SUNDAY)
    Quality.objects.for_user(user).filter(key__in=["fun", "open"]).update(retired_at=SUNDAY)
    rest = ["compassionate", "interesting", "thought-provoking"]
    assert keys(qualities_for(user, None)) == rest
    assert keys(qualities_for(user, entry_of(user))) == ["compassionate", "fun", *rest[1:]]


def test_who_retired_every_quality_is_asked_about_none():
    user = make_user()
    ensure_qualities(user)
    Quality.objects.for_user(user).update(retired_at=SUNDAY)
    assert qualities_for(user, None) == []
