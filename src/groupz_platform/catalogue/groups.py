"""A group: who comes, and what sort of group it is."""

from dataclasses import dataclass

from groupz_platform.catalogue.pricing import Party
from groupz_platform.catalogue.rules import GroupType

NOBODY = Party({})


@dataclass(frozen=True, slots=True)
class Group:
    """Who comes: the size that everything is shown for.

    Attributes:
        type: What sort of group it is; nothing as long as nobody has said so.
    """

    party: Party = NOBODY
    type: GroupType | None = None

    @property
    def persons(self) -> int:
        """How many come in all."""
        return self.party.persons

    @property
    def query(self) -> dict[str, str]:
        """The group as it stands in an address.

        >>> Group(Party.of(child=24, supervisor=3), GroupType.SCHOOL).query
        {'child': '24', 'supervisor': '3', 'type': 'school'}
        """
        counts = {category.value: str(n) for category, n in self.party.counts.items()}
        return counts | ({"type": self.type.value} if self.type else {})


ANYBODY = Group()
"""Where nobody has said who comes."""
