"""What one row of the journal knows of itself."""

import pytest

from apps.journal.models import Moment


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("javascript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
        ("", ""),
    ],
)
def test_web_addresses_alone_are_linked_to(address, link):
    assert Moment(address=address).link == link
