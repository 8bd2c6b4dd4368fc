"""Policies to begin with: take one, and replace what is different for you.

>>> from dataclasses import replace
>>> replace(STRICT, trusted_proxies=["127.0.0.1"]).not_found_limit
10
"""

from typing import Final

from groupz_shield.policy import ShieldPolicy

STANDARD: Final = ShieldPolicy()
"""What a shield does without a policy."""

STRICT: Final = ShieldPolicy(
    flood_limit=240,
    flood_ban_factor=3,
    not_found_limit=10,
    max_body_bytes=1_048_576,
    max_path_bytes=2048,
    max_query_bytes=4096,
    max_header_bytes=16_384,
    declared_cookies=(),
)
"""Less of everything, bodies of 1 MiB at most, and no cookie that is not declared."""

OBSERVE: Final = ShieldPolicy(enforce=False)
"""Report everything and refuse nothing: for a first week in production."""

FOR_TESTS: Final = ShieldPolicy(flood_limit=None, not_found_limit=None)
"""Count nothing, so that a test suite may ask as often as it likes."""

PROFILES: Final = {
    "STANDARD": STANDARD,
    "STRICT": STRICT,
    "OBSERVE": OBSERVE,
    "FOR_TESTS": FOR_TESTS,
}
"""Every profile by its name."""
