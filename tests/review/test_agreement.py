import random
import re

import pytest
import time_machine
from django.urls import reverse

from apps.core.remembering import Memory
from apps.core.weeks import Week
from apps.journal.models import Quality, QualityLine
from tests.support.factories import make_entry, make_metric, make_source, make_user
from tests.support.review import NOW, WEEK, bulk, sundays

pytestmark = pytest.mark.django_db
LAST = WEEK.previous
"""The newest week that is not covered at NOW."""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, metric, query="?weeks=13"):
    client.force_login(metric.source.user)
    answer = client.get(reverse("review:agreement", args=[metric.pk]) + query)
    assert answer.status_code == 200
    return re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())


def two_scores(*values, user=None):
    """One score for each list of weekly values, the last of them in the last shown week."""
    user = user or make_user()
    metrics = []
    for n, row in enumerate(values):
        source = make_source(user, "klout", name=f"Score {n}", handle=f"{n}", account_id=f"{n}")
        metrics.append(make_metric(source))
        days = sundays(LAST, row)
        bulk(metrics[-1], {day: value for day, value in days.items() if value is not None})
    return metrics


UP = list(range(26))
ZIGZAG = [n % 2 for n in range(26)]


def test_weeks_on_the_same_side_are_counted_beside_what_a_coin_gives(client):
    one, _other = two_scores(UP, [value * 100 for value in UP])
    page = get(client, one, "?weeks=all")
    assert "On the same side in 26 of 26 weeks; a coin would give 8 to 18." in page
    assert "26 whole weeks, 11 May – 8 November 2026" in page


def test_too_few_weeks_are_said(client):
    one, _other = two_scores(UP[:11], UP[:11])
    page = get(client, one)
    # The middle value of eleven stands on the median.
    assert "Too few weeks to say: 10 in which both stood off their middle. It takes 12." in page
    assert "In 1 week one stood on its middle." in page


def test_weeks_without_a_figure_are_said(client):
    one, _other = two_scores(UP, [None if n in (3, 4) else n for n in UP])
    page = get(client, one, "?weeks=all")
    # The middle of all 26 lies between two values, that of the 24 others a little above it.
    assert "On the same side in 23 of 24 weeks; a coin would give 7 to 17." in page
    assert "2 weeks have no figure of one or both." in page


def test_weeks_apart_lead_to_what_was_written_then(client):
    one, _other = two_scores(UP, [-value for value in UP])
    first = LAST.shift(-25)
    make_entry(one.source.user, LAST, title="The loud week")
    make_entry(one.source.user, first, body="A quiet start of **it** all.")
    page = get(client, one, "?weeks=all")
    weeks = re.findall(r'<a href="/weeks/(20\d\d-W\d\d)/"', page)
    assert weeks == [str(LAST), str(first), str(LAST.previous)]
    assert "Klout-like score, 0 above its middle; Klout-like score, 1 below its middle" in page
    assert "The loud week" in page
    assert "Left blank" in page


def test_a_weeks_words_are_the_persons_own(client):
    one, _other = two_scores(UP, [-value for value in UP])
    make_entry(make_user(email="odile@example.org"), LAST, title="Not yours")
    assert "Not yours" not in get(client, one, "?weeks=all")


def mark(user, week, name="Open", word="more"):
    quality, _made = Quality.objects.get_or_create(
        user=user, key=name.lower(), defaults={"name": name, "position": 1}
    )
    entry = make_entry(user, week)
    QualityLine.objects.create(entry=entry, quality=quality, mark=word)


def test_marked_weeks_are_counted_beside_what_a_coin_gives(client):
    (one,) = two_scores(UP)
    for n in range(14):
        mark(one.source.user, LAST.shift(-n))
    mark(one.source.user, LAST.shift(-20), word="less")
    page = get(client, one, "?weeks=all")
    assert (
        "Above its middle in 13 of the 14 weeks you marked “more of it”; a coin would give 3 to 11."
        in page
    )
    assert "There is no second number in these weeks to set beside it." in page


def test_few_marked_weeks_are_too_few(client):
    (one,) = two_scores(UP)
    mark(one.source.user, LAST)
    assert "Too few weeks to say: 1 marked “more of it”" in get(client, one, "?weeks=all")


def test_nothing_of_a_covered_or_running_week_is_counted(client):
    one, other = two_scores(UP, UP)
    before = get(client, one, "?weeks=all")
    for week in (WEEK, WEEK.next):
        bulk(one, {week.sunday: 999})
        bulk(other, {week.sunday: -999})
    assert get(client, one, "?weeks=all") == before


def test_the_unit_of_a_number_changes_nothing(client):
    draw = random.Random(7)
    values = [draw.randrange(40) for _ in range(26)]
    one, other = two_scores(values, ZIGZAG)
    before = get(client, one, "?weeks=all")
    for row in other.measurements.all():
        row.value = row.value * 3 + 1000
        row.save()
    assert get(client, one, "?weeks=all") == before


def test_an_empty_account_is_told_how_a_number_comes_about(client):
    client.force_login(make_user())
    answer = client.get(reverse("review:agreement_first"))
    assert "No number yet" in answer.content.decode()


def test_nothing_is_compared_across_a_break(client):
    one, _other = two_scores(UP, UP)
    before = sorted(sundays(LAST, UP))[:10]
    one.measurements.filter(day__in=before).update(origin="rounded", precision=10.0)
    page = get(client, one, "?weeks=all")
    assert "On the same side in 11 of 16 weeks; a coin would give 4 to 12." in page
    assert "10 weeks have no figure of one or both." in page


def test_the_trend_of_one_number_alone_and_the_qualities_lead_there(client):
    (one,) = two_scores(UP)
    client.force_login(one.source.user)
    trend = client.get(reverse("review:trend", args=[one.pk])).content.decode()
    assert f'href="{reverse("review:agreement", args=[one.pk])}"' in trend
    qualities = client.get(reverse("journal:quality_list")).content.decode()
    assert f'href="{reverse("review:agreement_first")}"' in qualities
    assert client.get(reverse("review:agreement_first")).status_code == 302


def test_somebody_elses_number_is_not_there(client):
    (one,) = two_scores(UP)
    client.force_login(make_user(email="odile@example.org"))
    assert client.get(reverse("review:agreement", args=[one.pk])).status_code == 404


def test_the_same_few_queries_for_two_numbers_and_for_ten(client, django_assert_max_num_queries):
    one, _other = two_scores(UP, ZIGZAG)
    client.force_login(one.source.user)
    address = reverse("review:agreement", args=[one.pk]) + "?weeks=all"
    client.get(address)
    Memory.forget_everything()
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    several = [[(n * k) % 11 for n in range(26)] for k in range(3, 11)]
    for n, row in enumerate(several, start=10):
        source = make_source(
            one.source.user, "klout", name=f"Score {n}", handle=f"{n}", account_id=f"{n}"
        )
        bulk(make_metric(source), sundays(LAST, row))
    for n in range(6):
        mark(one.source.user, Week.containing(LAST.monday).shift(-n), name=f"Quality {n}")
    Memory.forget_everything()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)
