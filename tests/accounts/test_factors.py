"""Second factors: the codes of an app, recovery codes, and what a passkey may answer."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from cryptography.fernet import Fernet
from django.contrib.auth import get_user
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from apps.accounts.factors import FactorAdapter, lock_again
from apps.core.sealing import has_newest_lock
from tests.accounts.conftest import PASSWORD
from tests.security.doors import add_passkey, say_again

WAYS, ADD = reverse("mfa_index"), reverse("mfa_activate_totp")
CODES, NEW_CODES = reverse("mfa_view_recovery_codes"), reverse("mfa_generate_recovery_codes")
LOGIN, SECOND = reverse("account_login"), reverse("mfa_authenticate")
PASSKEY, AGAIN = reverse("mfa_login_webauthn"), reverse("mfa_reauthenticate_webauthn")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ANSWERS = [
    "",
    "{",
    "null",
    "1",
    "[]",
    '"x"',
    "{}",
    '{"response": []}',
    '{"response": {"userHandle": 1}}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "MQ"}}',
    '{"id": "\\u0000", "rawId": "eA", "type": "public-key", "response": {}}',
    json.dumps({
        "id": "eA",
        "rawId": "eA",
        "type": "public-key",
        "response": dict.fromkeys(
            ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"),
            "eA",
        ),
    }),
    json.dumps({
        "id": "eA",
        "rawId": "eA",
        "type": "public-key",
        "response": {
            "clientDataJSON": "e30",
            "authenticatorData": "A" * 100,
            "signature": "eA",
            "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
        },
    }),
    "[" * 10_000,
    '{"a":' * 5_000,
    "x" * 100_000,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _between_two_codes():
    """An app's code changes every half minute, and no test runs across that."""
    with time_machine.travel(datetime(2026, 11, 18, 12, 0, 10, tzinfo=UTC), tick=False):
        yield


def now_shown(secret=SECRET):
    """Return the code that an app shows now; as one that was not used before."""
    cache.clear()
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


@pytest.fixture
def sure(signed_in, wren):
    """Signed in, and asked for the password a moment ago."""
    say_again(signed_in, wren)
    return signed_in


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Mails about a second factor leave once it is in the database."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def with_app(wren):
    TOTP.activate(wren, SECRET)
    RecoveryCodes.activate(wren)
    return wren


def first_step(client, **given):
    return client.post(LOGIN, {"login": "wren@example.org", "password": PASSWORD} | given)


def recovery_codes(person):
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


def test_the_secret_is_a_picture_in_the_page_and_a_text(sure):
    page = sure.get(ADD).content.decode()
    secret = sure.session["mfa.totp.secret"]
    assert re.search(r'<figure class="qr" role="img" aria-label="[^"]+"><svg [^>]*><path ', page)
    assert f'<code class="secret">{secret}</code>' in page
    assert "data:" not in page
    assert "<?xml" not in page


def test_the_apps_code_adds_it_and_brings_recovery_codes(sure, wren, mailoutbox, committed):
    sure.get(ADD)
    assert sure.post(ADD, {"code": "000000x"}).status_code == 422
    with committed(execute=True):
        answer = sure.post(ADD, {"code": now_shown(sure.session["mfa.totp.secret"])})
    assert answer.url == CODES
    shown = re.findall(r"<li><code>(\d{8})</code>", sure.get(CODES).content.decode())
    assert shown == recovery_codes(wren)
    assert len(shown) == 10
    assert [mail.subject for mail in mailoutbox] == ["An app was added"]


def test_what_the_database_holds_opens_nothing(with_app):
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert [code for code in recovery_codes(with_app) if code in kept] == []
    assert [has_newest_lock(one.data.get("secret") or one.data["seed"])
            for one in Authenticator.objects.all()] == [True, True]  # fmt: skip


def test_a_password_alone_does_not_open_the_account(client, with_app):
    assert first_step(client).url == SECOND
    assert not get_user(client).is_authenticated
    assert client.get(reverse("accounts:preferences")).status_code == 302
    assert client.post(SECOND, {"code": now_shown()}).url == "/"
    assert get_user(client) == with_app


def test_a_link_by_e_mail_alone_does_not_either(client, with_app, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": with_app.email})
    code = re.search(r"\b[B-Z]{4}-[B-Z]{4}$", mailoutbox[0].body, re.M)[0]
    assert client.post(reverse("account_confirm_login_code"), {"code": code}).url == SECOND
    assert not get_user(client).is_authenticated


def test_an_apps_code_is_good_once(client, with_app):
    code = now_shown()
    first_step(client)
    client.post(SECOND, {"code": code})
    client.post(reverse("account_logout"))
    first_step(client)
    assert client.post(SECOND, {"code": code}).status_code == 422


def test_a_recovery_code_is_good_once(client, with_app):
    code = recovery_codes(with_app)[3]
    for expected in (302, 422):
        first_step(client)
        assert client.post(SECOND, {"code": code}).status_code == expected
        client.post(reverse("account_logout"))
    assert code not in recovery_codes(with_app)


@pytest.mark.parametrize("typed", ["", "wrong", "\0", "🙂", "x" * 5000, "१२३४५६"])
def test_a_wrong_code_is_said_beside_the_field(client, with_app, typed):
    first_step(client)
    answer = client.post(SECOND, {"code": typed})
    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()


def test_the_sixth_wrong_code_has_to_wait(client, with_app):
    first_step(client)
    for _ in range(5):
        client.post(SECOND, {"code": "wrong"})
    answer = client.post(SECOND, {"code": recovery_codes(with_app)[0]})
    assert "That was tried too often." in answer.content.decode()


def test_on_a_shared_computer_the_second_step_remembers_it(client, with_app):
    first_step(client, shared="on")
    cookie = client.post(SECOND, {"code": now_shown()}).cookies["sidenote"]
    assert cookie["max-age"] == ""
    assert b"<body data-shared>" in client.get(WAYS).content


def test_new_recovery_codes_replace_the_old(client, with_app, mailoutbox, committed):
    client.force_login(with_app)
    client.post(reverse("mfa_reauthenticate"), {"code": now_shown()})
    old = recovery_codes(with_app)
    with committed(execute=True):
        client.post(NEW_CODES)
    assert set(old) & set(recovery_codes(with_app)) == set()
    assert [mail.subject for mail in mailoutbox] == ["New recovery codes"]


def test_recovery_codes_are_taken_along_as_text(client, with_app):
    client.force_login(with_app)
    download = reverse("mfa_download_recovery_codes")
    assert client.get(download).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": now_shown()})
    answer = client.get(download)
    assert answer["Content-Type"] == "text/plain"
    assert "no-store" in answer["Cache-Control"]
    codes = "\n".join(recovery_codes(with_app))
    assert answer.content.decode() == (
        f"Recovery codes for Sidenote, localhost:8000\nEach works once.\n\n{codes}\n\n"
    )


def test_removing_the_app_takes_the_recovery_codes_along(client, with_app, mailoutbox):
    client.force_login(with_app)
    remove = reverse("mfa_deactivate_totp")
    assert client.post(remove).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": now_shown()})
    assert client.post(remove).url == WAYS
    assert not Authenticator.objects.exists()
    assert [mail.subject for mail in mailoutbox] == ["The app was removed"]


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_an_address_that_is_not_confirmed_gets_no_second_factor(sure, wren, name):
    EmailAddress.objects.create(user=wren, email=wren.email, verified=False, primary=True)
    answer = sure.get(reverse(name), follow=True)
    assert answer.redirect_chain == [(WAYS, 302)]
    assert "Confirm your e-mail address first." in answer.content.decode()


def test_without_recovery_codes_there_is_nothing_to_see(sure):
    assert sure.get(CODES).status_code == 404
    assert sure.get(reverse("mfa_download_recovery_codes")).status_code == 404
    assert sure.post(NEW_CODES).status_code == 422


def test_passkeys_belong_to_the_host_of_the_site_whatever_a_header_says(client, db, settings):
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "https://words.example:8443"
    headers = {"accept": "application/json", "host": "evil.example"}
    asked = client.get(PASSKEY, headers=headers).json()["request_options"]["publicKey"]
    assert (asked["rpId"], asked["userVerification"]) == ("words.example", "required")
    assert asked.get("allowCredentials", []) == []


def test_a_passkey_is_kept_under_a_name_that_its_device_shows(sure, wren):
    page = sure.get(reverse("mfa_add_webauthn")).content.decode()
    options = re.search(r'data-options="([^"]*)"', page)[1].replace("&quot;", '"')
    asked = json.loads(options)["publicKey"]
    assert asked["rp"] == {"id": "localhost", "name": "Sidenote"}
    assert (asked["user"]["name"], asked["user"]["displayName"]) == ("wren@example.org", "Wren")


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_person_who_opens_that_address_is_shown_the_page(client, db, accept):
    assert client.get(PASSKEY, headers={"accept": accept}).url == LOGIN


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_an_answer_that_no_device_gave_opens_nothing(client, with_app, answer):
    client.get(PASSKEY, headers={"accept": "application/json"})
    assert client.post(PASSKEY, {"credential": answer}).url == LOGIN
    first_step(client)
    client.get(SECOND)
    assert client.post(SECOND, {"credential": answer}).status_code == 422
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_a_passkey_that_does_not_fit_is_said_where_it_was_asked_for(signed_in, wren, answer):
    add_passkey(wren, "The phone")
    asked = f"{AGAIN}?next={CODES}"
    assert signed_in.get(asked).status_code == 200
    page = signed_in.post(asked, {"credential": answer})
    assert (page.status_code, page.text.count('role="alert"')) == (422, 1)
    assert f'name="next" value="{CODES}"' in page.text
    assert 'data-passkey="use" data-options="{' in page.text
    assert signed_in.get(ADD).url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_an_answer_that_no_device_gave_adds_nothing(sure, answer):
    add = reverse("mfa_add_webauthn")
    sure.get(add)
    assert sure.post(add, {"name": "x", "credential": answer}).status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_somebody_elses_passkey_is_not_there(sure, django_user_model, name):
    other = django_user_model.objects.create_user("ines@example.org")
    theirs = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Hers"})
    assert sure.post(reverse(name, args=[theirs.pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get().data == {"name": "Hers"}


def test_a_passkey_is_renamed(sure, wren):
    mine = Authenticator.objects.create(user=wren, type="webauthn", data={"name": "Passkey 1"})
    rename = reverse("mfa_edit_webauthn", args=[mine.pk])
    assert sure.post(rename, {"name": " "}).status_code == 422
    assert sure.post(rename, {"name": "x" * 81}).status_code == 422
    assert sure.post(rename, {"name": " The\u202e phone "}).url == reverse("mfa_list_webauthn")
    assert Authenticator.objects.get().data == {"name": "The phone"}


def test_secrets_are_locked_again_with_the_newest_key(with_app, settings, capsys):
    before, codes = settings.SOURCE_KEYS, recovery_codes(with_app)
    settings.SOURCE_KEYS = [Fernet.generate_key().decode(), *before]
    call_command("rotate_keys")
    assert "Second factors locked again: 2." in capsys.readouterr().out
    assert lock_again() == 0
    settings.SOURCE_KEYS = settings.SOURCE_KEYS[:1]
    assert recovery_codes(with_app) == codes


def test_a_secret_whose_key_is_lost_fits_no_code(client, with_app, settings):
    code, recovery = now_shown(), recovery_codes(with_app)[0]
    settings.SOURCE_KEYS = [Fernet.generate_key().decode()]
    first_step(client)
    without_a_key = format_hotp_value(hotp_value("", next(iter(counters()))))
    for typed in (code, recovery, without_a_key):
        assert client.post(SECOND, {"code": typed}).status_code == 422
    assert FactorAdapter().decrypt("x") != FactorAdapter().decrypt("x")
