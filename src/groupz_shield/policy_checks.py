"""What a policy refuses when it is made, beside what its parts refuse themselves."""

import re
from collections.abc import Collection
from typing import Final

from groupz_shield.errors import PolicyError
from groupz_shield.feeds import FeedSource
from groupz_shield.guards import Guard, Observer
from groupz_shield.refusal import Header

FORWARDING_HEADERS: Final = ("X-Forwarded-For", "Forwarded")

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\x80-\xff]*")
_SHIELDS_OWN = frozenset(
    {"cache-control", "content-length", "content-type", "set-cookie"}
)


def check_choice(setting: str, value: str, choices: Collection[str]) -> None:
    """Refuse a value that is not one of a few."""
    if value not in choices:
        raise PolicyError(setting, value, f"is not one of {', '.join(choices)}")


def check_positive(setting: str, value: int | None) -> None:
    """Refuse a number below one; None is for no limit."""
    if value is not None and value < 1:
        raise PolicyError(setting, value, "is not positive")


def check_guard(value: object) -> None:
    """Refuse what no request could be shown to."""
    if not isinstance(value, Guard | Observer):
        why = "needs a name, and a method check or answered"
        raise PolicyError("guards", value, why)


def check_feeds(feeds: Collection[object]) -> None:
    """Refuse what cannot be fetched, and two feeds of one name."""
    names: set[str] = set()
    for feed in feeds:
        if not isinstance(feed, FeedSource):
            raise PolicyError("feeds", feed, "is no FeedSource")
        if feed.name in names:
            raise PolicyError("feeds", feed.name, "is the name of two feeds")
        names.add(feed.name)


def check_refusal_header(header: Header) -> None:
    """Refuse a header that cannot be sent, or that the shield sets itself."""
    name, value = header
    if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
        raise PolicyError("refusal_headers", header, "cannot be sent as a header")
    if name.lower() in _SHIELDS_OWN:
        raise PolicyError("refusal_headers", header, "is the shield's own to set")
