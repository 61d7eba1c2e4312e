"""Which IP addresses may be dialled: a table of our own.

`ipaddress.is_global` has let through NAT64, 6to4, site-local and multicast addresses, each on
some version of Python, so nothing here branches on it. Sources: the IANA special-purpose
registries for IPv4 and IPv6 (RFC 6890 and updates), plus what clouds use without registering.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

CLOSED_V4 = {
    IPv4Network(network): name
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private network"),
        ("100.64.0.0/10", "shared carrier network"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud host"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private network"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT relay"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private network"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/3", "multicast or reserved"),
    )
}

# IPv6 is an allow-list: global unicast, less what inside it leads somewhere else.
OPEN_V6 = IPv6Network("2000::/3")
CLOSED_V6 = {
    IPv6Network(network): name
    for network, name in (
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
    )
}
ISATAP_MARKS = (0x00005EFE, 0x02005EFE)


def plain_address(text: str) -> IPv4Address | IPv6Address:
    """The address a text stands for, with IPv4 taken out of its IPv6 wrapping (::ffff:0:0/96).

    Raises ValueError when it is no address, or one with a zone.
    """
    if "%" in text:
        raise ValueError("an address with a zone")
    address = ip_address(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def closed_range(address: IPv4Address | IPv6Address) -> str:
    """The name of the range that forbids this address; empty when it may be dialled."""
    if isinstance(address, IPv4Address):
        return next((name for network, name in CLOSED_V4.items() if address in network), "")
    if address.ipv4_mapped is not None:
        return closed_range(address.ipv4_mapped)
    if address not in OPEN_V6:
        return "not public IPv6"
    if (int(address) >> 32) & 0xFFFFFFFF in ISATAP_MARKS:
        return "ISATAP"
    return next((name for network, name in CLOSED_V6.items() if address in network), "")
