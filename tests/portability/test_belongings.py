"""Every model there is belongs to people, or to nobody; a new one has to be one of these."""

import pytest
from django.apps import apps

from apps.accounts.models import User
from apps.goals.models import Goal
from apps.journal.models import Entry, Revision
from apps.metrics.models import Correction, Measurement
from apps.portability.belongings import belongings, erased_by_themselves
from tests.support.everything import NOT_FILLED, make_everything

NOBODYS = {
    "accounts.Invitation",
    "accounts.MastodonHost",
    "accounts.User",
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
    "core.Heartbeat",
    "core.Tries",
    "metrics.HostLane",
    "sessions.Session",
    "sites.Site",
    "socialaccount.SocialApp",
}
"""The person themselves, what all share, and what names nobody in a column: sessions, counts."""


def test_every_model_belongs_to_people_or_to_nobody():
    labels = {model._meta.label for model in apps.get_models()}
    assert labels - {one.label for one in belongings()} <= NOBODYS


def test_the_ways_to_a_person_are_found_however_far_they_are():
    ways = {one.model: set(one.ways) for one in belongings()}
    assert ways[Goal] == {"user"}
    assert ways[Correction] == {"measurement__metric__source__user"}


def test_what_hangs_on_something_goes_before_it():
    order = [one.model for one in erased_by_themselves()]
    assert order.index(Correction) < order.index(Measurement) < order.index(Entry)
    assert Revision not in order


@pytest.mark.django_db
def test_a_person_of_the_tests_has_everything():
    user = make_everything("Quillfeather")
    empty = {one.label for one in belongings() if not one.of(user).exists()}
    assert empty == NOT_FILLED
    assert User.objects.get(pk=user.pk).display_name == "Quillfeather"
