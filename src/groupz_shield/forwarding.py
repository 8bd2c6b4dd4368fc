"""What forwarding headers say, read from the right: the end a proxy wrote last.

Everything left of what a trusted proxy wrote may come from an attacker, so no
reader here looks further left than it is asked to, and none ever raises.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Scheme: TypeAlias = Literal["http", "https"]

_LONGEST_NODE = 64
_LONGEST_ELEMENT = 512
# RFC 7239 section 6.3: a port is digits, or an obfuscated name after "_".
_NODE_WITH_PORT = re.compile(
    r"(?:\[([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)\]|([0-9.]+))"
    r"(?::(?:[0-9]{1,5}|_[A-Za-z0-9._-]+))?"
)
# RFC 7239 section 4, where many proxies leave out the quotes around a port.
_PAIR = re.compile(
    r"""[ \t]*([!#-'*+.^-`|~\w-]+)=(?:"([^"\\]*)"|([^\s";\\]+))[ \t]*""", re.ASCII
)


def read_node(text: str) -> Address | None:
    """Read one hop: an address, perhaps with a port.

    >>> read_node("203.0.113.9:4711"), read_node("[2001:db8::7]:443")
    (IPv4Address('203.0.113.9'), IPv6Address('2001:db8::7'))
    >>> read_node("::ffff:203.0.113.9")
    IPv4Address('203.0.113.9')
    >>> read_node("unknown") is None
    True
    """
    if len(text) > _LONGEST_NODE or "%" in text:  # a zone id means nothing elsewhere
        return None
    match = _NODE_WITH_PORT.fullmatch(text)
    try:
        return unmapped(ip_address(match[1] or match[2] if match else text))
    except ValueError:
        return None


def unmapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv4-mapped IPv6 address stands for."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def listed_nodes(header: str) -> Iterator[str]:
    """Yield the hops of an `X-Forwarded-For`, the last one first.

    >>> list(listed_nodes("198.51.100.1, 203.0.113.9"))
    ['203.0.113.9', '198.51.100.1']
    """
    comma = ","
    while comma:
        header, comma, last = header.rpartition(",")
        yield last.strip(" \t")


def listed_scheme(header: str) -> Scheme | None:
    """Return the last value of an `X-Forwarded-Proto`.

    >>> listed_scheme("http, HTTPS")
    'https'
    """
    return _scheme(header.rpartition(",")[2].strip(" \t"))


def forwarded_nodes(header: str) -> Iterator[str]:
    """Yield the `for` of each element of a `Forwarded`, the last one first.

    >>> list(forwarded_nodes('for=198.51.100.1, for="[2001:db8::7]:443";proto=https'))
    ['[2001:db8::7]:443', '198.51.100.1']
    """
    return (_pairs(element).get("for", "") for element in _elements(header))


def forwarded_scheme(header: str) -> Scheme | None:
    """Return the `proto` of the last element of a `Forwarded`."""
    return _scheme(_pairs(next(_elements(header))).get("proto", ""))


def _scheme(text: str) -> Scheme | None:
    match text.lower():
        case "http":
            return "http"
        case "https":
            return "https"
        case _:
            return None


def _elements(header: str) -> Iterator[str]:
    """Split at commas outside quotes, from the right.

    Quotes are paired from the right as well: a quote that a client leaves open
    cannot swallow what the proxy wrote after it.
    """
    quoted, end = False, len(header)
    for at in range(len(header) - 1, -1, -1):
        if end - at > _LONGEST_ELEMENT:
            break
        if header[at] == '"':
            quoted = not quoted
        elif header[at] == "," and not quoted:
            yield header[at + 1 : end]
            end = at
    yield header[:end]


def _pairs(element: str) -> dict[str, str]:
    """Return the pairs of a well-formed element; nothing of any other."""
    pairs: dict[str, str] = {}
    at = 0
    while match := _PAIR.match(element, at, _LONGEST_ELEMENT):
        name, quoted, plain = match.groups()
        if name.lower() in pairs:  # RFC 7239 section 4: at most once
            return {}
        pairs[name.lower()] = plain or quoted
        if match.end() == len(element):
            return pairs
        if element[match.end()] != ";":
            return {}
        at = match.end() + 1
    return {}
