"""References that people say on the telephone."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0, 1, I, L, O and U, which are heard or read as others."""


def new_reference() -> str:
    """Make a reference such as ``K7Q-M4R-TX2``, one of 2 * 10^13."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(9))
    return "-".join((signs[:3], signs[3:6], signs[6:]))
