"""What people call themselves across the fediverse: `@wren@social.example`, or a page's address."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.providers.base import Account, Field, InvalidAccount
from apps.providers.text import ID_LIMIT
from apps.providers.urls import RefusedAddress, parse_host

USER = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?"
HANDLE = re.compile(rf"(?:acct:)?@?(?P<user>{USER})@(?P<host>[^@/\s]+)")
# Where profiles lie: Mastodon and Misskey, PeerTube, Lemmy, Friendica, WordPress.
FOLDERS = (
    *("@", "users/", "web/@"),
    *("c/", "a/", "accounts/", "video-channels/", "u/", "profile/", "author/"),
)
PROFILE = re.compile(
    rf"(?:https?://)?(?P<host>[^@/\s]+)/(?:{'|'.join(FOLDERS)})(?P<user>{USER})"
    r"(?:@(?P<home>[^@/\s]+))?(?:[/?#].*)?"
)
TOKEN = re.compile(r"[\x21-\x7e]{1,500}")

HANDLE_FIELD = Field(
    "handle",
    _("Your handle"),
    _("With its server, like @wren@social.example, or the address of your profile."),
)


def typed_handle(fields: Mapping[str, str]) -> Account:
    """Read `@user@host`, `user@host` or a profile's address. Raises InvalidAccount."""
    typed = fields.get("handle", "").strip()
    found = HANDLE.fullmatch(typed) or PROFILE.fullmatch(typed)
    if found is None:
        raise InvalidAccount(
            "handle", _("Write the handle with its server, like @wren@social.example.")
        )
    try:
        host = parse_host(found.groupdict().get("home") or found["host"])
        if ":" in host:
            raise RefusedAddress("a number in place of a name")
    except RefusedAddress:
        raise InvalidAccount(
            "handle", _("“%(host)s” is not a public server.") % {"host": found["host"][:100]}
        ) from None
    handle = f"@{found['user']}@{host}"
    if len(handle) > ID_LIMIT:
        raise InvalidAccount("handle", _("This is longer than a handle can be."))
    return Account(handle=handle, host=host)


def typed_token(fields: Mapping[str, str]) -> str:
    """The access token typed in, or none. Raises InvalidAccount."""
    token = fields.get("token", "").strip()
    if token and not TOKEN.fullmatch(token):
        raise InvalidAccount("token", _("A token is one long word without spaces."))
    return token


def user_of(account: Account) -> str:
    """The name before the host: `wren`."""
    return account.handle.removeprefix("@").partition("@")[0]


def handle_of(address: object) -> str:
    """The handle that a profile's address tells of; empty when it tells of none."""
    try:
        return typed_handle({"handle": address if isinstance(address, str) else ""}).handle
    except InvalidAccount:
        return ""
