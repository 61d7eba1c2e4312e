"""Mail servers that take a letter, refuse it, or see the sender die: the outside edge."""

from __future__ import annotations

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Takes


class SenderDied(BaseException):
    """The process is gone: nothing after this runs."""


class DiesBefore(BaseEmailBackend):
    """The sender dies before the mail server has the letter."""

    def send_messages(self, messages):
        raise SenderDied


class DiesAfter(Takes):
    """The mail server has taken the letter, and the sender dies before it can note that."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise SenderDied


class Refuses(BaseEmailBackend):
    """The mail server is not there."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("person@example.org")


class Quotes(BaseEmailBackend):
    """A mail that cannot be written down, told with a word of it."""

    def send_messages(self, messages):
        raise ValueError(messages[0].to)


def at(server):
    """Return the setting that makes `server` the one that mail goes to."""
    return f"{__name__}.{server.__name__}"
