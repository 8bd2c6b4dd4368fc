"""What all counters keep to: those in memory, and those in a real Valkey."""

import multiprocessing

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from counting import Place
from groupz_shield.counters import Counters
from groupz_shield.counters.valkey import ValkeyCounters
from shielded import Moment
from store_clients import NOW
from valkey_server import TestingValkey


@pytest.fixture(params=["memory", "valkey"])
def place(request: pytest.FixtureRequest) -> Place:
    shared = request.param == "valkey"
    return Place(request.getfixturevalue("valkey") if shared else None)


@pytest.fixture
def counters(place: Place) -> Counters:
    return place.open()


def test_hits_add_up_in_a_window_that_begins_with_the_first(
    place: Place, counters: Counters
) -> None:
    first, begun = counters.add("a", 60)
    place.tick(20)
    second, ends = counters.add("a", 60, 5)

    assert (first, second) == (1, 6)
    assert begun == pytest.approx(NOW + 60, abs=10)
    assert ends == pytest.approx(begun, abs=10)


def test_a_window_that_ended_begins_anew(place: Place, counters: Counters) -> None:
    counters.add("a", 60, 7)
    counters.distinct("a", "x", 60)
    place.tick(60)

    assert counters.get("a") == (0, NOW + 60)
    count, ends = counters.add("a", 60)
    assert count == 1
    assert ends == pytest.approx(NOW + 120, abs=10)
    assert counters.distinct("a", "y", 60) == 1


def test_a_look_tells_and_changes_nothing(counters: Counters) -> None:
    _, begun = counters.add("a", 60, 3)

    for _ in range(2):
        count, ends = counters.get("a")
        assert count == 3
        assert ends == pytest.approx(begun, abs=10)


def test_what_was_never_counted_is_none_that_ends_now(counters: Counters) -> None:
    assert counters.get("never") == (0, NOW)


def test_keys_do_not_touch_each_other(counters: Counters) -> None:
    counters.add("a", 60)
    counters.add("b", 60, 4)
    counters.distinct("a", "x", 60)

    assert (counters.get("a")[0], counters.get("b")[0]) == (1, 4)


def test_the_same_member_counts_once(place: Place, counters: Counters) -> None:
    seen = [counters.distinct("a", f"/{n % 4}", 60) for n in range(10)]
    place.tick(30)

    assert seen == [1, 2, 3, 4, 4, 4, 4, 4, 4, 4]
    assert counters.distinct("a", "/another", 60) == 5


def test_at_least_64_members_are_told_apart(counters: Counters) -> None:
    seen = [counters.distinct("a", f"/{n}", 60) for n in range(64)]

    assert seen == [*range(1, 65)]


def test_a_cleared_key_is_forgotten_and_no_other(counters: Counters) -> None:
    for key in ("a", "b"):
        counters.add(key, 60)
        counters.distinct(key, "x", 60)
    counters.clear("a")
    counters.clear("never there")

    assert (counters.get("a")[0], counters.get("b")[0]) == (0, 1)
    assert counters.distinct("a", "y", 60) == 1
    assert counters.distinct("b", "y", 60) == 2


def test_a_reset_forgets_everything(counters: Counters) -> None:
    for key in ("a", "b"):
        counters.add(key, 60)
        counters.distinct(key, "x", 60)
    counters.reset()

    assert [counters.get(key)[0] for key in "ab"] == [0, 0]
    assert counters.distinct("a", "y", 60) == 1


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param("", id="empty"),
        pytest.param("a b\r\nFLUSHALL\r\n", id="a command"),
        pytest.param("*", id="a pattern"),
        pytest.param("\ud800é\0", id="no text"),
        pytest.param("x" * 100_000, id="long"),
    ],
)
def test_odd_keys_and_members_are_counted_like_others(
    counters: Counters, odd: str
) -> None:
    counters.add("another", 60)

    assert [counters.add(odd, 60)[0] for _ in range(2)] == [1, 2]
    assert [counters.distinct(odd, odd, 60) for _ in range(2)] == [1, 1]
    assert counters.distinct(odd, f"{odd}2", 60) == 2
    counters.clear(odd)
    assert (counters.get(odd)[0], counters.get("another")[0]) == (0, 1)


@settings(
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.sampled_from("abc"), st.integers(1, 9)),
            st.tuples(st.just("distinct"), st.sampled_from("abc"), st.integers(1, 9)),
            st.tuples(st.just("clear"), st.sampled_from("abc"), st.just(0)),
        )
    )
)
def test_law_counts_are_those_of_a_plain_model(
    counters: Counters, steps: list[tuple[str, str, int]]
) -> None:
    counters.reset()
    hits: dict[str, int] = {}
    members: dict[str, set[str]] = {}
    for step, key, number in steps:
        if step == "add":
            hits[key] = hits.get(key, 0) + number
            assert counters.add(key, 3600, number)[0] == hits[key]
        elif step == "distinct":
            known = members.setdefault(key, set())
            known.add(str(number))
            assert counters.distinct(key, str(number), 3600) == len(known)
        else:
            counters.clear(key)
            hits.pop(key, None)
            members.pop(key, None)

    assert {key: counters.get(key)[0] for key in hits} == hits


SPAWN = multiprocessing.get_context("spawn")
FORK = multiprocessing.get_context("fork")
EACH = 100


def hit_as(address: str, number: int) -> None:
    hit(ValkeyCounters(address, Moment()), number)


def hit(counters: Counters, number: int) -> None:
    for path in range(EACH):
        counters.add("client", 60)
        counters.distinct("client", f"{number}/{path}", 60)


def in_two(start: list[multiprocessing.process.BaseProcess]) -> None:
    for process in start:
        process.start()
    for process in start:
        process.join(timeout=60)
    assert [process.exitcode for process in start] == [0, 0]


def test_two_processes_share_their_counts(valkey: TestingValkey) -> None:
    in_two([SPAWN.Process(target=hit_as, args=(valkey.address, n)) for n in (1, 2)])

    counters = ValkeyCounters(valkey.address, Moment())
    assert counters.get("client")[0] == 2 * EACH
    assert counters.distinct("client", "one more", 60) == 2 * EACH + 1


def test_forked_processes_go_on_with_counters_that_were_open(
    valkey: TestingValkey,
) -> None:
    counters = ValkeyCounters(valkey.address, Moment())
    counters.add("client", 60)

    in_two([FORK.Process(target=hit, args=(counters, n)) for n in (1, 2)])

    assert counters.add("client", 60)[0] == 2 * EACH + 2


def test_what_a_server_holds_ends_by_itself_and_is_no_secret_path(
    valkey: TestingValkey,
) -> None:
    counters = ValkeyCounters(valkey.address, Moment())
    counters.add("client", 60)
    counters.distinct("client", "/letter/secret", 60)

    with valkey.client() as client:
        names = sorted(client.keys("*"))
        lives = [client.ttl(name) for name in names]
        [member] = client.smembers(names[1])
    assert names == [b"groupz:count:client", b"groupz:members:client"]
    assert all(0 < life <= 60 for life in lives)
    assert len(member) == 8
