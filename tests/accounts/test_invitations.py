"""Who may make an account: anybody, whoever has an invitation, or nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.accounts.invitations import invite
from apps.accounts.models import Invitation, User
from tests.accounts.test_forms import sign_up
from tests.support.factories import make_user

SIGN_UP, LIST = reverse("account_signup"), reverse("accounts:invitation_list")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _by_invitation(settings):
    settings.SIGN_UP = "invitation"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mika(db):
    return make_user(email="mika@example.org", display_name="Mika", is_staff=True)


def path(link):
    return link.removeprefix("http://localhost:8000")


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["invitation", "closed"])
def test_without_an_invitation_nobody_makes_an_account(client, settings, mode):
    settings.SIGN_UP = mode
    pages = [client.get(SIGN_UP), client.post(SIGN_UP, sign_up())]
    assert all("account/signup_closed.html" in [t.name for t in one.templates] for one in pages)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_invitation_makes_one_account(client):
    link = invite(by=None, now=NOW)
    assert client.get(path(link)).url == SIGN_UP
    assert client.post(SIGN_UP, sign_up()).url == "/"
    assert Invitation.objects.get().used_at == NOW
    client.post(reverse("account_logout"))
    assert client.get(path(link)).status_code == 404
    client.post(SIGN_UP, sign_up(email="ines@example.org"))
    assert [one.email for one in User.objects.all()] == ["wren@example.org"]


@pytest.mark.django_db
def test_two_browsers_with_one_invitation_make_one_account(client):
    link = invite(by=None, now=NOW)
    other = type(client)()
    for browser in (client, other):
        browser.get(path(link))
    client.post(SIGN_UP, sign_up())
    assert "by invitation" in other.post(SIGN_UP, sign_up(email="i@example.org")).content.decode()
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_what_is_refused_uses_nothing_up(client):
    client.get(path(invite(by=None, now=NOW)))
    assert client.post(SIGN_UP, sign_up(email="wren")).status_code == 422
    assert client.post(SIGN_UP, sign_up()).url == "/"


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed")
def test_an_invitation_does_not_tell_whether_an_address_is_known(client, wren):
    answers = []
    for address in ("wren@example.org", "ines@example.org"):
        client.cookies.clear()
        client.get(path(invite(by=None, now=NOW)))
        answers.append(client.post(SIGN_UP, sign_up(email=address)).url)
    assert answers == [reverse("account_email_verification_sent")] * 2
    assert set(Invitation.objects.values_list("used_at", flat=True)) == {NOW}


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["open", "closed", "invitation"])
def test_a_link_that_is_too_old_or_unknown_or_not_asked_for_is_a_page(client, settings, mode):
    settings.SIGN_UP = mode
    old = path(invite(by=None, now=NOW - timedelta(days=14)))
    for link in (old, reverse("accounts:invitation", args=["not-a-token"])):
        page = client.get(link)
        assert page.status_code == 404
        assert "This invitation no longer works" in page.content.decode()


@pytest.mark.django_db
def test_the_database_does_not_know_the_link():
    token = invite(by=None, now=NOW).rstrip("/").rpartition("/")[2]
    assert token not in str(Invitation.objects.values().get())


def test_the_staff_makes_one_and_takes_it_back(client, mika):
    client.force_login(mika)
    page = client.post(LIST).content.decode()
    made = Invitation.objects.get()
    assert (made.made_by, made.expires_at) == (mika, NOW + timedelta(days=14))
    link = page.partition('id="link" value="')[2].partition('"')[0]
    assert link.startswith("http://localhost:8000/account/invitation/")
    assert link not in client.get(LIST).content.decode()
    assert client.post(reverse("accounts:invitation_end", args=[made.pk])).url == LIST
    assert client.get(path(link)).status_code == 404


def test_for_everybody_else_there_is_no_such_page(signed_in):
    invite(by=None, now=NOW)
    end = reverse("accounts:invitation_end", args=[Invitation.objects.get().pk])
    answers = [signed_in.get(LIST), signed_in.post(LIST), signed_in.post(end)]
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_where_no_invitation_is_asked_for_the_staff_makes_none(client, mika, settings, mode):
    settings.SIGN_UP = mode
    client.force_login(mika)
    assert client.get(LIST).status_code == 404


def test_the_command_prints_a_link(client, mika):
    out = StringIO()
    call_command("invite", by="Mika@example.org", days=2, stdout=out)
    assert client.get(path(out.getvalue().strip())).url == SIGN_UP
    made = Invitation.objects.get()
    assert (made.made_by, made.expires_at) == (mika, NOW + timedelta(days=2))


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{"by": "wren@example.org"}, {"days": 0}, {"days": 366}])
def test_the_command_refuses_what_cannot_be(wren, given):
    with pytest.raises(CommandError):
        call_command("invite", **given)
    assert not Invitation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["open", "invitation", "closed"])
def test_the_way_to_sign_up_is_shown_where_it_is_open(client, settings, mode):
    settings.SIGN_UP = mode
    pages = [client.get(reverse("account_login")), client.get("/")]
    assert {f'href="{SIGN_UP}"' in one.content.decode() for one in pages} == {mode == "open"}
