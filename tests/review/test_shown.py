"""What one request shows although it would be hidden."""

import pytest
from django.http import QueryDict

from apps.review.shown import Look, look_of, show_address


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        ("", set()),
        ("show=3", {3}),
        ("show=3&show=4&weeks=13", {3, 4}),
        ("show=", set()),
        ("show=-1&show=x&show=%00&show=%D9%A3&show=1.5", set()),
        ("show=" + "9" * 4000, set()),
    ],
)
def test_a_query_opens_the_numbers_that_it_names(query, opened):
    assert look_of(QueryDict(query)).opened == opened


def test_at_most_sixty_are_opened_at_once():
    query = "&".join(f"show={n}" for n in range(100))
    assert len(look_of(QueryDict(query)).opened) == 60


def test_outside_of_a_request_nothing_is_open():
    assert (look_of(QueryDict("")), show_address(7)) == (Look(), "?show=7")
