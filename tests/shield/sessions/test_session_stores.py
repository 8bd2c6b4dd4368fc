"""What every store of sessions keeps to: memory, files, tables, a real Valkey."""

from collections.abc import Callable
from functools import partial
from math import inf

import pytest

from groupz_shield.sessions import SessionStore
from session_places import KEEP_SECONDS, NOW, Place, record, together

DIFFICULT = 'd\'Artagnan "%s" \N{SNOWMAN} \N{PILE OF POO} \\x ;--'


@pytest.fixture
def store(session_place: Place) -> SessionStore:
    return session_place.open()


@pytest.fixture
def other(session_place: Place) -> SessionStore:
    """Another handle on the same sessions, as another process has one."""
    return session_place.open()


def test_a_session_is_found_by_its_hash_its_handle_and_its_user(
    store: SessionStore, other: SessionStore
) -> None:
    kept = record(client="203.0.113.9", agent="Firefox", created_at=NOW - 0.1)

    store.add(kept, KEEP_SECONDS)

    assert other.find(kept.hash) == kept
    assert other.find_handle(kept.handle) == kept
    assert other.of_user("noor") == [kept]


def test_a_session_is_not_found_by_anything_else(store: SessionStore) -> None:
    kept = record()

    store.add(kept, KEEP_SECONDS)

    assert store.find(kept.handle) is None
    assert store.find_handle(kept.hash) is None
    assert store.of_user("noo") == store.of_user("Noor") == []


def test_difficult_texts_come_back_as_they_were(store: SessionStore) -> None:
    kept = record(user=DIFFICULT, agent=DIFFICULT, written='{"\\u0000":"\\ud800"}')

    store.add(kept, KEEP_SECONDS)

    assert store.of_user(DIFFICULT) == [kept]


def test_sessions_of_a_user_come_the_oldest_first(store: SessionStore) -> None:
    records = [record(number, created_at=NOW - number) for number in (1, 3, 2)]

    for kept in (*records, record(4, user="piet")):
        store.add(kept, KEEP_SECONDS)

    assert [r.created_at - NOW for r in store.of_user("noor")] == [-3, -2, -1]


def test_use_is_noted_and_never_earlier_than_it_was(store: SessionStore) -> None:
    kept = record()
    store.add(kept, KEEP_SECONDS)

    answers = [store.touch(kept.hash, NOW + 0.375), store.touch(kept.hash, NOW - 9)]

    found = store.find(kept.hash)
    assert answers == [True, True]
    assert found is not None
    assert found.seen_at == NOW + 0.375


def test_data_is_replaced(store: SessionStore, other: SessionStore) -> None:
    kept = record()
    store.add(kept, KEEP_SECONDS)

    assert store.write(kept.hash, '{"b":2}')

    found = other.find(kept.hash)
    assert found is not None
    assert found.data == {"b": 2}


def test_a_renamed_session_is_found_under_its_new_hash_alone(
    store: SessionStore, other: SessionStore
) -> None:
    old, new = record(1), record(2)
    store.add(old, KEEP_SECONDS)

    assert store.rename(old.hash, new.hash)

    found = other.find(new.hash)
    assert found is not None
    assert found.handle == old.handle
    assert other.find(old.hash) is None
    assert other.of_user("noor") == [found]


def test_nothing_brings_back_a_session_that_is_gone(
    store: SessionStore, session_place: Place
) -> None:
    gone = record()
    store.add(gone, KEEP_SECONDS)
    assert store.remove(gone.handle, inf) == gone

    answers = [
        store.touch(gone.hash, NOW + 1),
        store.write(gone.hash, "{}"),
        store.rename(gone.hash, record(2).hash),
        store.remove(gone.handle, inf),
    ]

    assert answers == [False, False, False, None]
    assert store.of_user("noor") == []
    assert gone.handle not in session_place.content()


@pytest.mark.parametrize(
    ("seen_by", "is_removed"),
    [
        pytest.param(NOW - 0.125, False, id="used after that"),
        pytest.param(NOW, True, id="used at that moment"),
        pytest.param(inf, True, id="whenever it was used"),
    ],
)
def test_a_session_that_was_used_meanwhile_stays(
    store: SessionStore, seen_by: float, *, is_removed: bool
) -> None:
    kept = record()
    store.add(kept, KEEP_SECONDS)

    assert store.remove(kept.handle, seen_by) == (kept if is_removed else None)

    assert (store.find(kept.hash) is None) == is_removed


def test_what_is_over_is_removed_at_its_moment_and_given_once(
    store: SessionStore, other: SessionStore
) -> None:
    old = record(1, created_at=NOW - 100)
    unused = record(2, created_at=NOW - 50, seen_at=NOW - 10)
    both = record(3, created_at=NOW - 100, seen_at=NOW - 10)
    used = record(4, created_at=NOW - 99.875, seen_at=NOW - 9.875)
    for kept in (old, unused, both, used):
        store.add(kept, KEEP_SECONDS)

    gone = store.remove_expired(NOW - 10, NOW - 100)

    assert sorted(gone, key=lambda r: r.handle) == [old, unused, both]
    assert other.remove_expired(NOW - 10, NOW - 100) == []
    assert other.of_user("noor") == [used]


def test_many_are_removed_at_once(store: SessionStore) -> None:
    for number in range(1100):
        store.add(record(number), KEEP_SECONDS)

    gone = store.remove_expired(NOW, NOW)

    assert len({r.handle for r in gone}) == len(gone) == 1100
    assert store.of_user("noor") == []


def test_of_several_that_rename_a_session_one_wins(store: SessionStore) -> None:
    kept = record()
    store.add(kept, KEEP_SECONDS)

    names = [record(number).hash for number in range(2, 10)]
    won = together(partial(store.rename, kept.hash, new) for new in names)

    assert won.count(True) == 1
    found = store.find(names[won.index(True)])
    assert found is not None
    assert store.of_user("noor") == [found]


def test_of_several_that_remove_a_session_one_is_given_it(store: SessionStore) -> None:
    kept = record()
    store.add(kept, KEEP_SECONDS)

    given = together(partial(store.remove, kept.handle, inf) for _ in range(8))

    assert [one for one in given if one] == [kept]


def test_of_several_reapers_one_is_given_each_session(store: SessionStore) -> None:
    for number in range(40):
        store.add(record(number), KEEP_SECONDS)

    given = together(partial(store.remove_expired, NOW, NOW) for _ in range(4))

    handles = [one.handle for gone in given for one in gone]
    assert sorted(handles) == [record(number).handle for number in range(40)]


def test_a_session_used_while_it_is_reaped_is_there_or_gone_and_never_half(
    store: SessionStore,
) -> None:
    for number in range(20):
        kept = record(number)
        store.add(kept, KEEP_SECONDS)

        attempts: list[Callable[[], object]] = [
            partial(store.remove, kept.handle, NOW),
            partial(store.touch, kept.hash, NOW + 1),
        ]
        gone, touched = together(attempts)

        assert (gone is None) == touched
        assert (store.find(kept.hash) is not None) == touched
        assert (store.find_handle(kept.handle) is not None) == touched
