"""Whom a decision is about: one client, a network of clients, or an account."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network

from groupz_shield.errors import SubjectError

CLIENT_BITS = {4: 32, 6: 64}
"""How long the prefix of one client is: an IPv4 address, the /64 of an IPv6 address."""


class Scope(StrEnum):
    """What kind of subject it is."""

    ADDRESS = "address"
    NETWORK = "network"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a decision is about. An IPv6 client is its /64, never less.

    Attributes:
        scope: A client, a network, or an account.
        value: The canonical text: `"203.0.113.9"`, `"2001:db8:1:2::/64"`,
            `"203.0.113.0/24"`, or the name of an account.
        version: 4 or 6; 0 for an account.
        number: The first address of the network, as a number of `CLIENT_BITS` bits.
        bits: The length of the prefix, at most `CLIENT_BITS`.
    """

    scope: Scope
    value: str
    version: int = 0
    number: int = 0
    bits: int = 0

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Read an address or a network.

        >>> Subject.parse("2001:db8::17").value, Subject.parse("203.0.113.9/32").value
        ('2001:db8::/64', '203.0.113.9')
        >>> Subject.parse("::ffff:203.0.113.9").value
        '203.0.113.9'

        Raises:
            SubjectError: It is neither, or has bits beyond its prefix.
        """
        try:
            network = ip_network(text.strip())
        except ValueError as error:
            raise SubjectError(text, str(error)) from None
        return cls.of_network(network)

    @classmethod
    def of_network(cls, network: IPv4Network | IPv6Network) -> "Subject":
        """Return the subject of a network."""
        network = _unmapped(network)
        most = CLIENT_BITS[network.version]
        bits = min(network.prefixlen, most)
        number = int(network.network_address) >> (network.max_prefixlen - most)
        scope = Scope.ADDRESS if bits == most else Scope.NETWORK
        return cls(
            scope, text_of(network.version, number, bits), network.version, number, bits
        )

    @classmethod
    def account(cls, name: str) -> "Subject":
        """Return the subject of an account.

        Raises:
            SubjectError: The name is empty, or is longer than 254 characters.
        """
        if not 0 < len(name) <= _LONGEST_ACCOUNT:
            raise SubjectError(
                name, f"An account has 1 to {_LONGEST_ACCOUNT} characters."
            )
        return cls(Scope.ACCOUNT, name)

    @classmethod
    def numbered(cls, version: int, number: int, bits: int) -> "Subject":
        """Return the subject of a prefix, given as a number of `CLIENT_BITS` bits.

        >>> Subject.numbered(4, 0xCB007109, 24).value
        '203.0.113.0/24'
        """
        most = CLIENT_BITS[version]
        number = number >> (most - bits) << (most - bits)
        scope = Scope.ADDRESS if bits == most else Scope.NETWORK
        return cls(scope, text_of(version, number, bits), version, number, bits)

    def widened(self, bits: int) -> "Subject":
        """Return the network of a shorter prefix around it."""
        return Subject.numbered(self.version, self.number, min(bits, self.bits))

    def covers(self, other: "Subject") -> bool:
        """Tell whether all of another subject lies within this one."""
        if self.scope is Scope.ACCOUNT or self.version != other.version:
            return self == other
        shift = CLIENT_BITS[self.version] - self.bits
        return self.bits <= other.bits and self.number >> shift == other.number >> shift


_LONGEST_ACCOUNT = 254


def text_of(version: int, number: int, bits: int) -> str:
    """Write a prefix as text; one IPv4 address without its length."""
    if version == 4:  # noqa: PLR2004 — the version of IP
        network: IPv4Network | IPv6Network = IPv4Network((number, bits))
        return str(network.network_address) if bits == CLIENT_BITS[4] else str(network)
    return str(IPv6Network((number << 64, bits)))


def _unmapped(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    mapped = network.version == 6 and network.network_address.ipv4_mapped  # noqa: PLR2004
    if mapped and network.prefixlen >= _MAPPED_BITS:
        return IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))
    return network


_MAPPED_BITS = 96
