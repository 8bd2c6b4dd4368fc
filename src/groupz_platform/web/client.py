"""Who sends this request: the network that the shield resolved, behind any proxy."""

import hmac
from typing import Protocol, cast

from flask import request

from groupz_platform.web.context import current

ENVIRON_KEY = "groupz_shield.client"
HASH_CHARACTERS = 32


class Client(Protocol):
    """What pages need to know of the shield's client."""

    @property
    def key(self) -> str:
        """The IPv4 address, or the /64 of an IPv6 address."""


def client_key() -> str:
    """Tell what the client of this request counts under: its network.

    Raises:
        KeyError: No shield stands around this application, so nobody knows.
    """
    return cast("Client", request.environ[ENVIRON_KEY]).key


def client_hash(purpose: str) -> str:
    """Tell clients apart for one purpose without keeping their addresses.

    HMAC-SHA256 (RFC 2104) with the server's secret, cut to 128 bits, in hexadecimal.
    There are few IPv4 addresses: whoever has the secret too can try them all.

    Args:
        purpose: What it is for; the same client looks different for another purpose.
    """
    text = f"client:{purpose}:{client_key()}".encode()
    return hmac.digest(current().secret, text, "sha256").hex()[:HASH_CHARACTERS]
