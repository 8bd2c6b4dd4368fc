"""The readings that come with the package."""

from typing import Final

from groupz_shield.signatures.reading import Reading

READINGS: Final[tuple[Reading, ...]] = ()
"""Every reading that the rules of the package speak of."""
