"""Signing in with an account of the invented Mastodon host, in a browser on this machine.

What a code was given for stands in the code itself, so that nothing has to be remembered.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

from django.utils.http import urlencode

from apps.sandbox.apis.request import Request
from apps.sandbox.misbehaving import Reply, html_reply, json_reply
from apps.sandbox.people import PEOPLE, SOCIAL_HOST

SAID = {
    "apps": {"client_id": "sidenote", "client_secret": "invented"},
    "oauth-authorization-server": {
        "scopes_supported": ["profile", "read:accounts"],
        "code_challenge_methods_supported": ["S256"],
    },
}
TOKEN = "invented-token-of-"  # noqa: S105  it opens nothing but an invention


def answer(request: Request, asked: str) -> Reply:
    """What a host says about who somebody is: its abilities, its page, its tokens."""
    match asked:
        case "authorize":
            return _page(request)
        case "token":
            return _token(request)
        case _:
            return json_reply(SAID.get(asked, {}))


def user_of(request: Request) -> str:
    """Whose token came with the request; empty where none did."""
    user = request.headers.get("authorization", "").removeprefix(f"Bearer {TOKEN}")
    return user if user in PEOPLE else ""


def _page(request: Request) -> Reply:
    """The page on which one says who one is: a link for each invented person, and one for no."""
    back, state = request.one("redirect_uri"), request.one("state")
    if not back.startswith(("http://localhost:", "http://127.0.0.1:")):
        return html_reply("Not a way back", 400)
    challenge = request.one("code_challenge")
    yes = [
        _link(back, f"Yes, I am {person.name}", code=f"{key}.{challenge}", state=state)
        for key, person in PEOPLE.items()
    ]
    no = _link(back, "No", error="access_denied", state=state)
    body = "".join(f"<p>{link}</p>" for link in (*yes, no))
    page = (
        f"<!doctype html><html lang=en><title>{SOCIAL_HOST}</title>"
        f"<h1>{SOCIAL_HOST}</h1><p>An invented server. Tell Sidenote who you are?</p>{body}</html>"
    )
    return Reply(200, page.encode(), content_type="text/html; charset=utf-8")


def _link(back: str, words: str, **query: str) -> str:
    return f'<a href="{escape(f"{back}?{urlencode(query)}")}">{escape(words)}</a>'


def _token(request: Request) -> Reply:
    user, _, challenge = str(request.data.get("code", "")).partition(".")
    verifier = str(request.data.get("code_verifier", ""))
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode()
    if user not in PEOPLE or challenge != digest.rstrip("="):
        return json_reply({"error": "invalid_grant"}, 400)
    return json_reply({"access_token": f"{TOKEN}{user}", "token_type": "Bearer"})
