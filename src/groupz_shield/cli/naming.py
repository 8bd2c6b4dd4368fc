"""What a reference stands for: a visitor reads it out, an event carries it."""

import re
from typing import Final

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import Office, fail
from groupz_shield.decisions import Decision
from groupz_shield.decisions.listed import listing

_REFERENCE: Final = re.compile(r"(?:[0-9a-f]{8}){1,2}", re.IGNORECASE)
FEED: Final = "feed:"
"""What the origin of a feed's bans begins with."""


def is_reference(text: str) -> bool:
    """Tell whether a text is a reference, or a whole id.

    >>> is_reference("0BADCAFE"), is_reference("10.0.0.1"), is_reference("::1")
    (True, False, False)
    """
    return _REFERENCE.fullmatch(text) is not None


def named_by(office: Office, reference: str) -> list[Decision]:
    """Return the decisions of a reference, ended ones and those of feeds too."""
    key = reference.lower()
    kept = [d for d in office.store.decisions() if key in {d.id, d.reference}]
    return kept or _listed(office, key)


def fail_unknown(reference: str) -> None:
    """End the command, and say what else a reference may stand for."""
    fail(
        f"No decision has the reference {reference}. A single refusal has one too: "
        "look for it in the site's log. So has the blocklist of the site's policy, "
        "and a decision that ended long ago is forgotten.",
        Exit.NOTHING,
    )


def _listed(office: Office, key: str) -> list[Decision]:
    feeds = office.store.feeds()
    listed = (listing(feed, network) for feed in feeds for network in feed.networks)
    return [d for d in listed if key in {d.id, d.reference}]
