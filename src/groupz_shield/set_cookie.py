"""A `Set-Cookie` header: read as browsers do, written strictly.

RFC 6265 section 5.2: browsers end the value at the first semicolon, quoted or not,
let the last of two equal attributes win, and ignore what they do not know; so does
this reading.
"""

import re
from dataclasses import dataclass

# No cookie that holds one of these can be sent without splitting or losing it.
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f]|[^\x00-\xff]")
_SPELLINGS = {
    "expires": "Expires",
    "max-age": "Max-Age",
    "domain": "Domain",
    "path": "Path",
    "secure": "Secure",
    "httponly": "HttpOnly",
    "samesite": "SameSite",
    "partitioned": "Partitioned",
    "priority": "Priority",
}
_FLAGS = frozenset({"secure", "httponly", "partitioned"})


@dataclass(slots=True)
class SetCookie:
    """One cookie on its way out.

    Attributes:
        name: The name; empty where the header has none.
        value: The value as it stands, quotes included.
        attributes: Known attributes by lower-case name; flags map to `""`.
    """

    name: str
    value: str
    attributes: dict[str, str]

    @classmethod
    def read(cls, header: str) -> "SetCookie | None":
        r"""Read a header; None for one that cannot be sent safely.

        >>> SetCookie.read("theme=dark; path=/; Secure; Fancy=1").attributes
        {'path': '/', 'secure': ''}
        >>> SetCookie.read("theme=dark\r\nX-Evil: 1") is None
        True
        """
        if _UNSENDABLE.search(header):
            return None
        pair, *parts = header.split(";")
        attributes = {}
        for part in parts:
            name, _, value = part.partition("=")
            name = name.strip().lower()
            if name in _SPELLINGS:
                attributes[name] = "" if name in _FLAGS else value.strip()
        return cls(name_of(header), pair.partition("=")[2].strip(), attributes)

    def write(self) -> str:
        """Write the header.

        >>> SetCookie("theme", "dark", {"path": "/", "secure": ""}).write()
        'theme=dark; Path=/; Secure'
        """
        parts = [f"{self.name}={self.value}"]
        for name, value in self.attributes.items():
            spelling = _SPELLINGS[name]
            parts.append(spelling if name in _FLAGS else f"{spelling}={value}")
        return "; ".join(parts)


def name_of(header: str) -> str:
    """Return the name in a `Set-Cookie` header; empty for a cookie without one."""
    name, equals, _ = header.partition(";")[0].partition("=")
    return name.strip() if equals else ""
