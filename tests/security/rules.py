"""How a rule of the route table reads: who may ask for a route, and what each of them gets.

Five kinds of people can ask. `owner`: the person whose row stands in the address. `others`:
anybody else who is signed in. `staff`: administrators who came in with a second factor; where
nothing is said of them they are others. `leaving`: somebody whose days to change their mind run; of
most pages they are sent to the one that says so. `nobody`: no session, one of somebody whose
account sleeps, or a link that was shared for another page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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
THEIR_BUTTON: Answers = {**THEIR_PAGE, "POST": 302, "PUT": 302}


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
    staff: Answers | None = None
    leaving: Answers | None = None
    """None: they are sent to where they can stay."""
    shows: str = ""
    """What of the owner's others may see there: "address" or "week"."""

    @property
    def administrators(self) -> Answers:
        return self.others if self.staff is None else self.staff

    def allows(self, role: str, method: str) -> set[int]:
        """Return the statuses that are right for one of ROLES."""
        answers = getattr(self, ROLES[role])
        if answers is None and role == "leaving":
            return {302}
        if answers is None:
            told = self.signed_out.get(method)
            return {told} if told else {302, 405} if method not in self.owner else {302}
        return {answers.get(method, 405)}

    def keeps_out(self, role: str) -> bool:
        """Say whether somebody in that role is sent elsewhere, whatever they ask."""
        return getattr(self, ROLES[role]) is None


ROLES = {
    "anonymous": "nobody",
    "owner": "owner",
    "other": "others",
    "administrator": "administrators",
    "reader": "nobody",
    "deactivated": "nobody",
    "leaving": "leaving",
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
    staff: Answers | None = None,
    leaving: Answers | None = None,
) -> Rule:
    """Whoever is signed in, about themselves; `others` where they have nothing there yet."""
    return Rule(
        answers,
        answers if others is None else others,
        None,
        signed_out or {},
        given,
        frozenset(writes),
        staff,
        leaving,
    )


def stays_open(rule: Rule) -> Rule:
    """The same for somebody who is leaving as for anybody else."""
    return replace(rule, leaving=rule.others)


def staff(answers: Answers, *given: str, shows: str = "") -> Rule:
    """Administrators with a second factor; for other people there is no such thing."""
    others = dict.fromkeys(answers, 404)
    return Rule(others, others, None, given=given, staff=answers, shows=shows)


def owned(
    answers: Answers,
    *given: str,
    signed_out: Answers | None = None,
    writes: tuple[str, ...] = (),
) -> Rule:
    """The owner of what the address names; for everybody else there is no such thing."""
    others = dict.fromkeys(answers, 404)
    return Rule(answers, others, None, signed_out or {}, given, frozenset(writes))


def theirs(answers: Answers, *given: str) -> Rule:
    """As `owned`, of allauth's pages: which methods there are they tell everybody."""
    rule = owned(answers, *given)
    return replace(rule, others={**rule.others, "OPTIONS": 200})
