"""Which hosts a site has, and what a `Host` header may look like."""

import re
from collections.abc import Iterable
from functools import lru_cache

from groupz_shield.errors import PolicyError

# RFC 3986 section 3.2: a registered name, an IPv4 or an IPv6 address; then a port.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::[0-9]{0,5})?")
# RFC 1035 section 2.3.4, and a port
_LONGEST_NAME = 255 + len(":65535")
_NAME = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")


def host_name(header: str) -> str | None:
    """Return the name in a `Host` header, in lower case; None for a malformed one.

    >>> host_name("Bookings.Example:443"), host_name("a,b") is None
    ('bookings.example', True)
    """
    return _read(header) if len(header) <= _LONGEST_NAME else None


@lru_cache(1024)
def _read(header: str) -> str | None:
    match = _HOST.fullmatch(header)
    return match[1].lower().removesuffix(".") if match else None


class HostSet:
    """The names of a site: exact ones, and `*.` for everything below a name.

    Args:
        names: Such as `"bookings.example"` or `"*.bookings.example"`, without port.

    Raises:
        PolicyError: One of them is no name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        if isinstance(names, str):
            raise PolicyError("hosts", names, "is one string: write a list of them")
        lower = [name.lower() for name in names]
        for name in lower:
            if not _NAME.fullmatch(name):
                why = 'is no host: write a name, or "*." and a name, without a port'
                raise PolicyError("hosts", name, why)
        self._exact = frozenset(name for name in lower if not name.startswith("*."))
        self._endings = tuple(name[1:] for name in lower if name.startswith("*."))

    def __bool__(self) -> bool:
        return bool(self._exact or self._endings)

    def __contains__(self, name: str) -> bool:
        return name in self._exact or name.endswith(self._endings)
