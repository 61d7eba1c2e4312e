"""Many sources due at once, by a clock that leaps: polite to each host, and nobody twice."""

import statistics

import pytest

from apps.metrics.models import FetchAttempt, Source
from apps.providers import PROVIDERS
from apps.providers.base import Rate
from tests.support.leaping import Herd, busiest_second

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_is_invented(settings):
    settings.SANDBOX_ADDRESS = "127.0.0.1:1"


def test_all_are_visited_once_and_no_host_is_asked_twice_within_a_second():
    herd = Herd(sources=300, hosts=60)
    late = herd.run()
    assert (FetchAttempt.objects.count(), len(set(FetchAttempt.objects.values_list("source")))) == (
        300,
        300,
    )
    assert set(Source.objects.values_list("state", flat=True)) == {"fresh"}
    assert busiest_second(herd.network.asked) == 1
    assert statistics.quantiles(late, n=20)[-1] < 60


def test_a_published_limit_is_kept_over_turns(monkeypatch):
    rate = Rate(200, 60)
    monkeypatch.setattr(
        type(PROVIDERS["json_number"]), "published_limit", lambda self, account: rate
    )
    herd = Herd(sources=60, hosts=1)
    herd.run()
    moments = herd.network.asked["h0.example"]
    windows = [sum(first <= one < first + 60 for one in moments) for first in moments]
    assert (len(moments), max(windows) <= 20) == (60, True)
