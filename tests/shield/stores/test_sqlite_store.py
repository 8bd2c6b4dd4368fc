"""The SQLite store in trouble: killed, corrupt, full, locked, read-only, replaced."""

import os
import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from groupz_shield.decisions import Feed, NetworkSet, Subject
from groupz_shield.errors import StoreCorruptError, StoreError
from groupz_shield.stores.sqlite import SqliteStore
from groupz_shield.stores.sqlite_file import SqliteFile
from store_clients import NOW, START, acknowledged_until_killed, ban, feed, running

NOBODY = 65_534
MANY = Feed(
    "many", NetworkSet(Subject.numbered(4, n << 12, 24) for n in range(50_000)), NOW
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shield.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as store:
        yield store


@pytest.fixture
def other(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as store:
        yield store


def values(store: SqliteStore) -> list[str]:
    return sorted(decision.value for decision in store.decisions())


def epoch(store: SqliteStore) -> str:
    changes = store.changes(*START)
    assert changes is not None
    return changes.epoch


def test_only_its_owner_can_read_the_file_and_what_stands_beside_it(
    store: SqliteStore, path: Path
) -> None:
    before = os.umask(0)
    try:
        store.put([ban()])
    finally:
        os.umask(before)

    modes = {
        file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()
    }
    names = ("shield.sqlite3", "shield.sqlite3-shm", "shield.sqlite3-wal")
    assert modes == dict.fromkeys(names, 0o600)


def test_a_folder_that_is_missing_is_named_and_may_come_later(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "later" / "shield.sqlite3")) as store:
        with pytest.raises(StoreError, match="No such file or directory; look at"):
            store.put([ban()])

        (tmp_path / "later").mkdir()
        store.put([ban()])

        assert values(store) == ["203.0.113.9"]


def test_a_relative_path_stays_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(SqliteStore(Path("shield.sqlite3"))) as store:
        monkeypatch.chdir("/")
        store.put([ban()])

    assert (tmp_path / "shield.sqlite3").exists()


@pytest.mark.parametrize("at_least", range(1, 41, 4))
def test_what_a_killed_process_was_sure_of_is_there(
    store: SqliteStore, path: Path, at_least: int
) -> None:
    acknowledged = acknowledged_until_killed(f"sqlite://{path}", at_least)

    kept = [decision.id for decision in store.decisions()]
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1  # one may have been on its way
    store.put([ban()])


def overwritten_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * 100)


def cut_in_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def garbage_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x5a" * (path.stat().st_size - 4096))


def some_text(path: Path) -> None:
    path.write_text("This is no database.\n" * 500)


def a_table_gone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE state")


def no_state(path: Path) -> None:
    change(path, "DELETE FROM state")


def no_text(path: Path) -> None:
    change(path, "UPDATE decisions SET reason = CAST(x'ff' AS TEXT)")


def no_such_kind(path: Path) -> None:
    change(path, "UPDATE decisions SET kind = 'greet'")


def no_networks(path: Path) -> None:
    change(path, "UPDATE feeds SET networks = x'ffffffff'")


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


CORRUPTIONS = [
    overwritten_header,
    cut_in_a_page,
    garbage_pages,
    some_text,
    a_table_gone,
    no_state,
    no_text,
    no_such_kind,
    no_networks,
]


@pytest.mark.parametrize("spoil", CORRUPTIONS)
def test_a_corrupt_file_is_set_aside_whole_and_a_new_one_is_begun(
    store: SqliteStore, path: Path, spoil: Callable[[Path], None]
) -> None:
    store.put([ban(f"203.0.113.{n}", reason="x" * 999) for n in range(200)])
    store.put_feed(feed("drop", "198.51.100.0/24"))
    before = epoch(store)
    store.close()
    spoil(path)
    content = path.read_bytes()

    with pytest.raises(StoreCorruptError, match="the file is corrupt"):
        store.changes(*START)
    aside = store.set_aside()

    assert Path(aside).name.startswith("shield.sqlite3.corrupt-20")
    assert Path(aside).read_bytes() == content
    assert store.decisions() == []
    assert epoch(store) != before
    store.put([ban()])
    assert values(store) == ["203.0.113.9"]


def test_writing_to_a_corrupt_file_says_so(store: SqliteStore, path: Path) -> None:
    some_text(path)

    with pytest.raises(StoreCorruptError):
        store.put([ban()])


def test_a_file_that_is_spoilt_while_it_is_open_is_found_corrupt(
    store: SqliteStore, other: SqliteStore, path: Path
) -> None:
    store.put([ban(f"203.0.113.{n}", reason="x" * 999) for n in range(200)])
    other.close()
    change(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    garbage_pages(path)

    with pytest.raises(StoreCorruptError):
        other.changes(*START)


def test_what_stands_beside_a_corrupt_file_goes_with_it(
    store: SqliteStore, other: SqliteStore, path: Path
) -> None:
    store.put([ban()])
    other.changes(*START)
    no_such_kind(path)  # and the log is still there, since two have the file open
    with pytest.raises(StoreCorruptError):
        store.changes(*START)

    aside = store.set_aside()

    assert Path(f"{aside}-wal").exists()
    assert Path(f"{aside}-shm").exists()
    assert other.decisions() == []


def test_the_second_who_finds_a_file_corrupt_leaves_the_new_one_alone(
    store: SqliteStore, other: SqliteStore, path: Path
) -> None:
    store.put([ban()])
    store.close()
    some_text(path)
    for finder in (store, other):
        with pytest.raises(StoreCorruptError):
            finder.changes(*START)

    first = store.set_aside()
    store.put([ban("203.0.113.1")])
    second = other.set_aside()

    assert second == first
    assert values(other) == ["203.0.113.1"]


def test_a_good_file_is_never_set_aside(store: SqliteStore) -> None:
    store.put([ban()])

    assert store.set_aside() == ""
    assert values(store) == ["203.0.113.9"]


def test_a_corrupt_file_that_was_deleted_meanwhile_is_no_error(
    store: SqliteStore, path: Path
) -> None:
    some_text(path)
    with pytest.raises(StoreCorruptError):
        store.changes(*START)
    path.unlink()

    assert store.set_aside() == ""
    assert store.decisions() == []


def test_an_empty_file_is_a_new_store(store: SqliteStore, path: Path) -> None:
    store.put([ban()])
    before = epoch(store)
    store.close()
    os.truncate(path, 0)

    assert epoch(store) != before
    assert store.decisions() == []


def test_a_database_of_another_program_is_left_alone(
    store: SqliteStore, path: Path
) -> None:
    change(path, "CREATE TABLE bookings (id INTEGER)")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="belongs to another program") as refusal:
        store.put([ban()])

    assert not isinstance(refusal.value, StoreCorruptError)
    assert path.read_bytes() == before


def test_a_file_that_another_process_locks_can_be_read_and_later_written(
    store: SqliteStore, path: Path
) -> None:
    store.put([ban("203.0.113.1")])
    lock = (
        "import sqlite3, sys;"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )

    with running(lock, str(path)) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreError, match="another process keeps it locked"):
            store.put([ban("203.0.113.2")])
        assert values(store) == ["203.0.113.1"]
    store.put([ban("203.0.113.3")])

    assert values(store) == ["203.0.113.1", "203.0.113.3"]


def test_whoever_cannot_open_the_file_in_turn_says_so(
    store: SqliteStore, path: Path
) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    flock(folder, LOCK_EX)
    try:
        with pytest.raises(StoreError, match="another process is opening it"):
            store.put([ban()])
    finally:
        os.close(folder)
    store.put([ban()])

    assert values(store) == ["203.0.113.9"]


def test_a_thread_waits_for_another_one_for_a_moment_alone(path: Path) -> None:
    file = SqliteFile(path, 1, "CREATE TABLE one (number INTEGER)", 0.1)

    with (
        file.session() as sql,
        pytest.raises(StoreError, match="other threads"),
        file.session(),
    ):
        pytest.fail("two at once")

    with file.session() as sql:
        assert sql("SELECT count(*) FROM one") == [(0,)]
    file.close()


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let no file grow beyond a size: writing fails, as it does without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [0, 20_000, 100_000])
def test_a_full_disk_loses_nothing_that_was_there(
    store: SqliteStore, other: SqliteStore, room: int
) -> None:
    store.put([ban("203.0.113.1")])
    store.put_feed(feed("many", "198.51.100.0/24"))
    assert values(other) == ["203.0.113.1"]

    with full_disk(room):
        with pytest.raises(StoreError, match="look at the disk") as refusal:
            store.put_feed(MANY)
        assert not isinstance(refusal.value, StoreCorruptError)
    assert [len(found.networks) for found in store.feeds()] == [1]
    store.put_feed(MANY)

    assert [len(found.networks) for found in other.feeds()] == [50_000]
    assert values(store) == ["203.0.113.1"]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Do without the rights of root, if the tests have them."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_read_only_file_is_named_and_may_become_writable() -> None:
    with TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "shield.sqlite3"
        with closing(SqliteStore(path)) as store:
            store.put([ban("203.0.113.1")])
            store.close()
            path.chmod(0o444)
            folder.chmod(0o555)

            with as_nobody(), pytest.raises(StoreError, match="look at its rights"):
                store.put([ban("203.0.113.2")])
            folder.chmod(0o777)
            path.chmod(0o666)
            with as_nobody():
                store.put([ban("203.0.113.3")])
                assert values(store) == ["203.0.113.1", "203.0.113.3"]


def test_a_deleted_file_is_begun_anew_and_shared_again(
    store: SqliteStore, other: SqliteStore, path: Path
) -> None:
    store.put([ban("203.0.113.1")])
    assert values(other) == ["203.0.113.1"]
    before = epoch(store)
    path.unlink()  # the log that belongs to it stays

    store.put([ban("203.0.113.2")])
    other.put([ban("203.0.113.3")])

    assert epoch(store) == epoch(other) != before
    assert values(store) == values(other) == ["203.0.113.2", "203.0.113.3"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_deleted_file_is_begun_anew_by_whoever_comes_first(
    store: SqliteStore, other: SqliteStore, path: Path
) -> None:
    store.put([ban(f"203.0.113.{n}") for n in range(200)])
    path.unlink()

    other.put([ban("198.51.100.1")])  # it never saw the old one, nor its log
    store.put([ban("198.51.100.2")])

    assert values(store) == values(other) == ["198.51.100.1", "198.51.100.2"]


def test_a_log_without_its_file_is_no_part_of_a_new_one(
    store: SqliteStore, path: Path
) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").write_bytes(b"left")
    inode = Path(f"{path}-shm").stat().st_ino

    with Path(f"{path}-shm").open("rb"):  # as whoever still uses it has
        store.put([ban()])

        assert Path(f"{path}-shm").stat().st_ino != inode


def test_a_file_that_was_replaced_is_read_anew_by_all_who_had_it_open(
    store: SqliteStore, other: SqliteStore, path: Path, tmp_path: Path
) -> None:
    store.put([ban("203.0.113.1")])
    assert values(other) == ["203.0.113.1"]
    with closing(SqliteStore(tmp_path / "backup.sqlite3")) as backup:
        backup.put([ban("203.0.113.2")])
        expected = epoch(backup)

    (tmp_path / "backup.sqlite3").rename(path)

    assert epoch(store) == expected
    store.put([ban("203.0.113.3")])
    other.put([ban("203.0.113.4")])
    assert values(store) == values(other) == [f"203.0.113.{n}" for n in (2, 3, 4)]
    assert epoch(other) == expected


FORKED = """
import os, sys
from groupz_shield.decisions import Decision, Subject
from groupz_shield.stores.opening import open_store

def put(value):
    store.put([Decision(Subject.parse(value), created_at=1.0, until=None)])

store = open_store(sys.argv[1])
put("203.0.113.1")
if os.fork():
    os._exit(0)  # without a word, as after kill -9
print("alone", os.getpid(), flush=True)
put("203.0.113.2")
print("written", flush=True)
sys.stdin.readline()
put("203.0.113.4")
print("written", flush=True)
sys.stdin.readline()
"""


def test_a_child_whose_parent_died_loses_nothing_to_others(
    store: SqliteStore, path: Path
) -> None:
    with running(FORKED, f"sqlite://{path}") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        process.stdout.readline()
        process.wait()  # the parent
        store.put([ban("203.0.113.3")])
        store.close()  # takes the log away, if nobody else seems to have the file open
        process.stdin.write("\n")
        process.stdin.flush()
        process.stdout.readline()

        assert values(store) == [f"203.0.113.{n}" for n in range(1, 5)]
        process.stdin.write("\n")


def test_a_connection_from_before_an_unknown_fork_is_left_to_the_parent(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put([ban("203.0.113.1")])
    of_parent = store._file._connection  # noqa: SLF001 — it must not be closed
    assert of_parent is not None
    monkeypatch.setattr("groupz_shield.stores.sqlite_file.os.getpid", lambda: 1)

    store.put([ban("203.0.113.2")])

    assert of_parent.execute("SELECT count(*) FROM decisions").fetchall() == [(2,)]
    assert values(store) == ["203.0.113.1", "203.0.113.2"]
    store.close()


def test_an_unexpected_error_ends_a_change_without_a_trace(path: Path) -> None:
    file = SqliteFile(path, 1, "CREATE TABLE one (number INTEGER)", 0.1)

    def interrupted() -> None:
        with file.transaction() as sql:
            sql("INSERT INTO one VALUES (1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    with file.session() as sql:
        assert sql("SELECT count(*) FROM one") == [(0,)]
    file.close()
