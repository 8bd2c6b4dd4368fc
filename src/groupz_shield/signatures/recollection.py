"""What was found in the last refused requests, so that a reference can be explained."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, TypedDict

from groupz_shield.errors import StoreError
from groupz_shield.signatures.exclusions import exclusion_for
from groupz_shield.signatures.vocabulary import Finding
from groupz_shield.stores.protocol import DecisionStore

MOST_KEPT: Final = 1000
"""How many refused requests are remembered; a newer one takes the place of another."""

_MOST_FINDINGS = 5


class Found(TypedDict):
    """What was found, as a program reads it."""

    rule: str
    place: str
    field: str
    piece: str
    exclusion: str


class Recollection:
    """Keep what was found where the decisions are kept.

    Args:
        store: That store.
    """

    def __init__(self, store: DecisionStore) -> None:
        self._store = store

    def remember(self, reference: str, findings: Sequence[Finding]) -> None:
        """Keep what was found under the reference of a refusal; never raises."""
        found = [_found(finding) for finding in findings[:_MOST_FINDINGS]]
        with suppress(StoreError):  # the register raises the alarm
            self._store.write_note(_slot(reference), json.dumps([reference, found]))

    def recall(self, reference: str) -> list[Found]:
        """Return what was found under a reference; nothing where it is forgotten.

        Raises:
            StoreError: The store failed.
        """
        kept = self._store.read_note(_slot(reference))
        if kept is None:
            return []
        owner, found = json.loads(kept)
        return found if owner == reference else []


def _slot(reference: str) -> str:
    return f"refused {int(reference, 16) % MOST_KEPT}"


def _found(finding: Finding) -> Found:
    return {
        "rule": finding.rule,
        "place": finding.value.place.value,
        "field": finding.value.name,
        "piece": finding.piece,
        "exclusion": exclusion_for(finding),
    }
