"""Lines of other people's code: what happened, and nothing that a request said."""

from __future__ import annotations

import io
import logging

import pytest


@pytest.fixture
def lines(monkeypatch):
    """What the handlers that settings.py gives a logger write."""
    written = io.StringIO()

    def of(name):
        for handler in logging.getLogger(name).handlers:
            if handler.name in ("first_words", "without_trace"):
                monkeypatch.setattr(handler, "stream", written)
        return written

    return of


@pytest.mark.parametrize(
    ("message", "arguments", "kept"),
    [
        ("Invalid request from ip=10.0.0.9: Invalid HTTP Header: 'words'", (),
         "Invalid request from ip"),
        ("Error handling request %s", ("/what-i-wrote",), "Error handling request"),
        ("Worker exiting (pid: %s)", (7,), "Worker exiting"),
    ],
)  # fmt: skip
def test_gunicorn_quotes_no_header_and_no_path(lines, message, arguments, kept):
    said = lines("gunicorn.error")
    logging.getLogger("gunicorn.error").error(message, *arguments)
    assert said.getvalue().endswith(f" ERROR gunicorn.error {kept}\n")


def test_an_error_in_gunicorn_is_named_and_its_message_left_out(lines):
    said = lines("gunicorn.error")
    try:
        raise ValueError("what I wrote")
    except ValueError:
        logging.getLogger("gunicorn.error").exception("Socket error processing request.")
    ending = " ERROR gunicorn.error Socket error processing request ValueError\n"
    assert said.getvalue().endswith(ending)
    assert said.getvalue().count("\n") == 1


def test_a_wrong_host_is_one_line(client, lines):
    said = lines("django.security.DisallowedHost")
    client.get("/what-i-wrote/", headers={"host": "elsewhere.example"})
    assert "Invalid HTTP_HOST header: 'elsewhere.example'." in said.getvalue()
    assert said.getvalue().count("\n") == 1
    assert "what-i-wrote" not in said.getvalue()


def test_other_odd_requests_are_named_alone(lines):
    said = lines("django.security")
    logging.getLogger("django.security.SuspiciousFileOperation").error("(/what/i/wrote) is odd")
    assert said.getvalue().endswith(" ERROR django.security.SuspiciousFileOperation \n")
