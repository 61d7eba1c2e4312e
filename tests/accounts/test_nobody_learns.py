"""Nobody learns from a page, its status, its cookies or a mail's time who has an account."""

from __future__ import annotations

import re

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import reverse

from tests.accounts.conftest import PASSWORD
from tests.accounts.test_forms import sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("confirmed")]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
KNOWN, UNKNOWN = "wren@example.org", "ines@example.net"
FORMS = {
    "account_login": {"login": "{}", "password": "another"},
    "account_signup": sign_up(email="{}"),
    "account_reset_password": {"email": "{}"},
    "account_request_login_code": {"email": "{}"},
}


def told(client, name, address):
    """Return all that a stranger sees of a form and of where it leads; the address left out."""
    client.cookies.clear()
    given = {field: value.format(address) for field, value in FORMS[name].items()}
    answer = client.post(reverse(name), given, follow=True)
    body = TOKEN.sub("", answer.content.decode()).replace(address, "")
    steps = [*answer.redirect_chain, answer.status_code]
    said = [str(message) for message in answer.context["messages"]]
    return steps, sorted(client.cookies), [one.replace(address, "") for one in said], body


@pytest.mark.parametrize("name", FORMS)
def test_a_known_and_an_unknown_address_see_the_same(client, wren, name):
    assert told(client, name, KNOWN) == told(client, name, UNKNOWN)


@pytest.mark.parametrize("name", FORMS)
def test_an_account_that_sleeps_looks_like_none(client, wren, name):
    wren.is_active = False
    wren.save()
    assert told(client, name, KNOWN) == told(client, name, UNKNOWN)


@pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
def test_the_answer_goes_out_before_the_mail(wren, mailoutbox, name, settings):
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "Csrf" not in one]
    request = RequestFactory().post(reverse(name), {"email": KNOWN})
    answer = WSGIHandler().get_response(request)
    assert (answer.status_code, mailoutbox) == (302, [])
    answer.close()
    assert [mail.to for mail in mailoutbox] == [[KNOWN]]


LIMITED = {
    "account_login": ("login", "ip", {"login": KNOWN, "password": "another"}),
    "account_signup": ("signup", "ip", {}),
    "account_reset_password": ("reset_password", "ip", {"email": UNKNOWN}),
    "account_reauthenticate": ("reauthenticate", "user", {"password": "another"}),
    "account_change_password": ("change_password", "user", {}),
    "account_email": ("manage_email", "user", {"action_remove": "", "email": KNOWN}),
}


@pytest.mark.parametrize("name", LIMITED)
def test_a_form_that_is_sent_too_often_has_to_wait(client, wren, settings, name):
    action, per, given = LIMITED[name]
    if per == "user":
        client.force_login(wren)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    settings.ACCOUNT_RATE_LIMITS = {action: f"1/m/{per}"}
    answers = [client.post(reverse(name), given).status_code for _ in range(2)]
    assert answers[1] == 429
    assert answers[0] != 429
