"""A connection to Valkey or Redis; both packages' addresses are understood."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from groupz_shield.errors import StoreError
from groupz_shield.patience import PATIENCE

SCHEMES: Final = frozenset({"valkey", "valkeys", "redis", "rediss", "unix"})
"""What addresses begin with; an `s` at the end stands for TLS."""


def connect(address: str, patience: float = PATIENCE) -> Any:
    """Return a client of a server; it connects when it is used.

    Its own types cannot be told from those of its asynchronous sister.

    Args:
        address: Such as `"valkey://user:password@127.0.0.1:6379/0"`.
        patience: How many seconds an answer may take.

    Raises:
        StoreError: The package `valkey` is not installed, or refuses the address.
    """
    try:
        from valkey import Valkey  # noqa: PLC0415 — an extra, and slow to import
    except ImportError:
        why = "the package valkey is not installed: pip install 'groupz[valkey]'"
        raise StoreError(shown(address), why) from None
    with told(address):
        return Valkey.from_url(
            address,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            encoding_errors="backslashreplace",  # what a client sends may be no text
        )


@contextmanager
def told(address: str) -> Iterator[None]:
    """Turn what the client raises into a `StoreError`."""
    from valkey.exceptions import (  # noqa: PLC0415 — as above
        AuthenticationError,
        ConnectionError as NoConnection,
        ResponseError,
        TimeoutError as NoAnswer,
        ValkeyError,
    )

    try:
        yield
    except (ValkeyError, OSError, ValueError, TypeError) as error:  # as for `?foo=1`
        why = f"it fails ({error}); look at the address and at the server"
        if isinstance(error, NoAnswer):
            why = "no answer in time; look whether the server hangs"
        elif isinstance(error, AuthenticationError):
            why = f"it refuses ({error}); look at the user and the password"
        elif isinstance(error, NoConnection):
            why = f"no connection ({error}); look whether the server runs"
        elif isinstance(error, ResponseError):
            why = f"it refuses ({error}); look at its log and its limits"
        raise StoreError(shown(address), why) from error


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a server.

    >>> is_address("valkey://127.0.0.1:6379/0"), is_address("unix:///run/valkey.sock")
    (True, True)
    >>> is_address("valkey://127.0.0.1:66379"), is_address("valkey://host/zero")
    (False, False)
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme == "unix":
        return len(parts.path) > 1
    database = parts.path.strip("/")
    is_whole = bool(parts.hostname) and port != 0
    return parts.scheme in SCHEMES and is_whole and (database or "0").isdecimal()


def shown(address: str) -> str:
    """Return an address without its password.

    >>> shown("valkey://app:secret@10.0.0.2:6379/0")
    'valkey://10.0.0.2:6379/0'
    >>> shown("valkey://app:sec/ret@10.0.0.2")
    'valkey://…'
    """
    scheme, slashes, rest = address.partition("//")
    netloc, slash, path = rest.partition("?")[0].partition("/")
    if "@" in path or ("?" in address and "@" in address.partition("?")[2]):
        return f"{scheme}//…"
    return f"{scheme}{slashes}{netloc.rpartition('@')[2]}{slash}{path}"
