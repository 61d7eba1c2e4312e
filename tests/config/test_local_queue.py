"""Local mode's queue of files: no reader ever sees half a message."""

from __future__ import annotations

from pathlib import Path

from kombu import Connection

from config import local_queue


def connect(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
    }
    return Connection("filesystem://", transport_options=options)


class Watching:
    """A payload that looks for messages at the moment it is being written down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: list[str] = []

    def __json__(self) -> str:
        self.seen = [file.name for file in self.folder.glob("*.msg")]
        return "words"


def test_a_message_is_not_to_be_seen_before_it_is_whole(tmp_path):
    channel, payload = connect(tmp_path).channel(), Watching(tmp_path)
    channel._put("q", {"n": payload})
    assert (payload.seen, channel._get("q")) == ([], {"n": "words"})


def test_messages_come_in_the_order_in_which_they_were_put(tmp_path, monkeypatch):
    moments = iter([2_000_000, 3_000_000])
    monkeypatch.setattr(local_queue, "monotonic_ns", lambda: next(moments))
    channel = connect(tmp_path).channel()
    for n in (1, 2):
        channel._put("q", {"n": n})
    assert [channel._get("q") for _ in (1, 2)] == [{"n": 1}, {"n": 2}]


def test_bindings_are_added_and_not_doubled(tmp_path):
    channel = connect(tmp_path).channel()
    for queue in ("a", "b", "a"):
        channel._queue_bind("news", "", "", queue)
    assert sorted(one.queue for one in channel.get_table("news")) == ["a", "b"]


def test_the_queue_of_files_is_ours(tmp_path):
    assert isinstance(connect(tmp_path).transport, local_queue.Transport)


def test_nothing_half_written_is_left(tmp_path):
    connect(tmp_path).channel()._put("q", {"n": 1})
    assert [file.suffix for file in tmp_path.iterdir()] == [".msg"]
