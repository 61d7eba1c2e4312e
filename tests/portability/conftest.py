from datetime import UTC, datetime

import pytest

from tests.support.factories import make_user

NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
"""A Wednesday."""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPORT_DIR = tmp_path / "exports"


@pytest.fixture
def wren(db):
    return make_user(email="wren@example.org", display_name="Wren")
