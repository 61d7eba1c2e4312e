"""Many requests at the same moment, each on a connection of its own, as in as many processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

AT_ONCE = 50


def at_once(act: Callable[[int], Any], *, times: int = AT_ONCE) -> Counter[Any]:
    """Do `act(n)` in as many threads, all let go together; return how often each came of it."""
    start, came = Barrier(times), []

    def one(number: int) -> None:
        start.wait()
        try:
            came.append(act(number))
        except Exception as error:
            came.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(came)
