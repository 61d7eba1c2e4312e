from __future__ import annotations

import io
import logging

import pytest


@pytest.fixture
def log(monkeypatch):
    """What the running app writes to its log."""
    written = io.StringIO()
    for handler in logging.getLogger().handlers:
        if handler.name == "console":
            monkeypatch.setattr(handler, "stream", written)
    return written
