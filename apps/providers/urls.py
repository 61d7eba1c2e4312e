"""Strict reading of an address somebody typed in, before any name is looked up.

Parsers disagree about odd addresses, and the gap between two of them is a way in. So an odd
address is refused, and what is left is read once and handed on in pieces, never re-parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx2

from apps.providers.addresses import closed_range, plain_address

LENGTH_LIMIT = 2048
LINK_LIMIT = 500  # of an address that is kept
NAME_LIMIT = 253
DEFAULT_PORTS = {"http": 80, "https": 443}
# Names that mean "somewhere near this machine", or a network that is not the public one.
CLOSED_NAMES = (
    *(".localhost", ".local", ".localdomain", ".home.arpa", ".home", ".lan", ".corp"),
    *(".internal", ".intranet", ".private", ".svc", ".test", ".invalid", ".onion", ".i2p", ".alt"),
)

ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]+)(?P<rest>[/?#].*)?", re.DOTALL)
AUTHORITY = re.compile(r"(?P<host>\[[0-9a-fA-F:.]{2,45}\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5}))?")
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ud800-\udfff]")
NUMBER_LIKE = re.compile(r"[0-9]+|0x[0-9a-f]*")
DOTTED_QUAD = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")


class RefusedAddress(ValueError):  # it is a verdict, not a failure
    """An address that will not be visited; `reason` is a few plain English words for a log."""

    def __init__(self, reason: str, *, written: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.written = written  # False: the text is fine, what the name leads to is not


@dataclass(frozen=True)
class Address:
    """One checked http(s) address. `host` is lower-case ASCII, an IPv6 one without brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(text: str) -> Address:
    """Read an absolute http or https address. Raises RefusedAddress."""
    if len(text) > LENGTH_LIMIT:
        raise RefusedAddress("too long")
    if UNPRINTABLE.search(text):
        raise RefusedAddress("a character that has no place in an address")
    found = ADDRESS.fullmatch(text[:8].lower() + text[8:])
    if found is None:
        raise RefusedAddress("not an http or https address")
    scheme = found["scheme"]
    host, port = _split_authority(found["authority"])
    return Address(
        scheme=scheme,
        host=parse_host(host),
        port=_checked_port(port, scheme),
        target=_target(found["rest"] or "/"),
    )


def parse_host(text: str) -> str:
    """The lower-case ASCII form of a host: a public name of two parts or more, or a literal.

    Raises RefusedAddress for names near this machine, for numbers written in other ways than
    four decimal parts, and for literal addresses in a closed range.
    """
    if text.startswith("["):
        if ":" not in text or not text.endswith("]"):
            raise RefusedAddress("not an IP address")
        return _checked_literal(text[1:-1])
    if not text.isascii():
        text = _ascii_name(text)
    host = text.lower()
    labels = host.split(".")
    if NUMBER_LIKE.fullmatch(labels[-1]):
        if not DOTTED_QUAD.fullmatch(host):
            raise RefusedAddress("a number in place of a name")
        return _checked_literal(host)
    if len(host) > NAME_LIMIT or not all(LABEL.fullmatch(label) for label in labels):
        raise RefusedAddress("not a host name")
    if len(labels) == 1:
        raise RefusedAddress("a name without a domain")
    if f".{host}".endswith(CLOSED_NAMES):
        raise RefusedAddress("a name that is not on the public network")
    return host


def public_link(text: object) -> str:
    """An address that a network sent, in its canonical form; empty when it is no public one."""
    try:
        link = str(parse_address(text)) if isinstance(text, str) else ""
    except RefusedAddress:
        return ""
    return link if len(link) <= LINK_LIMIT else ""


def join_address(base: Address, location: str) -> Address:
    """Where a redirect or a link leads, read as strictly as a typed address.

    Raises RefusedAddress.
    """
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", location):
        return parse_address(location)
    if location.startswith("//"):
        return parse_address(f"{base.scheme}:{location}")
    if UNPRINTABLE.search(location) or len(location) > LENGTH_LIMIT:
        raise RefusedAddress("a redirect that cannot be read")
    try:
        onward = httpx2.URL(str(base)).join(location)
    except (httpx2.InvalidURL, UnicodeError):
        raise RefusedAddress("a redirect that cannot be read") from None
    return parse_address(str(onward))


def _split_authority(authority: str) -> tuple[str, str | None]:
    if "@" in authority or "%" in authority:
        raise RefusedAddress("a name or a password inside the address")
    found = AUTHORITY.fullmatch(authority)
    if found is None:
        raise RefusedAddress("not a host and a port")
    return found["host"], found["port"]


def _checked_port(port: str | None, scheme: str) -> int:
    number = DEFAULT_PORTS[scheme] if port is None else int(port)
    if number not in DEFAULT_PORTS.values():
        raise RefusedAddress("a port other than 80 and 443")
    return number


def _checked_literal(text: str) -> str:
    try:
        address = plain_address(text)
    except ValueError:
        raise RefusedAddress("not an IP address") from None
    if name := closed_range(address):
        raise RefusedAddress(f"not a public address: {name}")
    return str(address)


def _ascii_name(text: str) -> str:
    """IDNA 2008 without its compatibility mapping: no look-alike digits, dots or letters."""
    try:
        host = httpx2.URL(scheme="https", host=text).raw_host.decode("ascii")
    except (httpx2.InvalidURL, UnicodeError):
        raise RefusedAddress("not a host name") from None
    if host.count(".") != text.count("."):
        raise RefusedAddress("not a host name")
    return host


def _target(rest: str) -> str:
    """Path and query as they go over the wire; a fragment stays at home."""
    rest = rest.partition("#")[0]
    path = rest if rest.startswith("/") else f"/{rest}"
    try:
        return httpx2.URL(f"https://host.example{path}").raw_path.decode("ascii")
    except (httpx2.InvalidURL, UnicodeError):
        raise RefusedAddress("a path that cannot be read") from None
