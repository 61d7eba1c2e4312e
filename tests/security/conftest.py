from __future__ import annotations

import logging

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.security.owner import make_owner
from tests.support.review import NOW


@pytest.fixture(scope="module")
def owner(django_db_setup, django_db_blocker, tmp_path_factory):
    """One person with one of everything, for a whole file."""
    folder = override_settings(EXPORT_DIR=tmp_path_factory.mktemp("exports"))
    with folder, django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            yield make_owner()
        transaction.set_rollback(True)


@pytest.fixture
def quiet():
    """Nothing is logged: thousands of requests would be."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
