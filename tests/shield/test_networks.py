"""Sets of networks: the same answers as `ipaddress` gives, and safe to write down."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

import pytest
from hypothesis import given, strategies as st

from groupz_shield.decisions import NetworkSet, Subject

Network = IPv4Network | IPv6Network
FOUR = st.builds(
    lambda number, bits: ip_network((number, bits), strict=False),
    st.integers(0, 2**32 - 1),
    st.integers(1, 32),
)
SIX = st.builds(
    lambda number, bits: ip_network((number << 64, bits), strict=False),
    st.integers(1, 2**64 - 1),  # not ::/64, where IPv4 is mapped
    st.integers(1, 64),
)
NETWORKS = st.lists(FOUR | SIX, max_size=40)


def within(one: Network, other: Network) -> bool:
    return one.version == other.version and one.subnet_of(other)  # type: ignore[arg-type]  # of one version


def set_of(networks: list[Network]) -> NetworkSet:
    return NetworkSet(map(Subject.of_network, networks))


@given(NETWORKS, st.lists(FOUR | SIX, max_size=20))
def test_it_agrees_with_ipaddress(held: list[Network], asked: list[Network]) -> None:
    networks = set_of(held)

    for network in [*held, *asked]:
        subject = Subject.of_network(network)
        assert (subject in networks) is any(within(network, other) for other in held)
        assert networks.meets(subject) is any(
            within(network, other) or within(other, network) for other in held
        )


@given(NETWORKS)
def test_none_lies_within_another_and_all_are_covered(held: list[Network]) -> None:
    kept = [ip_network(subject.value) for subject in set_of(held)]

    assert len(set_of(held)) == len(kept)
    assert not any(
        within(one, other) for one in kept for other in kept if one is not other
    )
    assert all(any(within(network, other) for other in kept) for network in held)


@given(NETWORKS)
def test_it_comes_back_from_bytes(held: list[Network]) -> None:
    networks = set_of(held)

    assert [*NetworkSet.from_bytes(networks.to_bytes())] == [*networks]


@given(NETWORKS.filter(bool), st.data())
def test_bytes_that_were_cut_off_are_refused(
    held: list[Network], data: st.DataObject
) -> None:
    whole = set_of(held).to_bytes()
    length = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(ValueError, match=re.compile("networks|zip")):
        NetworkSet.from_bytes(whole[:length])


def test_an_account_is_in_no_set() -> None:
    networks = NetworkSet([Subject.parse("203.0.113.0/24")])

    assert Subject.account("noor") not in networks
    assert not networks.meets(Subject.account("noor"))
