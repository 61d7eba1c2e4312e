"""A source's state in words: who, what, since when, what is safe, what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.weeks import local_day
from apps.metrics.models import Source
from apps.providers.base import Outcome

if TYPE_CHECKING:
    from apps.providers.base import Words

State = Source.State

# Refused, blocked and timed out read the same: nobody can feel their way along a network by them.
GAP_REASONS = {
    "not_connected": gettext_lazy("not connected yet"),
    "paused": gettext_lazy("paused"),
    Outcome.OK: gettext_lazy("it told zero or less, which is not believed until it is told again"),
    Outcome.NOT_MODIFIED: gettext_lazy("it said that nothing had changed"),
    Outcome.HIDDEN: gettext_lazy("the numbers were hidden there"),
    Outcome.GONE: gettext_lazy("the account was gone"),
    Outcome.MOVED: gettext_lazy("the account had moved"),
    Outcome.SUSPENDED: gettext_lazy("the account was suspended there"),
    Outcome.NEEDS_SIGN_IN: gettext_lazy("the host wanted a sign-in"),
    Outcome.NEEDS_SIGNATURE: gettext_lazy("the host answers signed questions alone"),
    Outcome.NOT_FOUND: gettext_lazy("no such account was found there"),
    Outcome.RATE_LIMITED: gettext_lazy("the host asked us to slow down"),
    Outcome.MALFORMED: gettext_lazy("the answer held no number that could be read"),
    Outcome.TRANSIENT: gettext_lazy("the host did not answer"),
    Outcome.REFUSED: gettext_lazy("the host did not answer"),
}

_NO_ANSWER = gettext_lazy("%(place)s did not answer.")
_NOT_THERE = gettext_lazy("%(place)s knows no account called %(handle)s.")
_NO_NUMBER = gettext_lazy("The answer of %(place)s held no number that could be read.")
WHAT = {
    Outcome.HIDDEN: gettext_lazy("%(place)s keeps this account’s numbers hidden."),
    Outcome.GONE: gettext_lazy("%(place)s says that this account is gone."),
    Outcome.MOVED: gettext_lazy("%(place)s says that this account has moved."),
    Outcome.SUSPENDED: gettext_lazy("%(place)s says that this account is suspended."),
    Outcome.NEEDS_SIGN_IN: gettext_lazy("%(place)s shows this to people who sign in there."),
    Outcome.NEEDS_SIGNATURE: gettext_lazy(
        "%(place)s answers servers that sign their questions, and Sidenote signs none."
    ),
    Outcome.NOT_FOUND: _NOT_THERE,
    Outcome.RATE_LIMITED: gettext_lazy("%(place)s asked us to slow down."),
    Outcome.MALFORMED: _NO_NUMBER,
    Outcome.TRANSIENT: _NO_ANSWER,
    Outcome.REFUSED: _NO_ANSWER,
}
WHAT_OF_A_NUMBER = {
    Outcome.GONE: gettext_lazy("%(place)s says that this number is gone for good."),
    Outcome.HIDDEN: gettext_lazy("%(place)s keeps this number to itself."),
    Outcome.NEEDS_SIGN_IN: gettext_lazy("%(place)s shows this number to people who sign in there."),
    Outcome.NOT_FOUND: gettext_lazy("%(place)s has nothing at this address."),
}
WHAT_OF_AN_ADDRESS = {
    Outcome.GONE: gettext_lazy("%(place)s says that this address is gone for good."),
    Outcome.NOT_FOUND: WHAT_OF_A_NUMBER[Outcome.NOT_FOUND],
}
_KEY_REFUSED = gettext_lazy("%(place)s does not accept the key that you gave.")
_MOVED_TO = gettext_lazy("%(place)s says that this account has moved to %(new)s.")
WHAT_BY_DETAIL = {
    "key-lost": gettext_lazy("The key that you gave can no longer be opened here."),
    "no-key": gettext_lazy("%(place)s is read with a key, and none is kept here."),
    "nothing-to-confirm": gettext_lazy(
        "%(place)s said that nothing had changed, but what stood here before had."
    ),
    "not-a-feed": gettext_lazy("%(place)s answered with a page, not with a feed."),
    "already-connected": gettext_lazy("This account is connected already."),
    "another-account": gettext_lazy("%(place)s answered for another account."),
    "nothing-at-pointer": gettext_lazy("There is nothing at that place in the answer."),
}

_BY_HAND = gettext_lazy(
    "Sidenote reads what is public. You can pause this and type its numbers in by hand."
)
_CONNECT_NEW = gettext_lazy("Connect the new account; what was recorded here stays.")
_FOLLOWED = gettext_lazy(
    "The new account is connected already. You can remove this one; its numbers can stay."
)
_OPEN_IT = gettext_lazy(
    "Open the address in your browser. If the place is gone, pause it or remove it; "
    "your words stay either way."
)
_CHECK_HANDLE = gettext_lazy("Check what you typed; you can change it.")
_NEW_KEY = gettext_lazy("Make a new key there and put it in place of the one kept here.")
TO_DO_BY_DETAIL = {
    "needs-token": gettext_lazy(
        "Make an access token in your settings there and give it here, or type its numbers in by "
        "hand."
    ),
    "key-lost": gettext_lazy("Give it again. Nothing is wrong where you made it."),
    "no-key": gettext_lazy("Give it one, or pause this."),
}
_BY_HAND_UNCONFIRMED = gettext_lazy(
    "Sidenote reads what is public. You can type its numbers in by hand."
)
TO_DO_UNCONFIRMED = {
    Outcome.NEEDS_SIGN_IN: _BY_HAND_UNCONFIRMED,
    Outcome.NEEDS_SIGNATURE: _BY_HAND_UNCONFIRMED,
    Outcome.RATE_LIMITED: gettext_lazy("Look again in an hour or so."),
    Outcome.MOVED: gettext_lazy("Change the handle to the new one."),
}
TO_DO = {
    Outcome.HIDDEN: gettext_lazy(
        "If you want the numbers here, show them again in your settings there."
    ),
    Outcome.GONE: gettext_lazy("If it closed, remove it here; you can keep its numbers."),
    Outcome.MOVED: _CONNECT_NEW,
    Outcome.SUSPENDED: gettext_lazy("This is between you and them. We look again once a day."),
    Outcome.NEEDS_SIGN_IN: _BY_HAND,
    Outcome.NEEDS_SIGNATURE: _BY_HAND,
    Outcome.NOT_FOUND: _CONNECT_NEW,
    Outcome.MALFORMED: _OPEN_IT,
    Outcome.TRANSIENT: _OPEN_IT,
    Outcome.REFUSED: _OPEN_IT,
}


@dataclass(frozen=True)
class Saying:
    """What is said of a source: what happened, since when and what is safe, what to do."""

    what: str = ""
    since: str = ""
    to_do: str = ""


def gap_reason(outcome: str) -> str:
    """Return why a day has no number, as the end of a sentence."""
    return str(GAP_REASONS.get(outcome) or _("nobody visited"))


def whereabouts(source: Source) -> str:
    """Return where a source is, in the form its owner knows: "@wren@social.example"."""
    if not source.reader.needs_visits:
        return _("A number you type in")
    address = source.settings.get("address", "")
    own = "" if source.has_own_name else source.handle
    return " · ".join(part for part in (own, address) if part)


def place(source: Source) -> str:
    """Return who is asked: the host where the person knows it, else the network's own name."""
    known = (source.handle, source.address, *source.settings.values())
    is_named = source.host and any(source.host in text for text in known)
    return source.host if is_named else str(source.reader.label)


def saying(source: Source, *, now: datetime, is_followed: bool = False) -> Saying:
    """Return what a page says about the source's state at the moment `now`.

    `is_followed` says that the account it moved to is connected as well.
    """
    match source.state:
        case State.PAUSED | State.BY_HAND:
            return Saying()
        case State.CHECKING:
            return _checking(source, now)
        case State.FRESH:
            told = (_hidden_words(source), _rounded_words(source))
            return Saying(since=" ".join(filter(None, told)))
        case _:
            said = _trouble(source, now)
            return replace(said, to_do=str(_FOLLOWED)) if is_followed else said


def _checking(source: Source, now: datetime) -> Saying:
    told = {"place": place(source)}
    if source.next_visit_at is None or source.next_visit_at <= now:
        return Saying(_("%(place)s is being asked. What it answers is told here.") % told)
    if source.outcome:
        return Saying(_what(source), _when_again(source, now), _to_do_unconfirmed(source))
    told["moment"] = moment_words(source, source.next_visit_at, now)
    words = _("%(place)s was asked a short while ago. We ask again %(moment)s.")
    return Saying(words % told)


def _trouble(source: Source, now: datetime) -> Saying:
    what = _what(source)
    if not source.is_confirmed:
        return Saying(what, _when_again(source, now), _to_do_unconfirmed(source))
    began = moment_words(source, source.failing_since or now, now, after="since")
    since = _(
        "So since %(moment)s. Nothing recorded before then is affected; the days "
        "since show as a gap, not as zero."
    ) % {"moment": began}
    if source.state == State.LATE:
        return Saying(what, since, _("The next visit is already booked. Nothing for you to do."))
    return Saying(what, since, _to_do(source))


def _what(source: Source) -> str:
    told = {"place": place(source), "handle": source.handle, "new": source.moved_to}
    return str(_what_words(source)) % told


def _what_words(source: Source) -> Words:
    if source.detail in WHAT_BY_DETAIL:
        return WHAT_BY_DETAIL[source.detail]
    if source.outcome == Outcome.MOVED and source.moved_to:
        return _MOVED_TO
    if _is_key_refused(source):
        return _KEY_REFUSED
    if source.has_own_name and source.outcome in WHAT_OF_A_NUMBER:
        return WHAT_OF_A_NUMBER[Outcome(source.outcome)]
    if "://" in source.handle and source.outcome in WHAT_OF_AN_ADDRESS:
        return WHAT_OF_AN_ADDRESS[Outcome(source.outcome)]
    return WHAT.get(Outcome(source.outcome), _NO_ANSWER)


def _to_do(source: Source) -> str:
    words = _NEW_KEY if _is_key_refused(source) else TO_DO.get(Outcome(source.outcome), "")
    return str(TO_DO_BY_DETAIL.get(source.detail, words))


def _is_key_refused(source: Source) -> bool:
    return source.outcome == Outcome.NEEDS_SIGN_IN and bool(source.sealed_secret)


def _when_again(source: Source, now: datetime) -> str:
    if source.next_visit_at is None:
        return ""
    moment = moment_words(source, max(source.next_visit_at, now), now)
    return _("We ask again %(moment)s.") % {"moment": moment}


def _to_do_unconfirmed(source: Source) -> str:
    if source.detail == "already-connected":
        return _("Remove this one; the other goes on as before.")
    if source.outcome == Outcome.RATE_LIMITED and source.next_visit_at:
        return _("Nothing for you to do.")
    if source.detail == "needs-token":
        return str(TO_DO_BY_DETAIL[source.detail])
    return str(TO_DO_UNCONFIRMED.get(Outcome(source.outcome), _CHECK_HANDLE))


def _hidden_words(source: Source) -> str:
    """Which metrics the last answer kept to itself."""
    nouns = {spec.key: str(spec.noun) for spec in source.reader.metrics}
    hidden = [nouns[key] for key in source.detail.split(",") if key in nouns]
    if not hidden:
        return ""
    told = {"metrics": get_text_list(hidden, _("and"))}
    return _("The last answer kept this to itself: %(metrics)s. Nothing is filled in.") % told


def _rounded_words(source: Source) -> str:
    """Which metrics the network rounds; by how much would tell the size of a covered number."""
    nouns = [str(spec.noun) for spec in source.reader.metrics if spec.is_rounded]
    if not nouns:
        return ""
    told = {"place": place(source), "metrics": get_text_list(nouns, _("and"))}
    words = _(
        "%(place)s rounds large numbers of %(metrics)s. Each is told with its step, and a change "
        "below that is too small to see. Nothing for you to do."
    )
    return words % told


def times(source: Source, *, now: datetime) -> str:
    """Return when a source was last fetched and when it is visited next, as sentences."""
    if source.state == State.BY_HAND:
        return _("Whenever you like.")
    said = []
    if source.last_success_at:
        moment = moment_words(source, source.last_success_at, now)
        said.append(_("Fetched %(moment)s.") % {"moment": moment})
    if source.state in Source.NOT_VISITED or source.next_visit_at is None:
        said.append(_("No visit planned."))
    elif source.next_visit_at <= now:
        said.append(_("A visit is due now."))
    else:
        moment = moment_words(source, source.next_visit_at, now)
        said.append(_("Next %(moment)s.") % {"moment": moment})
    return " ".join(said)


def moment_words(source: Source, moment: datetime, now: datetime, *, after: str = "") -> str:
    """Return a moment where the person is: "today at 22:05", "on Thursday 19 November at 06:10".

    After the word "since" there is no "on".
    """
    zone = source.user.zone
    local, today = moment.astimezone(zone), local_day(now, zone)
    told = {"time": date_format(local, "H:i")}
    days = (local.date() - today).days
    if days == 0:
        return _("today at %(time)s") % told
    if days == 1:
        return _("tomorrow at %(time)s") % told
    if days == -1:
        return _("yesterday at %(time)s") % told
    year = local.year == today.year
    told["day"] = date_format(local, "l j F" if year else "l j F Y")
    if after == "since":
        return _("%(day)s at %(time)s") % told
    return _("on %(day)s at %(time)s") % told
