"""Recovery codes: ten, each good once, for who has lost the second factor."""

import secrets

from groupz_platform.accounts.rules import RECOVERY_CODES
from groupz_platform.tokens import hash_of

ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
"""Without i, l, o, u, 0 and 1, which are read as each other."""

GROUPS = 6
GROUP_CHARACTERS = 4
# NIST SP 800-63B section 5.1.2.2: from 112 bits on a plain hash keeps a look-up
# secret. These are 117; what is shorter would have to be stretched as a password is.


def new_codes() -> list[str]:
    """Make ten codes for people to write down.

    >>> len(new_codes()), len(new_codes()[0])
    (10, 29)
    """
    return [new_code() for _ in range(RECOVERY_CODES)]


def new_code() -> str:
    """Make one code."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARACTERS))
        for _ in range(GROUPS)
    )


def code_hash(typed: str) -> str:
    """Hash a code, read as people type it, as it is kept.

    >>> code_hash("ABCD efgh-2345 6789") == code_hash("abcd-efgh-2345-6789")
    True
    """
    return hash_of("".join(c for c in typed.casefold() if c.isalnum()))
