"""Every route, as every kind of person, by every method: each gets what the table says, no more."""

from __future__ import annotations

import pytest
import time_machine
from django.apps import apps

from tests.security.asking import Answer, Asker, address_of, named_routes
from tests.security.owner import CANARY, Owned, make_person
from tests.security.routes import RULES
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
OURS = ("core", "accounts", "journal", "metrics", "goals", "review")
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
}
FEWER = {
    "other": ("GET", "POST", "PUT", "DELETE"),
    "administrator": ("GET", "POST"),
    "reader": ("GET", "POST"),
    "deactivated": ("GET", "POST"),
}
"""Which method it is matters less than who asks: the owner and the anonymous try them all."""


def asker(role: str, owner: Owned) -> Asker:
    """Return the browser of somebody in that role."""
    if role == "owner":
        return Asker(owner.user)
    if role in ("anonymous", "reader"):
        return Asker()
    someone = make_person(is_staff=role == "administrator", is_superuser=role == "administrator")
    browser = Asker(someone)
    if role == "deactivated":
        someone.is_active = False
        someone.save()
    return browser


def faults(role: str, rule: Rule, method: str, answer: Answer) -> list[str]:
    """Return what is wrong with an answer: status, a word in it, a header, a row it changed."""
    found = []
    if answer.status not in rule.allows(role, method):
        found.append(f"{answer.status}, not {rule.allows(role, method)}")
    if role != "owner" and CANARY.lower() in answer.told.lower():
        found.append("holds a word of the owner")
    found += [name for name, value in ALWAYS.items() if value not in answer.headers.get(name, "")]
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


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_is_theirs_and_nothing_else(role, owner, db, quiet):
    wrong = []
    with time_machine.travel(NOW, tick=False):
        who = asker(role, owner)
        for name, rule in RULES.items():
            address = address_of(name, rule, owner)
            for method in FEWER.get(role, METHODS):
                answer = who.ask(method, address)
                wrong += [(name, method, one) for one in faults(role, rule, method, answer)]
    assert wrong == []
