"""The second factor as a form brings it: a code, or what a passkey signed."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from groupz_platform.accounts.factor_keys import FILE_NAME, FactorKeys
from groupz_platform.accounts.factors import Given
from groupz_platform.accounts.passkeys import read_answer
from groupz_platform.desk.signing_in.places import this_site
from groupz_platform.web.context import current

LONGEST = 10_000
"""Characters of a passkey's answer; the longest ones have some two thousand."""


def given(form: Mapping[str, str], challenge: str | None) -> Given:
    """Read the second factor off a form."""
    answer = form.get("passkey", "")[:LONGEST]
    return Given(
        keys(),
        this_site(),
        code=form.get("code", "")[:LONGEST],
        passkey=(read_answer(answer) or {}) if answer else None,
        challenge=challenge or "",
    )


def keys() -> FactorKeys:
    """Find the keys that secrets are encrypted with."""
    file = current().settings.instance / FILE_NAME
    return read_keys(file, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=8)
def read_keys(file: Path, _changed_at: int) -> FactorKeys:
    """Read the keys whenever their file has changed: they may be rotated meanwhile."""
    return FactorKeys.read(file)
