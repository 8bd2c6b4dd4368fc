"""Exclusions: what a rule may not say of which field."""

import re
from collections.abc import Collection

from groupz_shield.errors import PolicyError
from groupz_shield.signatures.rule import Rule
from groupz_shield.signatures.vocabulary import Family, Finding

_ANY = "*"
_EXCLUSION = re.compile(r"(\*|[a-z][a-z0-9-]*)(?:@(.{1,100}))?")


class Exclusions:
    """Rules that are off: everywhere, or in the fields of a name.

    Args:
        written: Such as `"sqli-comment"` and `"xss"` for a rule or a family in all
            fields, `"xss@biography"` in the field of that name alone, and
            `"*@biography"` for whatever stands in it.
        rules: The rules that there are.

    Raises:
        PolicyError: One of them names no rule and no family, or everything everywhere.
    """

    def __init__(self, written: Collection[str], rules: Collection[Rule]) -> None:
        known = {rule.id for rule in rules} | set(Family)
        self._everywhere: set[str] = set()
        self._in_field: set[tuple[str, str]] = set()
        for text in written:
            match = _EXCLUSION.fullmatch(text)
            if match is None or not (
                match[1] in known or (match[1], bool(match[2])) == (_ANY, True)
            ):
                why = 'is no exclusion: write a rule or a family, and perhaps "@field"'
                raise PolicyError("signatures", text, why)
            if match[2] is None:
                self._everywhere.add(match[1])
            else:
                self._in_field.add((match[1], match[2]))

    def leave(self, findings: list[Finding]) -> list[Finding]:
        """Return the findings that count."""
        if not self._everywhere and not self._in_field:
            return findings
        return [finding for finding in findings if not self._excludes(finding)]

    def _excludes(self, finding: Finding) -> bool:
        names = (finding.rule, finding.family.value)
        if not self._everywhere.isdisjoint(names):
            return True
        field = finding.value.name
        return any((name, field) in self._in_field for name in (*names, _ANY))


def exclusion_for(finding: Finding) -> str:
    """Return the narrowest exclusion that would let a finding pass."""
    return (
        f"{finding.rule}@{finding.value.name}" if finding.value.name else finding.rule
    )
