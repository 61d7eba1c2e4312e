from datetime import UTC, datetime, timedelta

import pytest

from apps.providers.answers import Answer, conditions, rest_time, retry_time, validators_of

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


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-15T20:10:00.7Z"}, True),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(IN_TEN.timestamp()))}, True),
        ({"ratelimit-remaining": "0", "ratelimit-reset": str(int(IN_TEN.timestamp()))}, True),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "600"}, True),
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "600"}, True),
        ({"x-ratelimit-remaining": "0", "retry-after": "600"}, True),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "600"}, False),
        ({"x-ratelimit-remaining": "599.0", "x-ratelimit-reset": "600"}, False),
        ({"x-ratelimit-remaining": "0"}, False),
        ({"x-ratelimit-remaining": "none", "x-ratelimit-reset": "600"}, False),
        ({"x-ratelimit-reset": "600"}, False),
        ({}, False),
    ],
)
def test_the_last_answer_allowed_tells_when_to_ask_again(headers, expected):
    found = rest_time(headers, NOW)
    assert (found is not None and abs(found - IN_TEN) < timedelta(seconds=1)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"etag": '"a"', "last-modified": "Sun, 15 Nov 2026 20:10:00 GMT"},
         {"if-none-match": '"a"', "if-modified-since": "Sun, 15 Nov 2026 20:10:00 GMT"}),
        ({"etag": 'W/"a b"'}, {"if-none-match": 'W/"a b"'}),
        ({"etag": ""}, {}),
        ({"etag": "a\nX: b"}, {}),
        ({"etag": "é"}, {}),
        ({"etag": "x" * 201}, {}),
        ({"date": "Sun, 15 Nov 2026 20:10:00 GMT"}, {}),
    ],
)  # fmt: skip
def test_the_words_of_an_answer_ask_the_next_time(headers, expected):
    assert conditions(validators_of(Answer(200, headers, None, ""))) == expected
