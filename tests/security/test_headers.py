"""What every answer carries in production, scored by Mozilla Observatory's rules."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import path, reverse

from apps.core.limits import A_MINUTE, LIMITS, Limit
from config.urls import handler400, handler403, handler404, handler429, handler500
from config.urls import urlpatterns as real
from tests.config.starting import PRODUCTION, settings_of
from tests.security.asking import address_of
from tests.security.observatory import score
from tests.security.routes import RULES
from tests.support.factories import make_user
from tests.support.review import NOW

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]

NEEDED = 115
OF_PRODUCTION = (
    *("ALLOWED_HOSTS", "SECURE", "SECURE_SSL_REDIRECT", "SECURE_REDIRECT_EXEMPT"),
    *("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"),
    *(f"{kind}_COOKIE_{what}" for kind in ("SESSION", "CSRF") for what in ("NAME", "SECURE")),
)
HOST = "words.example"


def closed(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError


urlpatterns = [path("closed/", closed), path("broken/", broken), *real]


@pytest.fixture(scope="module")
def of_production(tmp_path_factory):
    """The settings that a production environment makes, where headers depend on them."""
    return settings_of(tmp_path_factory.mktemp("var"), PRODUCTION, *OF_PRODUCTION)


@pytest.fixture
def visit(db, owner, quiet, settings, of_production):
    """Ask as the owner's browser over https, as it is in production."""
    for name, value in of_production.items():
        setattr(settings, name, value)
    settings.ROOT_URLCONF = __name__
    browser = Client(raise_request_exception=False, headers={"host": HOST})
    browser.force_login(owner.user)

    def asked(method, address, **given):
        answer = getattr(browser, method)(address, **{"secure": True} | given)
        for close in answer._resource_closers:  # its close() would end the connection too
            close()
        return answer

    asked.browser = browser
    with time_machine.travel(NOW, tick=False):
        yield asked


def kinds():
    """Yield a name, a method and an address for each kind of answer that is no page of a route."""
    yield "not found", "get", "/nowhere/"
    yield "without its last slash", "get", "/weeks"
    yield "closed", "get", "/closed/"
    yield "broken", "get", "/broken/"
    yield "not its method", "delete", "/weeks/"
    yield "another method", "put", "/account/appearance/"
    yield "a file", "get", "/static/css/app.css"
    yield "no file", "get", "/static/css/nothing.css"
    yield "a script", "get", "/static/js/write.js"


def faults(answer):
    """Return what an answer lacks."""
    # One that is taken back is no cookie any more.
    found = score(answer, [one for one in answer.cookies.values() if one["max-age"] != 0])
    lacking = [one for one in found.because if one[1] < 0]
    wanted = {
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    lacking += [name for name, value in wanted.items() if answer.get(name) != value]
    lacking += [name for name in ("Permissions-Policy", "Cache-Control") if name not in answer]
    if answer.status_code >= 300 and "no-store" not in answer.get("Cache-Control", ""):
        lacking.append("no-store")
    return lacking if found.points >= NEEDED else [*lacking, f"{found.points} points"]


@pytest.mark.parametrize(
    ("method", "address"), [kind[1:] for kind in kinds()], ids=[kind[0] for kind in kinds()]
)
def test_an_answer_of_any_kind_is_scored_high_enough(visit, method, address):
    assert faults(visit(method, address)) == []


KEPT = {"review:worker", "review:offline", "review:manifest"}
"""Files of the site's own, the same for everybody."""


def test_every_route_is_scored_high_enough_and_no_page_is_kept_in_a_cache(visit, owner):
    answers = {name: visit("get", address_of(name, rule, owner)) for name, rule in RULES.items()}
    found = {name: faults(answer) for name, answer in answers.items()}
    assert {name: lacks for name, lacks in found.items() if lacks} == {}
    told = {name: answer["Cache-Control"] for name, answer in answers.items()}
    assert {name for name, value in told.items() if "no-store" not in value} == KEPT


def test_what_is_refused_is_scored_high_enough(visit, settings, monkeypatch):
    monkeypatch.setitem(LIMITS, "account_reauthenticate", Limit(1, A_MINUTE))
    strict = Client(enforce_csrf_checks=True, headers={"host": HOST})
    sign_in = reverse("account_login")
    refused = [
        strict.post(sign_in, {"login": "a"}, secure=True),
        strict.get("/", secure=True, headers={"host": "elsewhere.example"}),
        *(visit("post", reverse("account_reauthenticate")) for _ in range(2)),
    ]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    refused.append(visit("post", reverse("accounts:appearance"), data={"theme": "d" * 99}))
    told = [(one.status_code, faults(one)) for one in [*refused[:2], *refused[-2:]]]
    assert told == [(403, []), (400, []), (429, []), (413, [])]


def test_http_is_sent_on_to_https_before_anything_is_asked(visit):
    answer = visit("get", "/weeks/?a=b", secure=False)
    assert (answer.status_code, answer["Location"]) == (301, f"https://{HOST}/weeks/?a=b")
    assert visit("get", "/healthz", secure=False).status_code == 200


def test_the_policy_allows_our_own_files_and_nothing_else(visit):
    policy = visit("get", "/")["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
    ]


def test_a_browser_keeps_to_https_for_a_year(visit):
    told = visit("get", "/")["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains; preload"


def test_each_cookie_is_bound_to_the_host_and_closed_to_scripts(visit):
    visit.browser.logout()
    visit.browser.cookies.clear()
    # The owner has a second factor, and would not be in yet.
    sent = {"login": make_user().email, "password": "a plain password"}
    visit("post", reverse("account_login"), data=sent)
    visit("post", reverse("accounts:appearance"), data={"theme": "dark"})
    visit("post", reverse("accounts:keys"), data={"keys": "off"})
    visit("get", reverse("accounts:preferences"))
    jar = visit.browser.cookies
    assert set(jar) == {"__Host-sidenote", "__Host-csrf", "theme", "keys"}
    for name, cookie in jar.items():
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax"), name
        assert cookie["secure"], name
        assert cookie["httponly"], name


def test_the_files_of_the_site_are_shared_with_no_other(visit):
    assert "Access-Control-Allow-Origin" not in visit("get", "/static/css/app.css")
