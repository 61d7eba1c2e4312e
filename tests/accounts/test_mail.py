"""Every mail: plain words, and links that no request header can bend."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from django.conf import settings
from django.urls import reverse

from apps.accounts.adapter import AccountAdapter
from tests.accounts.test_forms import sign_up
from tests.support.mail import Quotes, at

FOLDER = Path(settings.BASE_DIR) / "templates"
KINDS = sorted(
    str(path.relative_to(FOLDER)).removesuffix("_subject.txt")
    for path in FOLDER.glob("*/email/*_subject.txt")
)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_links_to_this_site_and_to_no_other(kind, mailoutbox, settings):
    settings.SITE_URL, settings.SITE_OPERATOR = "https://words.example", "Mika"
    given = {"key": "k:e-y", "uid": "1", "code": "BCDF-GHJK", "deleted_email": "a@example.org"}
    AccountAdapter().send_mail(kind, "wren@example.org", given)
    mail = mailoutbox[0]
    assert mail.alternatives == []
    links = re.findall(r"\w+://[^/\s]+", mail.body)
    assert set(links) == {"https://words.example"}
    assert "Run by Mika." in mail.body
    assert "!" not in mail.subject + mail.body
    assert "&#" not in mail.subject + mail.body


@pytest.mark.django_db
def test_the_host_header_bends_no_link(client, mailoutbox, settings, wren):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        reverse("account_signup"), sign_up(email="a@example.org"), headers={"host": "evil.example"}
    )
    client.logout()
    client.post(
        reverse("account_reset_password"), {"email": wren.email}, headers={"host": "evil.example"}
    )
    assert len(mailoutbox) == 2
    assert [mail.body.count("http://localhost:8000/") for mail in mailoutbox] == [1, 1]
    assert "evil" not in "".join(mail.body for mail in mailoutbox)


class SaysMuch(StreamRequestHandler):
    """A mail server that begins to greet, a line at a time, and comes to no end."""

    def handle(self):
        with suppress(OSError):
            while True:
                self.wfile.write(b"220-one moment\r\n")
                time.sleep(0.1)


@pytest.mark.django_db
def test_a_mail_server_is_waited_for_so_long_in_all(client, wren, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with ThreadingTCPServer(("127.0.0.1", 0), SaysMuch) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 0.4
        began = time.monotonic()
        answer = client.post(reverse("account_signup"), sign_up(email="a@example.org"), follow=True)
        took = time.monotonic() - began
        server.shutdown()
    assert "Our mail could not be sent." in answer.text
    assert took < 5
    assert "a mail was not taken: it took too long" in caplog.text


@pytest.mark.django_db
def test_whatever_goes_wrong_with_a_mail_its_kind_alone_is_logged(client, settings, caplog):
    settings.EMAIL_BACKEND = at(Quotes)
    answer = client.post(reverse("account_signup"), sign_up(email="a@example.org"), follow=True)
    assert "Our mail could not be sent." in answer.text
    assert "a mail was not taken: ValueError" in caplog.text
    assert "a@example.org" not in caplog.text
