import pytest
import time_machine

from apps.providers import PROVIDERS
from tests.support.factories import make_user
from tests.support.keyed import Keyed
from tests.support.metrics import NOW, Network, serve


@pytest.fixture
def network(settings):
    """An empty loopback network behind the names that end in `.example`."""
    empty = Network()
    with serve(empty) as address:
        settings.SANDBOX_ADDRESS = address
        yield empty


@pytest.fixture
def at_nine():
    """It is NOW, and the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user(client):
    """The person whose browser `client` is."""
    person = make_user()
    client.force_login(person)
    return person


@pytest.fixture
def keyed_provider(monkeypatch):
    """Let there be a kind of place that wants a key."""
    monkeypatch.setitem(PROVIDERS, "keyed", Keyed())
