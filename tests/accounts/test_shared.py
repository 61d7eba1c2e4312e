"""A shared computer: the session ends with the browser, and pages say that nothing may be kept."""

import pytest
from django.urls import reverse

from tests.accounts.conftest import PASSWORD

LOGIN, LOGOUT = reverse("account_login"), reverse("account_logout")
PAGE = reverse("accounts:preferences")


def sign_in(client, **given):
    typed = {"login": "wren@example.org", "password": PASSWORD} | given
    return client.post(LOGIN, typed)


@pytest.mark.parametrize(("given", "is_shared"), [({"shared": "on"}, True), ({}, False)])
def test_the_switch_is_remembered_in_the_session_alone(client, wren, given, is_shared):
    cookie = sign_in(client, **given).cookies["sidenote"]
    assert (cookie["max-age"] == "") is is_shared
    assert (b"<body data-shared>" in client.get(PAGE).content) is is_shared


def test_the_next_sign_in_is_asked_anew(client, wren):
    sign_in(client, shared="on")
    client.post(LOGOUT)
    sign_in(client)
    assert b"data-shared" not in client.get(PAGE).content


def test_the_write_page_brings_no_worker_to_a_shared_computer(client, wren):
    sign_in(client, shared="on")
    assert b"sw.js" not in client.get(reverse("review:write_now"), follow=True).content


@pytest.mark.parametrize(
    ("left", "cleared"), [("nothing", '"storage"'), ("something", None), ("", None)]
)
def test_a_browser_forgets_everything_when_nothing_is_left_in_it(signed_in, left, cleared):
    response = signed_in.post(LOGOUT, {"left": left})
    assert response.headers.get("Clear-Site-Data") == cleared


def test_without_the_script_signing_out_clears_nothing(signed_in):
    assert "Clear-Site-Data" not in signed_in.post(LOGOUT).headers
    assert "Clear-Site-Data" not in signed_in.get(LOGOUT).headers
