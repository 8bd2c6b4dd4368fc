"""What no feed may ban: too much at once, and what is not on the internet."""

from collections.abc import Iterable, Iterator
from typing import Final

from groupz_shield.decisions import CLIENT_BITS, NetworkSet, Subject

WIDEST: Final = {4: 8, 6: 19}
"""The shortest prefix of an entry: the widest that registries hand out."""

BOGONS: Final = tuple(
    map(
        Subject.parse,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/16",
            "100::/64",
            "fc00::/7",
            "fe80::/10",
            "ff00::/8",
        ),
    )
)
"""Special-purpose addresses of the IANA registries (RFC 6890), which feeds list because
nobody may use them on the internet; here they are the proxy, or the office. The
networks of documentation (RFC 5737, RFC 3849) are nobody's, and are left out."""


def too_wide(subject: Subject) -> bool:
    """Tell whether an entry is wider than anybody may ban by a feed."""
    return subject.bits < WIDEST[subject.version]


def without(
    subjects: Iterable[Subject], kept_out: Iterable[Subject]
) -> Iterator[Subject]:
    """Yield what is left of networks when others are taken out.

    A network that holds one of them is split, so that exactly that part is missing.
    """
    holes = NetworkSet(kept_out)
    for subject in subjects:
        if holes.meets(subject):
            yield from _minus(subject, list(holes))
        else:
            yield subject


def _minus(subject: Subject, holes: list[Subject]) -> Iterator[Subject]:
    if any(hole.covers(subject) for hole in holes):
        return
    inside = [hole for hole in holes if subject.covers(hole)]
    if not inside:
        yield subject
        return
    bits = subject.bits + 1
    step = 1 << (CLIENT_BITS[subject.version] - bits)
    for number in (subject.number, subject.number + step):
        yield from _minus(Subject.numbered(subject.version, number, bits), inside)


def changed_share(old: set[Subject], new: set[Subject]) -> float:
    """Return how much of a feed changed: what came and went, for each old entry."""
    return len(old ^ new) / max(1, len(old))
