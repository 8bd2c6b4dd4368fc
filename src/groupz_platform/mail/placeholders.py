"""Names in braces that stand for what is known of a booking."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from groupz_platform.formats import clock_time, day

PLACEHOLDERS = ("name", "reference", "date", "time", "activity", "venue")
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def unknown_placeholders(text: str, known: Collection[str] = PLACEHOLDERS) -> list[str]:
    """List what stands in braces and means nothing.

    >>> unknown_placeholders("{name}, {nmae}, {}")
    ['{nmae}', '{}']
    """
    found = (match[0] for match in PLACEHOLDER.finditer(text))
    return [each for each in found if each[1:-1] not in known]


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of their names, and look into none of them.

    >>> filled_in("Dear {name}, {other}", {"name": "{reference}"})
    'Dear {reference}, {other}'
    """
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def placeholder_values(values: Mapping[str, Any], locale: str) -> dict[str, str]:
    """Say what stands in the place of each placeholder.

    Args:
        values: What a mail says of a booking; it may lack some of it.
        locale: In which language dates are written.
    """
    found = {
        "name": values.get("name"),
        "reference": values.get("reference"),
        "activity": values.get("title"),
        "venue": values.get("venue_name"),
    }
    starts_at = values.get("starts_at")
    if isinstance(starts_at, datetime):
        found |= {"date": day(starts_at, locale), "time": clock_time(starts_at)}
    return {name: str(value) for name, value in found.items() if value is not None}
