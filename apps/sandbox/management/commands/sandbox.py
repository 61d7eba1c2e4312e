"""manage.py sandbox: the invented network, on loopback."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from apps.sandbox.network import SandboxServer

DEFAULT_ADDRESS = "127.0.0.1:8001"
STOPS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    """Plays invented hosts until it is interrupted."""

    help = "Plays the networks that Sidenote reads, for invented people, on loopback."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default=DEFAULT_ADDRESS, help="a loopback host and port")

    def handle(self, *args: object, address: str, **options: object) -> None:
        try:
            server = SandboxServer(address)
        except ValueError as error:
            raise CommandError(f"{address} will not do: {error}.") from None
        except OSError as error:
            raise CommandError(f"{address} cannot be listened on: {error.strerror}.") from None
        # Waited for, not handled: a handler may run while its own event is locked.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self.stdout.write(f"The sandbox network listens on {server.address}.")
        self.stdout.flush()
        signal.sigwait(STOPS)
        server.stop()
