"""Every route, as every kind of person, by every method: each gets what the table says, no more."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
import time_machine
from django.apps import apps
from django.urls import resolve, reverse

from apps.portability.leaving import leave
from tests.security.asking import Answer, Asker, address_of, named_routes
from tests.security.doors import add_factors
from tests.security.owner import CANARY, Owned, make_person
from tests.security.routes import AGAIN, INVITING, RULES, STAFF
from tests.security.rules import METHODS, ROLES, Rule
from tests.support.review import NOW

ALWAYS = {
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LOOKING = ("GET", "HEAD", "OPTIONS")
OURS = (
    *("core", "accounts", "journal", "metrics", "goals", "review", "portability"),
    *("account", "mfa", "usersessions", "socialaccount"),
)
# Signs of life, rows of the worker's, and answers kept for a page that asks again.
NOT_OF_A_PERSON = {
    "Tries",
    "Heartbeat",
    "HostLane",
    "Check",
    "Letter",
    "SearchText",
    "Receipt",
    "SettingDown",
    # Of those who leave, who are a role of their own.
    "Leaving",
    # Allauth's, which we use none of: keys stand in mails and the environment, tokens nowhere.
    "EmailConfirmation",
    "SocialApp",
    "SocialToken",
}
SHARED_WORDS = {"Name", "title", "body", "line", "quote", "why", "later"}
"""What stands on the page of a shared week: whose it is, and what they wrote about it."""
TRY_ALL = ("owner", "anonymous")
"""Everybody else looks, sends a form, and does what the owner can do beside that."""


def asker(role: str, owner: Owned) -> Asker:
    """Return the browser of somebody in that role."""
    if role == "owner":
        return Asker(owner.user)
    if role == "anonymous":
        return Asker()
    if role == "reader":
        return reader_of(owner)
    someone = make_person(is_staff=role == "administrator", is_superuser=role == "administrator")
    if role == "administrator":
        add_factors(someone, "boss")
    browser = Asker(someone)
    someone.is_active = role != "deactivated"
    someone.save()
    if role == "leaving":
        leave(user=someone, now=NOW)
    return browser


def reader_of(owner: Owned) -> Asker:
    """Return a browser that holds the link to the owner's shared week, and has opened it."""
    browser = Asker()
    answer = browser.client.get(reverse("portability:shared", args=[owner.share_token]))
    assert (answer.status_code, CANARY in answer.content.decode()) == (200, True)
    browser.kept = {name: one.value for name, one in browser.client.cookies.items()}
    return browser


def leaks(role: str, rule: Rule, answer: Answer) -> bool:
    """Say whether somebody is told a word of the owner's that is not for them."""
    told = answer.told.lower()
    if rule.shows == "address" and role == "administrator":
        told = told.replace(f"{CANARY}@example.org".lower(), "")
    return role != "owner" and rule.shows != "week" and CANARY.lower() in told


def faults(role: str, rule: Rule, method: str, answer: Answer) -> list[str]:
    """Return what is wrong with an answer: status, a word in it, a header, a row it changed."""
    found = []
    if answer.status not in rule.allows(role, method):
        found.append(f"{answer.status}, not {rule.allows(role, method)}")
    if leaks(role, rule, answer):
        found.append("holds a word of the owner")
    wanted = ALWAYS | ({"Referrer-Policy": "no-referrer"} if rule.shows == "week" else {})
    found += [name for name, value in wanted.items() if value not in answer.headers.get(name, "")]
    acts = method not in LOOKING and answer.status < 400 and not rule.keeps_out(role)
    if not acts and answer.wrote - rule.writes:
        found.append(f"wrote to {answer.wrote - rule.writes}")
    return found


def test_every_route_has_a_rule_and_every_rule_a_route():
    routes = set(named_routes())
    assert (routes - set(RULES), set(RULES) - routes) == (set(), set())


def test_the_owner_has_one_of_everything(owner, db):
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    empty = {model.__name__ for model in models if not model._default_manager.exists()}
    assert empty == NOT_OF_A_PERSON


def test_every_name_in_an_address_is_the_owners():
    given = {one for rule in RULES.values() for one in rule.given if not one.startswith("=")}
    assert given <= Owned.names()


def test_every_address_leads_to_its_own_route(owner):
    elsewhere = {
        name: found
        for name, rule in RULES.items()
        if (found := resolve(address_of(name, rule, owner)).view_name) != name
    }
    assert elsewhere == {}


def methods_of(rule: Rule) -> list[str]:
    """Return the methods by which anything happens at a route, GET and POST at least."""
    does = {"GET", "POST"} | {one for one, status in rule.owner.items() if status != 405}
    return [method for method in METHODS if method in does - {"HEAD", "OPTIONS"}]


def ask_all(role: str, rules: Mapping[str, Rule], owner: Owned) -> list[tuple[str, str, str]]:
    """Ask for each route by each method; return what was wrong with the answers."""
    wrong = []
    with time_machine.travel(NOW, tick=False):
        who = asker(role, owner)
        for name, rule in rules.items():
            address = address_of(name, rule, owner)
            for method in METHODS if role in TRY_ALL else methods_of(rule):
                answer = who.ask(method, address)
                wrong += [(name, method, one) for one in faults(role, rule, method, answer)]
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_is_theirs_and_nothing_else(role, owner, db, quiet):
    assert ask_all(role, RULES, owner) == []


@pytest.mark.parametrize("role", ROLES)
def test_where_people_are_invited_staff_alone_invites(role, owner, db, quiet, settings):
    settings.SIGN_UP = "invitation"
    assert ask_all(role, INVITING, owner) == []


def test_an_administrator_without_a_second_factor_gets_no_further(owner, db, quiet):
    who, told = Asker(make_person(is_staff=True, is_superuser=True)), {}
    for name in (name for name in STAFF if name.startswith("admin_")):
        rule = STAFF[name]
        method = "GET" if "GET" in rule.administrators else "POST"
        answer = who.ask(method, address_of(name, rule, owner))
        told[name] = (answer.status, answer.wrote, leaks("other", rule, answer))
    assert told == {name: (403, set(), False) for name in told}
    assert len(told) == 4


def test_what_matters_is_done_by_nobody_who_has_not_said_again_who_they_are(owner, db, quiet):
    """access-002, auth-030: a session left open neither leaves nor takes anything along."""
    wrong = []
    with time_machine.travel(NOW, tick=False):
        who = Asker(owner.user, said_again=False)
        for name, methods in AGAIN.items():
            for method in methods:
                answer = who.ask(method, address_of(name, RULES[name], owner))
                to = answer.headers.get("Location", "")
                if not to.startswith(reverse("account_reauthenticate")) or answer.wrote:
                    wrong.append((name, method, answer.status, to, answer.wrote))
    assert wrong == []


def test_a_reader_sees_the_words_of_the_week_and_no_other(owner, db):
    page = reader_of(owner).ask("GET", reverse("portability:shared", args=[owner.share_token]))
    assert set(re.findall(rf"{CANARY} (\w+)", page.body)) == SHARED_WORDS
