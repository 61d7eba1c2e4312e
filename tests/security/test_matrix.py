"""Every route, as every kind of person, by every method: each gets what the table says, no more."""

from __future__ import annotations

import logging

import pytest
import time_machine
from django.apps import apps
from django.db import transaction

from tests.security.asking import Answer, Asker, address_of, named_routes
from tests.security.owner import CANARY, Owned, make_owner, make_person
from tests.security.routes import RULES
from tests.security.rules import METHODS, ROLES, Rule
from tests.support.review import NOW

LOOKING = ("GET", "HEAD", "OPTIONS")
OURS = ("core", "accounts", "journal", "metrics", "goals", "review")
# Signs of life, rows of the worker's, and answers kept for a page that asks again.
NOT_OF_A_PERSON = {
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


@pytest.fixture(scope="module")
def owner(django_db_setup, django_db_blocker):
    """One person with one of everything, for the whole file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            yield make_owner()
        transaction.set_rollback(True)


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
    """Return what is wrong with an answer: its status, a word in it, a row that it changed."""
    found = []
    if answer.status not in rule.allows(role, method):
        found.append(f"{answer.status}, not {rule.allows(role, method)}")
    if role != "owner" and CANARY.lower() in answer.body.lower():
        found.append("holds a word of the owner")
    acts = method not in LOOKING and answer.status < 400 and not rule.keeps_out(role)
    if not acts and answer.wrote - rule.writes:
        found.append(f"wrote to {answer.wrote - rule.writes}")
    return found


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


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
def test_everybody_gets_what_is_theirs_and_nothing_else(role, owner, db):
    wrong = []
    with time_machine.travel(NOW, tick=False):
        who = asker(role, owner)
        for name, rule in RULES.items():
            address = address_of(name, rule, owner)
            for method in FEWER.get(role, METHODS):
                answer = who.ask(method, address)
                wrong += [(name, method, one) for one in faults(role, rule, method, answer)]
    assert wrong == []
