from __future__ import annotations

import pytest

from tests.support.factories import make_user

PASSWORD = "a plain password"


@pytest.fixture
def wren(db):
    return make_user(email="wren@example.org", display_name="Wren", time_zone="Europe/London")


@pytest.fixture
def signed_in(client, wren):
    client.force_login(wren)
    return client


@pytest.fixture
def confirmed(settings):
    """As in production: an address has to be confirmed before the first sign-in."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
