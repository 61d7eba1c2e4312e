"""Where somebody is signed in: which browser, since when, last seen in which hour."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from apps.accounts.models import User

NOTED = "noted"
"""The session's key for: as what, and in which hour, it was last noted."""
AN_HOUR = 60 * 60
PREFIXES = {4: 24, 6: 48}
"""How much of an address is kept: enough to know one's own network again."""
BROWSERS = {
    r"Edg(e|A|iOS)?/": "Edge",
    r"OPR/": "Opera",
    r"SamsungBrowser/": "Samsung Internet",
    r"Firefox/|FxiOS/": "Firefox",
    r"Chrome/|CriOS/": "Chrome",
    r"Safari/": "Safari",
}
SYSTEMS = {
    r"iPhone": "iPhone",
    r"iPad": "iPad",
    r"Android": "Android",
    r"Windows": "Windows",
    r"Mac OS X": "Mac",
    r"CrOS": "ChromeOS",
    r"Linux|X11": "Linux",
}


@dataclass(frozen=True)
class SignedInAt:
    """One browser that is signed in, as its person is told of it."""

    pk: int
    browser: str
    network: str
    since: datetime
    last_seen: datetime
    is_here: bool


def note_again(request: HttpRequest, *, now: datetime) -> None:
    """Note a session that was noted at sign-in once more, in another hour or under another key."""
    noted = request.session.get(NOTED)
    if noted and noted != _note(request, now=now):
        note_session(request, now=now)


def note_session(request: HttpRequest, *, now: datetime) -> None:
    """Note that the person's browser is here; whatever signs somebody in calls this."""
    key = request.session.session_key
    if not key or not isinstance(request.user, User):
        return
    request.session[NOTED] = _note(request, now=now)
    seen = {
        "user": request.user,
        "ip": _network_of(get_adapter().get_client_ip(request)),
        "user_agent": request.headers.get("User-Agent", "")[:200],
        "last_seen_at": now,
    }
    UserSession.objects.update_or_create(
        session_key=key, defaults=seen, create_defaults={**seen, "created_at": now}
    )


def signed_in_at(*, user: User, here: str | None, now: datetime) -> list[SignedInAt]:
    """Return where the person is signed in, this browser first; forget what has ended by itself."""
    noted = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk"))
    alive = _alive({one.session_key for one in noted}, user=user, now=now)
    ended = [one.pk for one in noted if one.session_key not in alive]
    if ended:
        UserSession.objects.filter(pk__in=ended).delete()
    told = [_told(one, here=here) for one in noted if one.session_key in alive]
    return sorted(told, key=lambda one: not one.is_here)


def end_session(session: UserSession) -> None:
    """Sign that browser out."""
    session.end()


def end_others(*, user: User, here: str | None) -> int:
    """Sign every other browser out; return how many."""
    others = UserSession.objects.filter(user=user).exclude(session_key=here)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    return len(keys)


def end_everywhere(people: Collection[int]) -> None:
    """Sign these people out of every browser, those too that were never noted.

    What a session is about stands inside it, so that each one of the site is read.
    """
    theirs = {str(pk) for pk in people}
    sessions = Session.objects.iterator() if theirs else ()
    for session in sessions:
        if session.get_decoded().get(SESSION_KEY) in theirs:
            session.delete()


def browser_words(user_agent: str) -> str:
    """Return what a browser calls itself, in a few words."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def network_words(address: str) -> str:
    """Return a kept address as the network that it is."""
    ip = ip_address(address)
    if ip.is_loopback or address == "::":
        return _("this machine")
    return str(ip_network((address, PREFIXES[ip.version]), strict=False))


def _note(request: HttpRequest, *, now: datetime) -> str:
    return f"{(request.session.session_key or '')[:8]} {int(now.timestamp()) // AN_HOUR}"


def _network_of(address: str) -> str:
    network = ip_network((address, PREFIXES[ip_address(address).version]), strict=False)
    return str(network.network_address)


def _alive(keys: set[str], *, user: User, now: datetime) -> set[str]:
    """Return which sessions still open the account: not ended, not from before a new password."""
    kept = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    good = user.get_session_auth_hash()
    return {
        one.session_key
        for one in kept
        if constant_time_compare(one.get_decoded().get(HASH_SESSION_KEY, ""), good)
    }


def _told(session: UserSession, *, here: str | None) -> SignedInAt:
    return SignedInAt(
        pk=session.pk,
        browser=browser_words(session.user_agent),
        network=network_words(session.ip),
        since=session.created_at,
        last_seen=session.last_seen_at,
        is_here=session.session_key == here,
    )


def _first(known: dict[str, str], text: str) -> str:
    return next((name for pattern, name in known.items() if re.search(pattern, text)), "")
