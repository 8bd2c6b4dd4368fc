"""From offences to bans: longer, wider, and never of somebody who is protected."""

import pytest

from groupz_shield.bans.escalation import MEMORY_SECONDS
from groupz_shield.decisions import Decision, DecisionKind, Scope, Subject
from groupz_shield.events import EventKind
from shielded import Bench, client
from store_clients import ban


def networks(bench: Bench) -> list[str]:
    now = bench.clock.now
    return [
        d.value
        for d in bench.register.table
        if d.scope is Scope.NETWORK and d.in_force(now)
    ]


def test_a_ban_says_whom_why_and_for_how_long() -> None:
    bench = Bench()

    decision = bench.ban("203.0.113.9")

    assert decision is not None
    assert (decision.value, decision.origin) == ("203.0.113.9", "shield")
    assert (decision.scenario, decision.reason) == ("not_found", "it scanned")
    assert decision == bench.found("203.0.113.9")
    [event] = bench.events
    assert (event.kind, event.reference) == (EventKind.BANNED, decision.reference)
    assert event.facts["id"] == decision.id


def test_each_ban_is_longer_until_one_has_no_end() -> None:
    bench = Bench()
    lengths: list[float] = []

    while (seconds := bench.seconds("203.0.113.9")) is not None:
        lengths.append(seconds)
        bench.clock.tick(seconds)

    assert lengths[:8] == sorted(lengths[:8])
    assert len(lengths) == 10


def test_bans_of_long_ago_are_forgiven() -> None:
    bench = Bench()
    for _ in range(3):
        bench.clock.tick(bench.seconds("203.0.113.9") or 0.0)

    bench.clock.tick(MEMORY_SECONDS)

    assert (bench.seconds("203.0.113.9") or 0.0) <= 66


def test_who_is_banned_already_is_not_banned_for_longer() -> None:
    bench = Bench()

    first, second = bench.ban("203.0.113.9"), bench.ban("203.0.113.9")

    assert first is second is not None
    assert bench.kinds() == [EventKind.BANNED]


def test_another_process_that_bans_at_the_same_time_makes_nothing_longer() -> None:
    one = Bench()
    other = Bench(one.store)
    other.register.follow()

    decision = one.ban("203.0.113.9")

    assert other.ban("203.0.113.9") == decision
    assert other.events == []


def test_a_ban_that_was_undone_does_not_count() -> None:
    bench = Bench()
    first = bench.ban("203.0.113.9")
    assert first is not None

    bench.register.put([first.lifted(bench.clock.now)])

    assert bench.found("203.0.113.9") is None
    assert (bench.seconds("203.0.113.9") or 0.0) <= 66


@pytest.mark.parametrize("simulated", [False, True])
def test_bans_that_were_only_reported_count_where_all_are(*, simulated: bool) -> None:
    bench = Bench(simulated=simulated)
    bench.register.put([ban(until=bench.clock.now - 1, simulated=True)])

    assert ((bench.seconds("203.0.113.9") or 0.0) >= 300) is simulated


def test_a_known_offender_is_tolerated_less() -> None:
    bench = Bench()
    before = bench.offences.tolerated(client("203.0.113.9"), 20)

    bench.ban("203.0.113.9")

    assert before == 20
    assert bench.offences.tolerated(client("203.0.113.9"), 20) == 10
    assert bench.offences.tolerated(client("203.0.113.10"), 20) == 20


@pytest.mark.parametrize("address", ["192.0.2.7", "127.0.0.1", "10.1.2.3", "fd00::1"])
def test_who_is_protected_is_spared(address: str) -> None:
    bench = Bench()

    assert bench.ban(address) is None
    assert bench.offences.ban_network(client(address), 24, "flood", "much") is None
    assert list(bench.register.table) == []
    assert bench.events == []


def test_whom_somebody_allows_is_spared() -> None:
    bench = Bench()
    bench.register.put(
        [Decision(Subject.parse("203.0.113.0/24"), 0.0, None, kind=DecisionKind.ALLOW)]
    )

    assert bench.ban("203.0.113.9") is None


@pytest.mark.parametrize(
    ("addresses", "too_many", "network"),
    [
        pytest.param("203.0.113.{}", 16, "203.0.113.0/24", id="an IPv4 /24"),
        pytest.param("2001:db8:0:{:x}::1", 8, "2001:db8::/56", id="an IPv6 /56"),
    ],
)
def test_many_neighbours_make_a_network(
    addresses: str, too_many: int, network: str
) -> None:
    bench = Bench()
    for number in range(too_many - 1):
        bench.ban(addresses.format(number))
    assert networks(bench) == []

    bench.ban(addresses.format(too_many - 1))

    assert networks(bench) == [network]
    assert bench.found(addresses.format(200)) is not None


def test_the_same_neighbour_again_is_no_more_than_one() -> None:
    bench = Bench()
    for _ in range(20):
        bench.clock.tick(bench.seconds("203.0.113.9") or 0.0)

    assert networks(bench) == []


def test_eight_56s_make_a_48_and_nothing_is_ever_wider() -> None:
    bench = Bench()
    for site in range(9):
        for part in range(8):
            for end in range(8):
                bench.ban(f"2001:db8:{site:x}:{part:x}{end:02x}::1")

    widest = {network for network in networks(bench) if network.endswith("/48")}
    assert widest == {
        f"2001:db8:{site:x}::/48" if site else "2001:db8::/48" for site in range(9)
    }
    assert {n.rpartition("/")[2] for n in networks(bench)} == {"56", "48"}


def test_a_network_is_banned_for_an_hour_at_most_however_often() -> None:
    bench = Bench()
    lengths = []
    for _ in range(15):
        made = bench.offences.ban_network(client("203.0.113.9"), 24, "roll_up", "many")
        assert made is not None
        assert made.until is not None
        lengths.append(made.until - bench.clock.now)
        bench.clock.tick(lengths[-1])

    assert lengths == sorted(lengths)
    assert max(lengths) == 3600


def test_no_more_than_256_networks_are_banned_at_once() -> None:
    bench = Bench()

    def made(numbers: range) -> int:
        return sum(
            bench.offences.ban_network(
                client(f"198.{n >> 8}.{n & 255}.1"), 24, "roll_up", "many"
            )
            is not None
            for n in numbers
        )

    assert made(range(300)) == 256
    assert made(range(300, 310)) == 0
    bench.clock.tick(60)
    assert made(range(300, 600)) == 256


def test_a_network_that_is_banned_is_not_banned_again() -> None:
    bench = Bench()

    made = [
        bench.offences.ban_network(client("203.0.113.9"), 24, "flood", "much")
        for _ in range(2)
    ]

    assert made[0] is not None
    assert made[1] is None


def test_who_is_protected_goes_free_in_a_banned_network() -> None:
    bench = Bench()

    bench.register.put([ban("192.0.0.0/16"), ban("0.0.0.0/1"), ban("128.0.0.0/1")])

    assert bench.found("192.0.2.7") is None
    assert bench.found("192.0.3.7") is not None
