import pytest

from tests.support.metrics import Network, serve


@pytest.fixture
def network(settings):
    """An empty loopback network behind the names that end in `.example`."""
    empty = Network()
    with serve(empty) as address:
        settings.SANDBOX_ADDRESS = address
        yield empty
