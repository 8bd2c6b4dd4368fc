"""The readings that come with the package."""

from typing import Final

from groupz_shield.signatures.html_reading import HtmlReading
from groupz_shield.signatures.reading import Reading
from groupz_shield.signatures.shell_reading import ShellReading
from groupz_shield.signatures.sql_reading import SqlReading

READINGS: Final[tuple[Reading, ...]] = (HtmlReading(), SqlReading(), ShellReading())
"""Every reading that the rules of the package speak of."""
