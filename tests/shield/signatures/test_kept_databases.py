"""Databases kept between starts: built once, never trusted from strangers."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest

from groupz_shield.errors import PolicyError
from groupz_shield.signatures import kept
from groupz_shield.signatures.fast_matching import FastMatcher
from groupz_shield.signatures.kept import KeptDatabases

PATTERNS = ["union", "select"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "databases"


def counting() -> tuple[Callable[[], bytes], Callable[[], int]]:
    """Return what builds, and what tells how often it did."""
    numbers = count()
    built: list[int] = []

    def build() -> bytes:
        built.append(next(numbers))
        return b"database %d" % built[-1]

    return build, lambda: len(built)


def test_the_folder_is_its_owners_alone(folder: Path) -> None:
    KeptDatabases(folder).get("a", lambda: b"built")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "a.hs").stat().st_mode) == 0o600


def test_a_database_is_built_once(folder: Path) -> None:
    build, times = counting()

    first = KeptDatabases(folder).get("a", build)
    again = KeptDatabases(folder).get("a", build)

    assert (first, again, times()) == (b"database 0", b"database 0", 1)


@pytest.mark.parametrize("mode", [0o770, 0o777, 0o702])
def test_a_folder_that_others_may_write_is_refused(folder: Path, mode: int) -> None:
    folder.mkdir(parents=True)
    folder.chmod(mode)

    with pytest.raises(PolicyError, match=f"chmod 700 {folder}"):
        KeptDatabases(folder)


def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives a folder away")
    folder.mkdir(parents=True, mode=0o700)
    os.chown(folder, 12345, 12345)

    with pytest.raises(PolicyError, match="own it"):
        KeptDatabases(folder)


def test_a_file_that_others_may_write_is_not_loaded(folder: Path) -> None:
    databases = KeptDatabases(folder)
    databases.get("a", lambda: b"ours")
    (folder / "a.hs").write_bytes(b"theirs")
    (folder / "a.hs").chmod(0o666)

    assert databases.get("a", lambda: b"built anew") == b"built anew"
    assert databases.get("a", lambda: b"never") == b"built anew"


def test_where_nothing_can_be_written_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    build, times = counting()
    databases = KeptDatabases(tmp_path / "file" / "databases")

    found = [databases.get("a", build) for _ in range(2)]

    assert (found, times()) == ([b"database 0", b"database 1"], 2)


def test_those_who_come_at_once_wait_for_one(folder: Path) -> None:
    build, times = counting()
    start = Barrier(4)

    def get(_number: int) -> bytes:
        databases = KeptDatabases(folder)
        start.wait(timeout=30)
        return databases.get("a", build)

    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(get, range(4)))

    assert (found, times()) == ({b"database 0"}, 1)


def test_who_has_waited_long_enough_builds_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "WAIT_SECONDS", 0)
    databases = KeptDatabases(folder)

    def meanwhile() -> bytes:
        return b"slow, and " + databases.get("a", lambda: b"own")

    assert databases.get("a", meanwhile) == b"slow, and own"


def test_databases_of_past_rules_are_forgotten(folder: Path) -> None:
    databases = KeptDatabases(folder)
    for name in ("old", "young"):
        databases.get(name, lambda: b"built")
    past = (folder / "old.hs").stat().st_mtime - kept.FORGET_SECONDS - 60
    os.utime(folder / "old.hs", (past, past))

    databases.get("new", lambda: b"built")

    assert {file.name for file in folder.glob("*.hs")} == {"young.hs", "new.hs"}


def test_one_that_is_loaded_stays_young(folder: Path) -> None:
    databases = KeptDatabases(folder)
    databases.get("a", lambda: b"built")
    os.utime(folder / "a.hs", (0, 0))

    databases.get("a", lambda: b"never")

    assert (folder / "a.hs").stat().st_mtime > 0


def test_a_damaged_database_is_built_anew(folder: Path) -> None:
    FastMatcher(PATTERNS, KeptDatabases(folder))
    [file] = folder.glob("*.hs")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])

    matcher = FastMatcher(PATTERNS, KeptDatabases(folder))

    assert sorted(matcher.find(b"a union of SELECT members")) == [0, 1]
    assert file.read_bytes() == whole


def test_other_patterns_have_a_database_of_their_own(folder: Path) -> None:
    databases = KeptDatabases(folder)
    FastMatcher(PATTERNS, databases)

    assert list(FastMatcher(["drop"], databases).find(b"drop table")) == [0]
    assert len(list(folder.glob("*.hs"))) == 2
