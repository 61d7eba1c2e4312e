"""What the environment makes of the settings, and what it may not say."""

from __future__ import annotations

import pytest

from tests.config.starting import PRODUCTION, settings_of, starts

NEEDED = sorted(PRODUCTION)
MAIL = "EMAIL_URL names the mail server"
BROKER = "REDIS_URL names the broker"
SITE = "SITE_URL is the public address alone"
SECRET = "SECRET_KEY is at least 50 random characters"
KEYS = "SOURCE_KEYS are 32 random bytes each"
CONTACT = "USER_AGENT_CONTACT is sent in a header"
ISSUER = "OIDC_SERVER_URL is the issuer's address over https"
OIDC = {
    "OIDC_SERVER_URL": "https://id.example/realms/home",
    "OIDC_CLIENT_ID": "sidenote",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_NAME": "Our house",
}


def test_with_no_environment_it_is_local_and_the_key_is_the_owner_s_alone(tmp_path):
    var = tmp_path / "var"
    names = ("LOCAL", "SITE_URL", "SECURE", "EMAIL_FILE_PATH", "SECRET_KEY", "SOURCE_KEYS")
    read = settings_of(var, {}, *names)
    key, source_key = var / "secret.key", var / "source.key"
    assert [one.stat().st_mode & 0o777 for one in (key, source_key)] == [0o600, 0o600]
    assert len(key.read_text()) >= 50
    assert read == {
        "LOCAL": True,
        "SITE_URL": "http://localhost:8000",
        "SECURE": False,
        "EMAIL_FILE_PATH": str(var / "mail"),
        "SECRET_KEY": key.read_text(),
        "SOURCE_KEYS": [source_key.read_text()],
    }


def test_in_production_cookies_are_bound_to_the_host_and_to_https(tmp_path):
    names = [f"{kind}_COOKIE_{what}" for kind in ("SESSION", "CSRF")
             for what in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")]  # fmt: skip
    assert settings_of(tmp_path, PRODUCTION, *names) == {
        "SESSION_COOKIE_NAME": "__Host-sidenote",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
    }


def test_in_production_https_is_kept_to_and_addresses_are_confirmed(tmp_path):
    expected = {
        "LOCAL": False,
        "DEBUG": False,
        "ALLOWED_HOSTS": ["words.example"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_USE_TLS": True,
        "CELERY_BROKER_URL": "redis://localhost:6379/0",
    }
    assert settings_of(tmp_path, PRODUCTION, *expected) == expected


def test_nothing_is_allowed_on_a_page_that_is_not_named(settings):
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert rules["default-src"] == ["'none'"]
    assert {value for name in rules for value in rules[name]} == {"'none'", "'self'"}


def test_counts_of_tries_are_not_pushed_out_of_the_cache(settings):
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] == 100_000


WITHOUT = [({k: PRODUCTION[k] for k in NEEDED if k != name}, f"Set {name}:") for name in NEEDED]
ELSEWHERE = ["10.0.0.1:8001", "sandbox:8001", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:x"]
LOCAL = [({"SANDBOX_ADDRESS": one}, f"SANDBOX_ADDRESS is '{one}'.") for one in ELSEWHERE]
WRONG = [
    ({"SANDBOX_ADDRESS": "127.0.0.1:8001"}, "SANDBOX_ADDRESS is for local mode"),
    ({"DEBUG": "True"}, "DEBUG is for local mode"),
    ({"SITE_URL": "words.example"}, SITE),
    ({"SITE_URL": "https://"}, SITE),
    ({"SITE_URL": "https://words.example:port"}, SITE),
    ({"SITE_URL": "https://words.example/journal"}, SITE),
    ({"SITE_URL": "https://a:secret@words.example"}, SITE),
    ({"SITE_URL": "https://wörter.example"}, SITE),
    ({"EMAIL_URL": "consolemail://"}, MAIL),
    ({"EMAIL_URL": "smtp://"}, MAIL),
    ({"EMAIL_URL": "smtp://mail.example:port"}, MAIL),
    ({"REDIS_URL": "localhost:6379"}, BROKER),
    ({"REDIS_URL": "redis://"}, BROKER),
    ({"DATABASE_URL": "sidenote"}, "DATABASE_URL is postgres://"),
    ({"DATABASE_URL": "mysql://a:b@db.example/c"}, "DATABASE_URL is postgres://"),
    ({"SECRET_KEY": "secret"}, SECRET),
    ({"SECRET_KEY": "ab" * 40}, SECRET),
    ({"SOURCE_KEYS": "secret"}, KEYS),
    ({"SOURCE_KEYS": "c2VjcmV0"}, KEYS),
    ({"SOURCE_KEYS": ", ,"}, KEYS),
    ({"SOURCE_KEYS": PRODUCTION["SOURCE_KEYS"] + ",wörter"}, KEYS),
    ({"USER_AGENT_CONTACT": "wörter@words.example"}, CONTACT),
    ({"USER_AGENT_CONTACT": "a@words.example\r\nX: y"}, CONTACT),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'"),
    ({"PORT": "eighty"}, "PORT is 'eighty'"),
    ({"SIGN_UP": "maybe"}, "SIGN_UP is 'maybe'. Write one of open, invitation, closed."),
    ({"PASSWORDS": "no"}, "PASSWORDS is 'no'. Write on or off."),
    ({"MASTODON_SIGN_IN": "1"}, "MASTODON_SIGN_IN is '1'. Write on or off."),
    ({"GITHUB_CLIENT_SECRET": "secret"}, "Signing in with GitHub is half set: GITHUB_CLIENT_ID"),
    ({"GOOGLE_CLIENT_ID": "secret"}, "Signing in with Google is half set: GOOGLE_CLIENT_SECRET"),
    (
        {k: v for k, v in OIDC.items() if k != "OIDC_NAME"},
        "Signing in with OpenID Connect is half set: OIDC_NAME",
    ),
    (OIDC | {"OIDC_SERVER_URL": "http://id.example"}, ISSUER),
    (OIDC | {"OIDC_SERVER_URL": "https://"}, ISSUER),
    (OIDC | {"OIDC_SERVER_URL": "https://a:secret@id.example"}, ISSUER),
    (OIDC | {"OIDC_SERVER_URL": "https://id.example/.well-known/openid-configuration"}, ISSUER),
    (OIDC | {"OIDC_SERVER_URL": "https://[id.example"}, ISSUER),
]
REFUSED = [*WITHOUT, *LOCAL, *((PRODUCTION | given, told) for given, told in WRONG)]


@pytest.fixture(scope="module")
def refusals(tmp_path_factory):
    """What is said to each environment of REFUSED."""
    return starts(tmp_path_factory.mktemp("var"), *((given, []) for given, _told in REFUSED))


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=[told[:30] for _, told in REFUSED])
def test_what_cannot_be_is_refused_with_what_to_do(refusals, number):
    said = refusals[number]
    assert str(said).startswith(REFUSED[number][1])
    assert "secret" not in said


def test_several_source_keys_are_read_newest_first(tmp_path):
    key = PRODUCTION["SOURCE_KEYS"]
    given = PRODUCTION | {"SOURCE_KEYS": f"{key[::-1][1:]}=, {key}"}
    assert settings_of(tmp_path, given, "SOURCE_KEYS") == {
        "SOURCE_KEYS": [f"{key[::-1][1:]}=", key]
    }


def test_the_sandbox_and_the_broker_of_a_drill_are_fine(tmp_path):
    given = {"SANDBOX_ADDRESS": "[::1]:8001", "REDIS_URL": "redis://127.0.0.1:7000/0"}
    read = settings_of(tmp_path, given, "SANDBOX_ADDRESS", "CELERY_BROKER_URL")
    assert list(read.values()) == list(given.values())


def test_a_place_to_sign_in_with_is_there_once_all_of_it_is_set(tmp_path):
    github = {"GITHUB_CLIENT_ID": "id", "GITHUB_CLIENT_SECRET": "secret"}
    names = ("SOCIALACCOUNT_PROVIDERS", "PASSWORDS", "SIGN_IN_WITH_MASTODON")
    bare = settings_of(tmp_path, PRODUCTION, *names)
    assert list(bare.values()) == [{}, True, True]
    off = {"PASSWORDS": "off", "MASTODON_SIGN_IN": "off"}
    read = settings_of(tmp_path, PRODUCTION | github | OIDC | off, *names)
    house = {
        "client_id": "sidenote",
        "secret": "secret",
        "name": "Our house",
        "settings": {"server_url": "https://id.example/realms/home"},
    }
    assert list(read.values()) == [
        {
            "github": {"APPS": [{"client_id": "id", "secret": "secret"}]},
            "openid_connect": {"APPS": [house]},
        },
        False,
        False,
    ]
