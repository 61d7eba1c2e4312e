"""Every mail: plain words, and links that no request header can bend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from apps.accounts.adapter import AccountAdapter
from tests.accounts.test_forms import sign_up

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
