"""The table: it agrees with `ipaddress`, and with a list of rules read in order."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from hypothesis import given, strategies as st

from groupz_shield.client import Client
from groupz_shield.decisions import (
    Decision,
    DecisionKind,
    DecisionTable,
    Feed,
    NetworkSet,
    Subject,
)
from shielded import client
from store_clients import NOW, ban, feed

Network = IPv4Network | IPv6Network
_NEAR = {4: 0xCB007100, 6: 0x20010DB8 << 96}
STRENGTH = [DecisionKind.THROTTLE, DecisionKind.BAN, DecisionKind.ALLOW]


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Draw an address; most stand near to each other, so that networks hold them."""
    version = draw(st.sampled_from([4, 6]))
    if version == 4:
        number = _NEAR[4] ^ draw(st.integers(0, 0xFFFF))
        return str(ip_address(number))
    number = _NEAR[6] ^ (draw(st.integers(0, 0xFFFF)) << 64) ^ draw(st.integers(0, 99))
    return str(ip_address(number))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    address = draw(addresses())
    most = 128 if ":" in address else 32
    least = draw(st.integers(0, most))
    bits = draw(st.sampled_from([least, most, most // 2, 24, 48]))
    return ip_network(f"{address}/{min(bits, most)}", strict=False)


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    return Decision(
        Subject.of_network(draw(networks())),
        created_at=NOW,
        until=draw(st.sampled_from([None, NOW - 1, NOW, NOW + 1])),
        kind=draw(st.sampled_from(DecisionKind)),
        simulated=draw(st.booleans()),
        lifted_at=draw(st.sampled_from([None, None, None, NOW - 1])),
    )


def holds(decision: Decision, who: Client) -> bool:
    """Tell by `ipaddress` whether a decision holds for a client. Its /64 is whole."""
    if decision.lifted_at is not None:
        return False
    if decision.until is not None and decision.until <= NOW:
        return False
    network, whole = ip_network(decision.value), ip_network(who.key)
    return network.version == whole.version and whole.subnet_of(network)  # type: ignore[arg-type]  # of one version


def rank(decision: Decision | None) -> tuple[bool, int] | None:
    if decision is None:
        return None
    return not decision.simulated, STRENGTH.index(decision.kind)


def strongest(given: Iterable[Decision], who: Client) -> tuple[bool, int] | None:
    ranks = [rank(decision) for decision in given if holds(decision, who)]
    return max((found for found in ranks if found is not None), default=None)


@given(st.lists(decisions(), max_size=30), st.lists(addresses(), min_size=1))
def test_the_table_agrees_with_ipaddress(
    held: list[Decision], asked: list[str]
) -> None:
    table = DecisionTable()
    table.put(held)

    for address in asked:
        who = client(address)
        found = table.find(who, NOW)
        assert rank(found) == strongest(held, who)
        assert found is None or holds(found, who)


@given(
    st.lists(networks(), max_size=30),
    st.lists(networks(), max_size=10),
    st.lists(decisions(), max_size=5),
    st.lists(addresses(), min_size=1),
)
def test_feeds_agree_with_ipaddress(
    listed: list[Network],
    reported: list[Network],
    held: list[Decision],
    asked: list[str],
) -> None:
    feeds = [
        Feed(name, NetworkSet(map(Subject.of_network, found)), NOW, simulated=sim)
        for name, found, sim in (("drop", listed, False), ("new", reported, True))
    ]
    as_bans = [
        Decision(subject, NOW, None, simulated=each.simulated)
        for each in feeds
        for subject in each.networks
    ]
    table = DecisionTable()
    table.put(held)
    table.put_feeds(feeds)

    for address in asked:
        who = client(address)
        assert rank(table.find(who, NOW)) == strongest([*held, *as_bans], who)


@given(st.lists(decisions(), max_size=20), st.data())
def test_what_is_forgotten_or_replaced_leaves_nothing_behind(
    held: list[Decision], data: st.DataObject
) -> None:
    table = DecisionTable()
    table.put(held)
    gone = data.draw(
        st.sets(st.sampled_from([d.id for d in held])) if held else st.just(set())
    )
    table.put(held)
    table.forget(gone)
    left = [d for d in held if d.id not in gone]

    assert table.own == len([d for d in left if d.lifted_at is None])
    for decision in held:
        who = Client.at(ip_network(decision.value)[0], "")
        assert rank(table.find(who, NOW)) == strongest(left, who)


def test_lifting_ends_a_decision() -> None:
    table, decision = DecisionTable(), ban()
    table.put([decision])
    table.put([decision.lifted(NOW)])

    assert table.find(client("203.0.113.9"), NOW) is None
    assert table.get(decision.id) is None
    assert len(table) == 0


def test_a_ban_ends_when_it_says() -> None:
    table = DecisionTable()
    table.put([ban(until=NOW + 60)])

    assert table.find(client("203.0.113.9"), NOW + 59.9) is not None
    assert table.find(client("203.0.113.9"), NOW + 60) is None


def test_covering_tells_all_of_them_the_strongest_first() -> None:
    table = DecisionTable()
    throttle = ban("203.0.113.0/24", kind=DecisionKind.THROTTLE)
    allow = ban("203.0.113.9", kind=DecisionKind.ALLOW, simulated=True)
    table.put([throttle, allow, ban("203.0.113.9", until=NOW - 1)])
    table.put_feeds([feed("drop", "203.0.0.0/16")])

    found = table.covering(Subject.parse("203.0.113.9"), NOW)

    assert [d.origin for d in found] == ["feed:drop", "manual", "manual"]
    assert found[1:] == [throttle, allow]


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_an_account_has_decisions_of_its_own(name: str, other: str) -> None:
    table = DecisionTable()
    decision = Decision(Subject.account(name), NOW, None)
    table.put([decision])

    assert table.find_account(name, NOW) == decision
    assert table.covering(Subject.account(name), NOW) == [decision]
    assert table.find_account(other, NOW) == (decision if other == name else None)
    assert table.find(client("203.0.113.9"), NOW) is None


def test_a_feed_that_lists_an_address_has_one_id_for_ever() -> None:
    found = []
    for fetched_at in (NOW, NOW + 1):
        table = DecisionTable()
        table.put_feeds([feed("drop", "203.0.113.0/24", fetched_at=fetched_at)])
        found.append(table.find(client("203.0.113.9"), NOW))

    assert found[0] is not None
    assert found[1] is not None
    assert found[0].id == found[1].id
