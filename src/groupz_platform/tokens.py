"""Links that open a booking without an account.

A token is made from a random seed and the server's secret, so that a later mail can
carry the same link although the database holds only the seed and the token's hash.
Somebody who steals the database can make no token from it.
"""

import base64
import hashlib
import hmac
import secrets


def new_seed() -> str:
    """Make a random seed of 128 bits, in hexadecimal."""
    return secrets.token_hex(16)


def token_from(seed: str, *, secret: bytes) -> str:
    """Make the token of a seed: HMAC-SHA256 (RFC 2104), 43 characters, URL-safe.

    >>> len(token_from("5eed", secret=b"s"))
    43
    """
    digest = hmac.digest(secret, b"access-token:" + seed.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """Hash a token as it is stored: SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
