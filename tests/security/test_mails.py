"""Every mail links to SITE_URL alone, whatever the request that caused it said of its host."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from apps.review.tasks import remind
from tests.security.owner import make_owner, make_person
from tests.support.review import NOW

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000"
LIES = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Scheme": "https",
    "X-Original-URL": "http://evil.example/",
    "X-Rewrite-URL": "http://evil.example/",
    "Forwarded": "host=evil.example;proto=https",
    "Origin": "http://evil.example",
    "Referer": "http://evil.example/",
}
PASSWORD, NEW = "a plain password", "three quiet herons"


@pytest.fixture
def liar(settings):
    """A browser whose every request says that it is somewhere else, and is believed so far."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    return Client(headers=LIES)


def links(mails):
    return {link for mail in mails for link in re.findall(r"\w+://[^/\s]+", str(mail.message()))}


def test_no_mail_of_an_account_links_elsewhere(liar, mailoutbox, settings):
    person = make_person(email="wren@example.org")
    signing_up = {"password1": NEW, "display_name": "", "time_zone": "UTC"}
    for email in ("ines@example.org", person.email):
        liar.post(reverse("account_signup"), signing_up | {"email": email})
    liar.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(rf"{HERE}(/\S+/reset/key/\S+)", mailoutbox[-1].body)[1]
    form = liar.get(link).url
    liar.post(form, {"password1": NEW, "password2": NEW})
    liar.post(reverse("account_login"), {"login": person.email, "password": NEW})
    liar.post(reverse("account_reauthenticate"), {"password": NEW})
    liar.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    changed = {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD}
    liar.post(reverse("account_change_password"), changed)
    assert len(mailoutbox) == 6
    assert links(mailoutbox) == {HERE}
    assert "evil" not in "".join(str(mail.message()) for mail in mailoutbox)


def test_a_reminder_links_here(mailoutbox):
    person = make_owner(email="a@example.org", word="Plain").user
    sunday = NOW + timedelta(days=4)
    person.preferences.next_reminder_at = sunday
    person.preferences.save()
    with time_machine.travel(sunday, tick=False):
        remind()
    assert links(mailoutbox) == {HERE}


def test_in_production_another_host_is_refused(liar, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["words.example"]
    person = make_person()
    answer = liar.post(reverse("account_reset_password"), {"email": person.email})
    assert (answer.status_code, len(mailoutbox)) == (400, 0)


@pytest.mark.parametrize("header", sorted(set(LIES) - {"Host"}))
def test_no_header_but_host_says_where_we_are(client, header):
    """auth-014, auth-015, access-014: the others are not read without a proxy that is trusted."""
    plain, told = client.get("/"), client.get("/", headers={header: LIES[header]})
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert token.sub("", plain.content.decode()) == token.sub("", told.content.decode())
    assert told.status_code == 200


def test_a_link_of_ours_is_of_a_confirmed_address_alone(liar, mailoutbox):
    """auth-011: a look-alike letter is another address, and its mail goes to what was typed."""
    make_person(email="victim@example.com")
    liar.post(reverse("account_reset_password"), {"email": "v\u0456ctim@example.com"})
    assert mailoutbox == []
    assert EmailAddress.objects.count() == 1
