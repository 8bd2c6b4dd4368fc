"""The rules that come with the package: one file for each family, in `data/`."""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from groupz_shield.signatures.rule import Rule, rule_from
from groupz_shield.signatures.vocabulary import Family


def rules_of(text: str) -> Iterator[Rule]:
    """Read the rules of one file.

    Raises:
        PolicyError: A rule is malformed; the error names it.
        tomllib.TOMLDecodeError: The file is no TOML.
    """
    told = tomllib.loads(text)
    family = Family(told["family"])
    for facts in told["rule"]:
        yield rule_from(family, facts)


@lru_cache(1)
def built_in_rules() -> tuple[Rule, ...]:
    """Return all rules of the package, by file and in its order."""
    folder = files("groupz_shield.signatures") / "data"
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        rule
        for file in found
        if file.name.endswith(".toml")
        for rule in rules_of(file.read_text(encoding="utf-8"))
    )
