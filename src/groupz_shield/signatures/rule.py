"""One rule: what to look for, how much it weighs, and two examples."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from groupz_shield.errors import PolicyError
from groupz_shield.signatures.vocabulary import Family, Place

STRONG: Final = 5
"""The weight of what refuses alone."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_FIELDS = frozenset({"id", "score", "pattern", "matches", "passes", "places", "reads"})


@dataclass(frozen=True, slots=True)
class Rule:
    r"""What to look for.

    Attributes:
        id: Its name, such as `"sqli-union-select"`: the family first.
        family: What the attack is after.
        score: How much it weighs: 5 refuses alone, less adds up.
        pattern: A regular expression over bytes, without regard to case, in which `^`
            and `$` mean lines and `.` no line break. It is what hyperscan and `re`
            both understand; with a look-around hyperscan only narrows down.
        matches: A value that it matches.
        passes: A value that looks like it, and does not match.
        places: Where it applies; everywhere if empty.
        reads: What the pattern is about: `"text"`, or the name of a reading.
    """

    id: str
    family: Family
    score: int
    pattern: str
    matches: str
    passes: str
    places: frozenset[Place] = field(default=frozenset())
    reads: str = "text"

    def applies_to(self, place: Place) -> bool:
        """Tell whether it is asked about values of a place."""
        return not self.places or place in self.places

    def compiled(self) -> re.Pattern[bytes]:
        """Return the pattern for `re`."""
        return re.compile(self.pattern.encode("latin-1"), re.IGNORECASE | re.MULTILINE)


def rule_from(family: Family, facts: Mapping[str, Any]) -> Rule:
    """Return a rule from what a file says of it.

    Raises:
        PolicyError: It is malformed; the error names it.
    """
    name = facts.get("id", "?")
    if why := _fault(family, facts):
        raise PolicyError("signatures", name, why)
    places = frozenset(Place(place) for place in facts.get("places", ()))
    rest = {key: facts[key] for key in facts if key != "places"}
    rule = Rule(family=family, places=places, **rest)
    try:
        rule.compiled()
    except (re.error, UnicodeEncodeError) as error:
        raise PolicyError(
            "signatures", name, f"has a malformed pattern: {error}"
        ) from None
    return rule


def _fault(family: Family, facts: Mapping[str, Any]) -> str | None:
    missing = {"id", "score", "pattern", "matches", "passes"} - facts.keys()
    if missing:
        return f"lacks {', '.join(sorted(missing))}"
    if unknown := facts.keys() - _FIELDS:
        return f"has {', '.join(sorted(unknown))}, which no rule has"
    if not _ID.fullmatch(facts["id"]) or not facts["id"].startswith(f"{family}-"):
        return f'has no id such as "{family}-what-it-is"'
    if facts["score"] not in range(1, STRONG + 1):
        return "has a score that is not from 1 to 5"
    if strange := set(facts.get("places", ())) - set(Place):
        return f"names places that are none: {', '.join(sorted(strange))}"
    return None
