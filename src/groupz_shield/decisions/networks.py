"""Very many networks: none within another, and found by bisection."""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from groupz_shield.decisions.subject import CLIENT_BITS, Subject

_HEADER = struct.Struct("<II")


class Prefixes:
    """The disjoint networks of one version of IP, in order.

    Args:
        version: 4 or 6.
        networks: First address and prefix length of each, as numbers of
            `CLIENT_BITS` bits. What lies within another one is left out.
    """

    __slots__ = ("bits", "ends", "starts", "version")

    def __init__(self, version: int, networks: Iterable[tuple[int, int]]) -> None:
        self.version = version
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.bits = bytearray()
        most, last = CLIENT_BITS[version], -1
        for start, bits in sorted(networks):
            if start > last:
                last = start + (1 << (most - bits)) - 1
                self.starts.append(start)
                self.ends.append(last)
                self.bits.append(bits)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.bits, strict=True)

    def find(self, number: int) -> int:
        """Return which network holds an address; -1 if none does."""
        at = bisect_right(self.starts, number) - 1
        return at if at >= 0 and number <= self.ends[at] else -1

    def meets(self, number: int, bits: int) -> bool:
        """Tell whether a network has an address in common with any of these."""
        last = number + (1 << (CLIENT_BITS[self.version] - bits)) - 1
        at = bisect_right(self.starts, last) - 1
        return at >= 0 and self.ends[at] >= number

    def subject(self, at: int) -> Subject:
        """Return a network as the subject of a decision."""
        return Subject.numbered(self.version, self.starts[at], self.bits[at])


class NetworkSet:
    """A set of networks of both versions of IP, made once and never changed.

    >>> feed = NetworkSet([Subject.parse("203.0.113.0/24")])
    >>> feed.find(Subject.parse("203.0.113.9")).value, len(feed)
    ('203.0.113.0/24', 1)
    """

    __slots__ = ("by_version",)

    def __init__(self, subjects: Iterable[Subject] = ()) -> None:
        numbers: dict[int, list[tuple[int, int]]] = {4: [], 6: []}
        for subject in subjects:
            numbers[subject.version].append((subject.number, subject.bits))
        self.by_version = {v: Prefixes(v, found) for v, found in numbers.items()}

    def __len__(self) -> int:
        return sum(map(len, self.by_version.values()))

    def __iter__(self) -> Iterator[Subject]:
        for prefixes in self.by_version.values():
            yield from map(prefixes.subject, range(len(prefixes)))

    def __contains__(self, subject: Subject) -> bool:
        return self.find(subject) is not None

    def find(self, subject: Subject) -> Subject | None:
        """Return the network that holds all of a client or network."""
        prefixes = self.by_version.get(subject.version)
        at = -1 if prefixes is None else prefixes.find(subject.number)
        if prefixes is None or at < 0:
            return None
        return found if (found := prefixes.subject(at)).covers(subject) else None

    def meets(self, subject: Subject) -> bool:
        """Tell whether a network has a client in common with any of these."""
        prefixes = self.by_version.get(subject.version)
        return prefixes is not None and prefixes.meets(subject.number, subject.bits)

    def to_bytes(self) -> bytes:
        """Write the set down, for a store."""
        four, six = self.by_version[4], self.by_version[6]
        parts: list[bytes | bytearray] = [_HEADER.pack(len(four), len(six))]
        for prefixes in (four, six):
            parts += (
                struct.pack(f"<{len(prefixes)}Q", *prefixes.starts),
                prefixes.bits,
            )
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> "NetworkSet":
        """Read a set that `to_bytes` wrote.

        Raises:
            ValueError: It did not.
        """
        try:
            counts, at = _HEADER.unpack_from(data), _HEADER.size
            found = cls()
            for version, count in zip((4, 6), counts, strict=True):
                starts = struct.unpack_from(f"<{count}Q", data, at)
                bits = data[at + 8 * count : at + 9 * count]
                found.by_version[version] = Prefixes(
                    version, zip(starts, bits, strict=True)
                )
                at += 9 * count
        except (struct.error, IndexError) as error:
            raise ValueError(f"these are no networks: {error}") from error
        return found
