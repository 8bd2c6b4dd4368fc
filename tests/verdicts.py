"""Verdicts of an inspector that is made where it is asked, such as in a new process."""

from collections.abc import Sequence
from functools import cache

from groupz_shield.signatures import Place, Signatures
from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.choosing import matcher_for
from groupz_shield.signatures.inspector import Inspector
from groupz_shield.signatures.vocabulary import Value


@cache
def inspector_with(folder: str) -> Inspector:
    """Make this process's inspector, whose databases are kept in a folder."""
    return inspector_of(Signatures(), matcher_for(folder, lambda _event: None))


def verdicts(folder: str, texts: Sequence[str]) -> list[list[str]]:
    """Return the ids of the rules that each text matches."""
    inspect = inspector_with(folder).inspect
    return [
        sorted(found.rule for found in inspect([Value(Place.QUERY, "q", text)]))
        for text in texts
    ]
