"""The second factor as a form brings it: a code, or what a passkey signed."""

from collections.abc import Mapping
from functools import cache
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
    return read_keys(current().settings.instance / FILE_NAME)


@cache
def read_keys(file: Path) -> FactorKeys:
    """Read the keys once a process: after a change of them it is started again."""
    return FactorKeys.read(file)
