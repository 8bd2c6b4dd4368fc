"""A doubtful version of a feed never replaces the last good one."""

from ipaddress import IPv4Network, ip_network
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from groupz_shield import EventKind, SecurityEvent
from groupz_shield.decisions import Subject
from groupz_shield.errors import FeedError
from groupz_shield.feeds import FeedResult, FeedSource, refresh
from groupz_shield.feeds.limits import BOGONS, changed_share, too_wide, without
from groupz_shield.feeds.refresh import refresh_and_tell
from groupz_shield.stores import DecisionStore, MemoryStore
from store_clients import NOW

OFFICE = Subject.parse("198.51.100.32/28")
HUNDRED = [f"203.0.{n}.0/24" for n in range(100)]


class Publisher:
    """Somebody who keeps a list in a file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "list.netset"
        self.source = FeedSource("list", str(self.path))
        self.store: DecisionStore = MemoryStore()

    def publish(self, *lines: str, force: bool = False) -> FeedResult:
        self.path.write_text("\n".join(lines))
        return refresh(
            self.source, self.store, protected=[OFFICE], now=NOW, force=force
        )

    @property
    def listed(self) -> list[str]:
        return sorted(s.value for feed in self.store.feeds() for s in feed.networks)


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path)


def test_what_is_wider_than_a_registry_hands_out_is_refused(
    publisher: Publisher,
) -> None:
    wide = ("0.0.0.0/0", "48.0.0.0/7", "2000::/18")
    result = publisher.publish(*wide, "48.0.0.0/8", "2001:2000::/19")

    assert [subject.value for subject in result.refused] == list(wide)
    assert publisher.listed == ["2001:2000::/19", "48.0.0.0/8"]
    assert "3 refused as too wide" in result.summary


def test_what_is_not_on_the_internet_is_taken_out(publisher: Publisher) -> None:
    listed = ("10.0.0.0/8", "192.168.1.1", "127.0.0.1", "fe80::/64", "240.0.0.0/8")
    publisher.publish(*listed, "203.0.113.0/24")

    assert publisher.listed == ["203.0.113.0/24"]


def test_a_network_around_the_office_has_a_hole_where_the_office_is(
    publisher: Publisher,
) -> None:
    publisher.publish("198.51.100.0/24")

    holed = IPv4Network("198.51.100.0/24").address_exclude(IPv4Network(OFFICE.value))
    assert publisher.listed == sorted(map(str, holed))


def test_a_feed_may_change_by_half_at_once(publisher: Publisher) -> None:
    publisher.publish(*HUNDRED)

    result = publisher.publish(*HUNDRED[:50])
    assert (result.added, result.removed) == (0, 50)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(HUNDRED[:49], id="too much is gone"),
        pytest.param([*HUNDRED, *(f"203.1.{n}.0/24" for n in range(51))], id="new"),
        pytest.param(["203.0.113.0/24"], id="cut off"),
    ],
)
def test_a_feed_that_changes_by_more_keeps_its_last_version(
    publisher: Publisher, lines: list[str]
) -> None:
    publisher.publish(*HUNDRED)
    with pytest.raises(FeedError, match="changed at once"):
        publisher.publish(*lines)
    assert publisher.listed == sorted(HUNDRED)

    publisher.publish(*lines, force=True)
    assert publisher.listed == sorted(lines)


def test_a_feed_that_cannot_be_read_keeps_its_last_version(
    publisher: Publisher,
) -> None:
    publisher.publish(*HUNDRED)
    with pytest.raises(FeedError, match="line 1"):
        publisher.publish("<html>")

    assert publisher.listed == sorted(HUNDRED)


def test_what_became_of_a_feed_is_told(publisher: Publisher) -> None:
    events: list[SecurityEvent] = []

    def told() -> bool:
        source, store = publisher.source, publisher.store
        return refresh_and_tell(source, store, events.append, protected=[], now=NOW)

    publisher.path.write_text("203.0.113.0/24\n")
    assert told()
    publisher.path.write_text("nonsense\n")
    assert not told()

    kinds = [event.kind for event in events]
    assert kinds == [EventKind.FEED_REFRESHED, EventKind.FEED_FAILED]
    assert events[0].message == "list: 1 networks, 1 new, 0 gone."
    assert "stays as it was" in events[1].message


v4 = st.tuples(st.integers(0, 2**16 - 1), st.integers(16, 32)).map(
    lambda p: Subject.parse(str(ip_network((0xC6330000 + p[0], p[1]), strict=False)))
)


@given(st.lists(v4, max_size=8), st.lists(v4, max_size=5), st.integers(0, 2**16 - 1))
def test_law_what_is_taken_out_is_missing_and_nothing_else(
    listed: list[Subject], holes: list[Subject], last: int
) -> None:
    left = list(without(listed, holes))
    client = Subject.numbered(4, 0xC6330000 + last, 32)

    def held_by(subjects: list[Subject]) -> bool:
        return any(subject.covers(client) for subject in subjects)

    assert held_by(left) == (held_by(listed) and not held_by(holes))


def test_a_share_counts_what_came_and_what_went() -> None:
    old, new = set("abcd"), set("abef")

    assert changed_share(old, new) == 1.0  # type: ignore[arg-type]
    assert changed_share(set(), new) == 4.0  # type: ignore[arg-type]


def test_no_bogon_is_one_of_documentation() -> None:
    examples = map(Subject.parse, ("203.0.113.9", "192.0.2.1", "2001:db8::/64"))

    assert not any(bogon.covers(one) for bogon in BOGONS for one in examples)
    assert too_wide(Subject.parse("0.0.0.0/7"))
