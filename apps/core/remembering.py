"""A memory of the process: what was worked out last, for as long as there is room."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, ClassVar, Generic, ParamSpec, TypeVar
from weakref import WeakSet

from django.utils.translation import get_language

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = ParamSpec("P")


def remember_in_each_language(words: Callable[P, V]) -> Callable[P, V]:
    """Remember what a function says of numbers and dates; the language that is on decides too.

    For words of ours alone: what is remembered for a person's own would outlive them.
    """

    @lru_cache(maxsize=4096)
    def remembered(language: str | None, *given: Any, **named: Any) -> V:
        return words(*given, **named)

    @wraps(words)
    def told(*given: P.args, **named: P.kwargs) -> V:
        return remembered(get_language(), *given, **named)  # type: ignore[arg-type]

    return told


class Memory(Generic[K, V]):
    """At most `size` values by key, for so many `seconds` of a `clock` that nobody puts right.

    Those that were kept longest ago make room, and are gone once they are older, with whatever is
    asked for or kept next. For what a key tells for good, never for a person's words: nobody
    empties it when they are changed. Several threads may use it.
    """

    _all: ClassVar[WeakSet[Memory[Any, Any]]] = WeakSet()

    def __init__(
        self, size: int, *, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.size, self.seconds, self.clock = size, seconds, clock
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = Lock()
        self._all.add(self)

    def recall(self, key: K) -> V | None:
        """Return what is kept under the key, or None."""
        with self._lock:
            self._drop_older()
            _since, value = self._kept.get(key, (0.0, None))
            return value

    def keep(self, key: K, value: V) -> None:
        with self._lock:
            self._drop_older()
            self._kept[key] = (self.clock(), value)
            self._kept.move_to_end(key)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)

    def _drop_older(self) -> None:
        since = self.clock() - self.seconds
        while self._kept and next(iter(self._kept.values()))[0] < since:
            self._kept.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()

    @classmethod
    def forget_everything(cls) -> None:
        """Empty every memory: for whoever changes what a key tells for good."""
        for memory in list(cls._all):
            memory.forget()
