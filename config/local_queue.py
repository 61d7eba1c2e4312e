"""The queue of files of local mode, with every file whole from the moment it can be seen.

Kombu's filesystem transport creates a file and then writes to it. A worker that looks in between
finds an empty message, and ends. Here a file is written under another name and renamed.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

PATH = f"{__name__}:Transport"


class Channel(filesystem.Channel):
    """Puts messages and bindings in place with one rename each."""

    def _put(  # type: ignore[override]  # the stubs name its arguments in two ways
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        # The name sorts by time and ends as `_get` expects of this queue.
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        self.control_folder.mkdir(exist_ok=True)
        known = self.get_table(exchange)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        if binding not in known:
            table = Path(self.control_folder) / f"{exchange}.exchange"
            _write_whole(table, dumps([binding, *known]))


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(file: Path, text: str) -> None:
    draft = file.with_name(f".{uuid.uuid4()}.draft")
    draft.write_text(text)
    draft.replace(file)
