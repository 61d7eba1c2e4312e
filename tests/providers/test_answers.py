from datetime import UTC, datetime, timedelta

import pytest

from apps.providers.answers import retry_time

NOW = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)
IN_TEN = NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "600"}, IN_TEN),
        ({"retry-after": "Sun, 15 Nov 2026 20:10:00 GMT"}, IN_TEN),
        ({"x-ratelimit-reset": "2026-11-15T20:10:00.000000Z"}, IN_TEN),
        ({"x-ratelimit-reset": "2026-11-15T21:10:00+01:00"}, IN_TEN),
        ({"x-ratelimit-reset": str(int(IN_TEN.timestamp()))}, IN_TEN),
        ({"ratelimit-reset": str(int(IN_TEN.timestamp()))}, IN_TEN),
        ({"x-ratelimit-reset": "600.0"}, IN_TEN),
        ({"retry-after": "soon", "x-ratelimit-reset": "600"}, IN_TEN),
        ({"retry-after": "999999999999"}, NOW + timedelta(hours=24)),
        ({"retry-after": "9" * 39}, NOW + timedelta(hours=24)),
        ({"x-ratelimit-reset": "9999-12-31T23:59:59Z"}, NOW + timedelta(hours=24)),
        ({}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "١٠"}, None),
        ({"retry-after": "9" * 10_000}, None),
        ({"x-ratelimit-reset": "2020-01-01T00:00:00Z"}, None),
        ({"x-ratelimit-reset": "0001-01-01T00:00:00+14:00"}, None),
    ],
)
def test_when_to_come_back(headers, expected):
    assert retry_time(headers, NOW) == expected
