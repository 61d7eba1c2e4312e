"""How a rule of the route table reads: who may ask for a route, and what each of them gets.

Three kinds of people can ask. `owner`: the person whose row stands in the address. `others`:
anybody else who is signed in, administrators too. `nobody`: no session, one of somebody whose
account sleeps, or a link that was shared for another page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
Answers = Mapping[str, int]

PAGE: Answers = {"GET": 200, "HEAD": 200}
LEADS_ON: Answers = {"GET": 302, "HEAD": 302}
FORM: Answers = {**PAGE, "POST": 422}
"""A form that is sent empty, and refused."""
ASK: Answers = {**PAGE, "POST": 302}
"""A page with a question; nothing need be filled in to say yes."""
BUTTON: Answers = {"POST": 302}
SAVE: Answers = {"PUT": 422}
"""What a page's script asks for."""

# Class-based pages of allauth also say which methods there are, and take PUT for POST.
THEIR_PAGE: Answers = {**PAGE, "OPTIONS": 200}
THEIR_FORM: Answers = {**FORM, "PUT": 422, "OPTIONS": 200}


@dataclass(frozen=True)
class Rule:
    """What each kind of person gets by each method; a method that is not named is a 405."""

    owner: Answers
    others: Answers
    nobody: Answers | None
    """None: they are sent to sign in."""
    signed_out: Answers = field(default_factory=dict)
    """Where it is said in place (401), for words were sent that a detour would lose."""
    given: tuple[str, ...] = ()
    """What stands in the address: names of `Owned`, or the word itself after an "="."""
    writes: frozenset[str] = frozenset()
    """Tables that looking at the page may write to."""

    def allows(self, role: str, method: str) -> set[int]:
        """Return the statuses that are right for one of ROLES."""
        answers = getattr(self, ROLES[role])
        if answers is None:
            told = self.signed_out.get(method)
            return {told} if told else {302, 405} if method not in self.owner else {302}
        return {answers.get(method, 405)}

    def keeps_out(self, role: str) -> bool:
        """Say whether somebody in that role is sent to sign in."""
        return getattr(self, ROLES[role]) is None


ROLES = {
    "anonymous": "nobody",
    "owner": "owner",
    "other": "others",
    "administrator": "others",
    "reader": "nobody",
    "deactivated": "nobody",
}
"""Who asks, and as whom a rule sees them."""


def anyone(answers: Answers, *given: str, signed_in: Answers | None = None) -> Rule:
    """The same for everybody; `signed_in` where there is nothing to do for those who are."""
    theirs = answers if signed_in is None else signed_in
    return Rule(theirs, theirs, answers, given=given)


def person(
    answers: Answers,
    *given: str,
    others: Answers | None = None,
    signed_out: Answers | None = None,
    writes: tuple[str, ...] = (),
) -> Rule:
    """Whoever is signed in, about themselves; `others` where they have nothing there yet."""
    return Rule(
        answers,
        answers if others is None else others,
        None,
        signed_out or {},
        given,
        frozenset(writes),
    )


def owned(
    answers: Answers,
    *given: str,
    signed_out: Answers | None = None,
    writes: tuple[str, ...] = (),
) -> Rule:
    """The owner of what the address names; for everybody else there is no such thing."""
    others = dict.fromkeys(answers, 404)
    return Rule(answers, others, None, signed_out or {}, given, frozenset(writes))
