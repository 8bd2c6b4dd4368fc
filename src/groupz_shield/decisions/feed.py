"""A feed: a list of networks that somebody else keeps."""

from dataclasses import dataclass

from groupz_shield.decisions.networks import NetworkSet


@dataclass(frozen=True, slots=True)
class Feed:
    """One version of a feed.

    Attributes:
        name: Its name; the origin of its bans is `"feed:NAME"`.
        networks: What it lists.
        fetched_at: When it was last fetched whole, in seconds since 1970.
        source: Where it comes from: a path or an address.
        simulated: Whether its bans are only reported.
    """

    name: str
    networks: NetworkSet
    fetched_at: float
    source: str = ""
    simulated: bool = False
