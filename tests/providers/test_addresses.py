from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.providers.addresses import (
    CLOSED_V4,
    CLOSED_V6,
    ISATAP_MARKS,
    OPEN_V6,
    closed_range,
    plain_address,
)

v4 = st.ip_addresses(v=4)
bits = st.integers(0, 2**128 - 1)
v6 = bits.map(IPv6Address) | bits.map(lambda n: IPv6Address((n >> 3) | (1 << 125)))


@pytest.mark.parametrize("network", [*CLOSED_V4, *CLOSED_V6], ids=str)
def test_closed_ranges_are_closed_to_their_edges_and_no_further(network):
    first, last = network[0], network[-1]
    assert closed_range(first)
    assert closed_range(last)
    others = [one for one in (CLOSED_V4 if first.version == 4 else CLOSED_V6) if one != network]
    for beyond in (int(first) - 1, int(last) + 1):
        if 0 <= beyond < 2**first.max_prefixlen:
            address = type(first)(beyond)
            neighbour = any(address in one for one in others)
            inside = first.version == 4 or address in OPEN_V6
            assert bool(closed_range(address)) == (neighbour or not inside)


@given(v4 | v6)
@example(ip_address("192.88.99.1"))
@example(ip_address("fec0::1"))
def test_whatever_is_dialled_is_global_by_python_too(address):
    if not closed_range(address):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_reserved


@given(v4)
def test_an_ipv4_address_hidden_in_ipv6_is_never_dialled(address):
    number = int(address)
    hidden = [
        number,  # v4-compatible
        (0xFFFF0000 << 32) | number,  # translated
        (0x64FF9B << 96) | number,  # NAT64
        (0x64FF9B0001 << 80) | number,  # NAT64, local
        (0x2002 << 112) | (number << 80) | 1,  # 6to4
        (0x20010000 << 96) | (number ^ 0xFFFFFFFF),  # Teredo
        *((0x2A001450 << 96) | (mark << 32) | number for mark in ISATAP_MARKS),
    ]
    assert [closed_range(IPv6Address(one)) != "" for one in hidden] == [True] * len(hidden)


@given(v4)
def test_a_mapped_address_is_judged_as_what_it_stands_for(address):
    mapped = IPv6Address((0xFFFF << 32) | int(address))
    assert closed_range(mapped) == closed_range(address)
    assert plain_address(str(mapped)) == address


@pytest.mark.parametrize("text", ["", "8.8.8", "8.8.8.8/32", "fe80::1%eth0", "08.8.8.8", "a.b"])
def test_only_whole_addresses_are_addresses(text):
    with pytest.raises(ValueError, match=r"."):
        plain_address(text)


def test_ordinary_hosts_may_be_dialled():
    for text in ("8.8.8.8", "1.1.1.1", "151.101.1.140", "2606:4700::1111", "2a04:4e42::81"):
        assert closed_range(plain_address(text)) == ""
    assert isinstance(plain_address("8.8.8.8"), IPv4Address)
