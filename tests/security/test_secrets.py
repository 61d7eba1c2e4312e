"""No key that opens anything is in a file of the project, and none that runs here is a default."""

from __future__ import annotations

import base64
import secrets

import pytest

from tests.security.secrets import secrets_in, tracked
from tests.support.variables import ROOT


def test_no_file_of_the_project_holds_a_key():
    found = {}
    for file in tracked():
        try:
            told = list(secrets_in(file.read_text()))
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture or a font; a file taken away and not yet committed
        if told:
            found[str(file.relative_to(ROOT))] = told
    assert found == {}


def test_no_database_and_no_key_file_is_among_them():
    ends = {".sqlite3", ".key", ".pem", ".p12", ".env", ".kdbx"}
    assert [file for file in tracked() if file.suffix in ends or file.name == ".env"] == []


# Written in halves, so that this file is no finding itself.
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "a private key"),
        ("AKIA" + "IOSFODNN7EXAMPLE", "a key of Amazon's"),
        ("ghp_" + "a1B2" * 9, "a token of GitHub's"),
        ("AIza" + "a1B2c" * 7, "a key of Google's"),
        ("xoxb-" + "1234567890-abc", "a token of Slack's"),
        ("sk-live-" + "a1B2c3D4e5F6g7H8", "a key of an API"),
        ("postgres://me:" + "hunter2hunter@db.host.org/x", "a password in an address"),
    ],
)
def test_a_known_key_is_seen(text, what):
    assert what in [found for found, _begins in secrets_in(f'value = "{text}"')]


def test_a_random_word_is_seen_and_one_that_says_something_is_not():
    sentence = base64.urlsafe_b64encode(b"made for a test, and nobody else").decode()
    assert list(secrets_in(f'KEY = "{sentence}"')) == []
    odd = base64.urlsafe_b64encode(bytes(range(7, 255, 6))).decode()
    assert [what for what, _ in secrets_in(f'KEY = "{odd}"')] == ["an odd word"]
    told = [list(secrets_in(f'KEY = "{secrets.token_urlsafe(50)}"')) for _ in range(50)]
    assert all(told)
