"""The signed note by which an OpenID Connect provider says who somebody is."""

from __future__ import annotations

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Signatures by a key pair alone: with a shared secret, or none, anybody could have signed."""
LEEWAY = 60
NEEDED = ("iss", "aud", "exp", "iat", "sub")


class NotTheirs(OAuth2Error):
    """The note is not one that this provider signed for us now."""


def read_identity(note: str, *, keys: Any, issuer: str, client_id: str) -> dict[str, Any]:
    """Return what a signed note says; `keys` are the provider's own. Raises NotTheirs."""
    try:
        found: dict[str, Any] = jwt.decode(
            note,
            key=_key_of(note, jwt.PyJWKSet.from_dict(keys)),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": list(NEEDED)},
        )
    except jwt.PyJWTError:
        raise NotTheirs("not a note of theirs") from None
    if found.get("azp", client_id) != client_id:
        raise NotTheirs("made for somebody else")
    return found


def _key_of(note: str, keys: jwt.PyJWKSet) -> jwt.PyJWK:
    """The key that a note names; the only one there is where it names none."""
    name = jwt.get_unverified_header(note).get("kid")
    signing = [key for key in keys.keys if key.public_key_use in (None, "sig")]
    fitting = [key for key in signing if key.key_id == name] if name else signing
    if len(fitting) != 1:
        raise NotTheirs("signed with another key")
    return fitting[0]
