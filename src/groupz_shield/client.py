"""Who is the client: its address behind trusted proxies, and what it counts under."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from itertools import islice
from typing import Final, Literal, NamedTuple, TypeAlias
from wsgiref.types import WSGIEnvironment

from groupz_shield.errors import PolicyError
from groupz_shield.forwarding import (
    Address,
    Scheme,
    forwarded_nodes,
    forwarded_scheme,
    listed_nodes,
    listed_scheme,
    read_node,
    unmapped,
)

ForwardingHeader: TypeAlias = Literal["X-Forwarded-For", "Forwarded"]

UNIX: Final = "unix"
# What servers give as REMOTE_ADDR on a Unix socket: gunicorn and uWSGI nothing,
# waitress "localhost", werkzeug "<local>". None of them is ever a TCP peer.
_UNIX_PEERS = frozenset({"", "localhost", "<local>", "unix", "unix:"})
_MOST_HOPS = 32
_CACHE_ENTRIES = 1024
_LONGEST_CACHED = 256


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends a request.

    Attributes:
        address: The address, without port or zone; `"unix"` for a Unix socket whose
            peer speaks for nobody else.
        key: What the client is counted and banned under: the IPv4 address, or the
            /64 of an IPv6 address.
        peer: `REMOTE_ADDR` as the server gave it.
        scheme: What a trusted proxy says that the client used, if it says so.
        version: 4 or 6; 0 where there is no address.
        number: The IPv4 address as a number, or the first 64 bits of the IPv6 one.
    """

    address: str
    key: str
    peer: str
    scheme: Scheme | None = None
    version: int = 0
    number: int = 0

    @classmethod
    def at(cls, address: Address, peer: str, scheme: Scheme | None = None) -> "Client":
        """Return the client at `address`."""
        version = address.version
        number = int(address) if version == 4 else int(address) >> 64  # noqa: PLR2004
        return cls(str(address), key_of(address), peer, scheme, version, number)

    def shortened(self) -> "Client":
        """Return the network around the client: a /24, or the /48 of IPv6.

        >>> Client.at(ip_address("203.0.113.9"), "").shortened().address
        '203.0.113.0/24'
        """
        if not self.version:
            return Client("", "", "")
        length = 24 if self.version == 4 else 48  # noqa: PLR2004 — the version of IP
        address = self.key.partition("/")[0]
        network = str(ip_network(f"{address}/{length}", strict=False))
        return Client(network, network, "")


def key_of(address: Address) -> str:
    """Return what an address counts under.

    >>> key_of(ip_address("203.0.113.9")), key_of(ip_address("2001:db8:1:2:3:4:5:6"))
    ('203.0.113.9', '2001:db8:1:2::/64')
    """
    if isinstance(address, IPv4Address):
        return str(address)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"


class TrustedProxies:
    """The peers that may speak for someone else: addresses, networks, `"unix"`."""

    def __init__(self, entries: Iterable[str]) -> None:
        names = frozenset(entries)
        self.unix = UNIX in names
        networks = {_network(name) for name in names - {UNIX}}
        single = {net for net in networks if net.num_addresses == 1}
        self._addresses = frozenset(net.network_address for net in single)
        self._networks = tuple(networks - single)

    def __contains__(self, address: Address) -> bool:
        return address in self._addresses or any(
            address in network for network in self._networks
        )


class _Peer(NamedTuple):
    client: Client
    trusted: bool


class ClientResolver:
    """Tell who the client of a request is.

    `REMOTE_ADDR` alone decides whether a forwarding header counts. A header of a
    trusted peer is walked from the right, past trusted hops, to the first address
    that is not trusted. At a hop that is no address the walk ends, and the nearest
    trusted hop is the client: nothing left of garbage can be believed.

    Args:
        trusted_proxies: Addresses, networks and `"unix"`.
        header: The one header that these proxies write. The other one passes
            through them as the client sent it, and never counts.
        on_ignored: Told of each request whose forwarding headers do not count,
            with its client and the setting that would change that.
    """

    def __init__(
        self,
        trusted_proxies: Iterable[str] = (),
        *,
        header: ForwardingHeader = "X-Forwarded-For",
        on_ignored: Callable[[Client, str], None] = lambda _client, _setting: None,
    ) -> None:
        self._trusted = TrustedProxies(trusted_proxies)
        self._on_ignored = on_ignored
        if header == "Forwarded":
            self._header, self._other = "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR"
            self._proto, self._nodes = "HTTP_FORWARDED", forwarded_nodes
            self._scheme = forwarded_scheme
        else:
            self._header, self._other = "HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"
            self._proto, self._nodes = "HTTP_X_FORWARDED_PROTO", listed_nodes
            self._scheme = listed_scheme
        # Bounded in entries and in bytes: whoever rotates headers only loses speed.
        self._peer = lru_cache(_CACHE_ENTRIES)(self._read_peer)
        self._known_speaker = lru_cache(_CACHE_ENTRIES)(self._speaker)

    def resolve(self, environ: WSGIEnvironment) -> Client:
        """Return the client of a request; never raises."""
        peer, trusted = self._peer(environ.get("REMOTE_ADDR", ""))
        header = environ.get(self._header, "")
        if not trusted:
            if header or self._other in environ:
                self._on_ignored(peer, "trusted_proxies")
            return peer
        if not header and self._other in environ:
            self._on_ignored(peer, "forwarding_header")
        proto = environ.get(self._proto, "")
        if len(header) + len(proto) <= _LONGEST_CACHED:
            return self._known_speaker(peer.peer, header, proto)
        return self._speaker(peer.peer, header, proto)

    def _speaker(self, peer: str, header: str, proto: str) -> Client:
        scheme = self._scheme(proto)
        nearest = None
        for node in islice(self._nodes(header), _MOST_HOPS):
            address = read_node(node)
            if address is None:
                break
            nearest = address
            if address not in self._trusted:
                break
        if nearest is None:
            return replace(self._peer(peer).client, scheme=scheme)
        return Client.at(nearest, peer, scheme)

    def _read_peer(self, peer: str) -> _Peer:
        if peer in _UNIX_PEERS:
            return _Peer(Client(UNIX, UNIX, peer), self._trusted.unix)
        try:
            address = unmapped(ip_address(peer.partition("%")[0]))
        except ValueError:
            return _Peer(Client(peer, peer, peer), trusted=False)
        return _Peer(Client.at(address, peer), address in self._trusted)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        why = f'is no address, no network and not "{UNIX}" ({error})'
        raise PolicyError("trusted_proxies", text, why) from None
    if network.prefixlen == 0:
        why = "would let anybody speak for anybody"
        raise PolicyError("trusted_proxies", text, why)
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped:
        why = "is compared as IPv4: write the IPv4 address or network"
        raise PolicyError("trusted_proxies", text, why)
    return network
