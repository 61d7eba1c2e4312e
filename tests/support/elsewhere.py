"""Places to sign in with, on a loopback socket: a Mastodon host and an OpenID Connect provider.

One server plays every host under .example that a test names, by its Host header, as the sandbox
does. What it was asked is kept, and what it answers can be bent.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET, TOKEN = "client-of-sidenote", "client-secret-word", "token-secret-word"
ISSUER = "https://id.example"
Answer = tuple[int, Any]


@cache
def signing_key(name: str = "one") -> Any:
    """A key pair, made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    host: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]


@dataclass
class Elsewhere:
    """The state of all places: codes that were given out, what was asked, what is bent."""

    asked: list[Asked] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    bent: dict[str, Callable[[Asked], Any]] = field(default_factory=dict)
    account: dict[str, Any] = field(
        default_factory=lambda: {"id": "109", "username": "wren", "display_name": "Wren"}
    )
    scopes: list[str] = field(default_factory=lambda: ["profile", "read:accounts"])
    methods: list[str] = field(default_factory=lambda: ["S256"])
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    signed_by: str = "one"
    revoked: list[str] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [f"{one.method} {one.host}{one.path}" for one in self.asked]

    def authorize(self, address: str) -> str:
        """Say yes where a browser was sent, and return where it is sent back to."""
        query = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        back = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def answer(self, asked: Asked) -> Any:
        """What the place says."""
        self.asked.append(asked)
        if bend := self.bent.get(asked.path):
            return bend(asked)
        said = {
            "/.well-known/oauth-authorization-server": lambda: {
                "scopes_supported": self.scopes,
                "code_challenge_methods_supported": self.methods,
            },
            "/api/v1/apps": lambda: {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
            "/oauth/token": lambda: self._token(asked),
            "/oauth/revoke": lambda: self._revoke(asked),
            "/credentials/revoke": lambda: (202, {}),
            "/api/v1/accounts/verify_credentials": lambda: self._if_theirs(asked, self.account),
            "/.well-known/openid-configuration": self._configuration,
            "/token": lambda: self._token(asked),
            "/jwks": lambda: {"keys": [public_key(self.signed_by)]},
            "/userinfo": lambda: self._if_theirs(asked, {"sub": "wren-1", **self.userinfo}),
        }.get(asked.path)
        return said() if said else (404, {"error": "not found"})

    def _configuration(self) -> Any:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
        }

    def _token(self, asked: Asked) -> Any:
        begun = self.codes.pop(asked.fields.get("code", ""), None)
        challenge = (begun or {}).get("code_challenge")
        verifier = asked.fields.get("code_verifier", "")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        if begun is None or (challenge and challenge != digest.decode().rstrip("=")):
            return 400, {"error": "invalid_grant"}
        if begun["redirect_uri"] != asked.fields["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return {"access_token": TOKEN, "token_type": "Bearer", "id_token": self.note()}

    def note(self) -> str:
        """The signed note on who somebody is."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "sub": "wren-1",
            "iat": now,
            "exp": now + 300,
            "email": "wren@example.org",
            "email_verified": True,
            "preferred_username": "wren",
        } | self.claims
        return jwt.encode(claims, signing_key("one"), algorithm="RS256", headers={"kid": "one"})

    def _revoke(self, asked: Asked) -> Any:
        if asked.fields.get("client_secret") != CLIENT_SECRET:
            return 403, {"error": "unauthorized_client"}
        self.revoked.append(asked.fields["token"])
        return {}

    def _if_theirs(self, asked: Asked, said: Any) -> Any:
        theirs = asked.headers.get("authorization") == f"Bearer {TOKEN}"
        return said if theirs else (401, {"error": "no token"})


def public_key(name: str) -> dict[str, Any]:
    """The public half, as a provider shows it; the name is said to be "one" always."""
    found: dict[str, Any] = RSAAlgorithm.to_jwk(signing_key(name).public_key(), as_dict=True)
    return found | {"kid": "one", "alg": "RS256", "use": "sig"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_form = "form" in self.headers["Content-Type"]
        self._answer(dict(parse_qsl(body)) if is_form else {"json": body})

    def _answer(self, fields: dict[str, str]) -> None:
        headers = {name.lower(): text for name, text in self.headers.items()}
        path = urlsplit(self.path).path
        asked = Asked(self.command, headers["host"], path, fields, headers)
        said = self.server.place.answer(asked)  # type: ignore[attr-defined]
        status, data, *more = said if isinstance(said, tuple) else (200, said)
        extra = more[0] if more else {}
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        sent = {"Content-Type": "application/json", "Content-Length": str(len(body))} | extra
        for name, text in sent.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def elsewhere() -> Iterator[tuple[Elsewhere, str]]:
    """Run the places; yields them and their address for SANDBOX_ADDRESS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    server.place = Elsewhere()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.place, f"127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
