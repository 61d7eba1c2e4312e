"""How much of a number is seen: the person's own choice, for all and for each."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts.models import Shown, User
from apps.metrics.models import Metric
from tests.support.factories import make_metric, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def wren(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def followers(wren):
    return make_metric(make_source(wren), "followers")


def address(metric):
    return reverse("metrics:source_shown", args=[metric.source_id])


def fresh(metric):
    return Metric.objects.for_user(metric.source.user).get(pk=metric.pk)


def test_a_number_is_exact_until_somebody_says_otherwise(followers):
    assert (fresh(followers).shown, fresh(followers).shown_as) == ("", Shown.EXACT)


def test_a_number_follows_what_is_said_of_all(client, wren, followers):
    given = {"display_name": "", "time_zone": "UTC", "writing_first": "True"}
    client.post(reverse("accounts:preferences"), given | {"numbers_shown": "words"})
    assert fresh(followers).shown_as == Shown.WORDS
    client.post(reverse("accounts:preferences"), given)
    assert fresh(followers).shown_as == Shown.WORDS


def test_its_own_choice_goes_before_that(client, wren, followers):
    other = make_metric(followers.source, "replies")
    User.objects.update(numbers_shown="words")
    answer = client.post(address(followers), {f"metric-{followers.pk}": "hidden"})
    assert answer.status_code == 302
    assert [fresh(one).shown_as for one in (followers, other)] == [Shown.HIDDEN, Shown.WORDS]
    client.post(address(followers), {f"metric-{followers.pk}": ""})
    assert fresh(followers).shown_as == Shown.WORDS


def test_another_word_is_refused_beside_its_field(client, followers):
    answer = client.post(address(followers), {f"metric-{followers.pk}": "blurred"})
    assert (answer.status_code, fresh(followers).shown) == (422, "")
    assert "Choose one from the list." in answer.content.decode()


def test_a_strangers_source_and_one_without_numbers_are_not_found(client, wren):
    theirs = make_metric(make_source(make_user()), "followers")
    assert client.post(address(theirs), {f"metric-{theirs.pk}": "hidden"}).status_code == 404
    bare = reverse("metrics:source_shown", args=[make_source(wren).pk])
    assert (client.get(bare).status_code, fresh(theirs).shown) == (404, "")


@pytest.mark.parametrize(("model", "field"), [(User, "numbers_shown"), (Metric, "shown")])
def test_the_database_knows_no_other_way(followers, model, field):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**{field: "loud"})
