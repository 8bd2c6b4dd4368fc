"""Two servers on one Valkey: shared bans and counts, also when it is gone or hangs."""

import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from guarded_server import Guarded, wait_for, waitress_server
from valkey_server import TestingValkey

CLIENT = "203.0.113.9"
PROTECTED = "127.0.0.1"  # asked as often as a test likes
Pair = tuple[Guarded, Guarded]


@pytest.fixture
def pair(tmp_path: Path, own_valkey: TestingValkey) -> Iterator[Pair]:
    """Two server processes, as on two machines."""
    shared = {"store": own_valkey.address, "counters": own_valkey.address}
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    with (
        waitress_server(folders[0], **shared) as one,
        waitress_server(folders[1], **shared) as other,
    ):
        yield one, other


def told(pair: Pair, kind: str) -> int:
    return sum(len(server.events(kind)) for server in pair)


def scan_in_turn(pair: Pair, client: str, times: int) -> list[int]:
    return [pair[n % 2].ask(client, f"/wp-{n}.php").status for n in range(times)]


def has_recovered(pair: Pair) -> bool:
    """Ask for what makes each server look at its store and counters again."""
    for server in pair:
        server.ask(PROTECTED)
    return told(pair, "store_recovered") == told(pair, "store_failed")


def test_two_servers_count_together_and_enforce_each_others_bans(pair: Pair) -> None:
    assert scan_in_turn(pair, CLIENT, 20) == [HTTPStatus.NOT_FOUND] * 20

    assert pair[1].ask(CLIENT).status == HTTPStatus.FORBIDDEN, "the one that banned"
    wait_for(lambda: pair[0].ask(CLIENT).status == HTTPStatus.FORBIDDEN)
    assert told(pair, "banned") == 1
    assert pair[0].ask("203.0.113.10").status == HTTPStatus.OK


def test_while_it_is_gone_each_counts_for_itself_and_nothing_is_lost(
    pair: Pair, own_valkey: TestingValkey
) -> None:
    scan_in_turn(pair, CLIENT, 20)
    wait_for(lambda: pair[0].ask(CLIENT).status == HTTPStatus.FORBIDDEN)

    own_valkey.kill()

    assert {server.ask(CLIENT).status for server in pair} == {HTTPStatus.FORBIDDEN}
    assert pair[0].scan("203.0.114.9") == {404: 20, 403: 40}
    assert pair[1].ask("203.0.114.9").status == HTTPStatus.OK
    assert told(pair, "store_failed") <= 4, "one for decisions and one for counts, each"

    own_valkey.start()
    wait_for(lambda: has_recovered(pair))
    wait_for(lambda: pair[1].ask("203.0.114.9").status == HTTPStatus.FORBIDDEN)
    assert {server.ask(CLIENT).status for server in pair} == {HTTPStatus.FORBIDDEN}
    assert scan_in_turn(pair, "203.0.115.9", 20) == [HTTPStatus.NOT_FOUND] * 20
    wait_for(lambda: pair[0].ask("203.0.115.9").status == HTTPStatus.FORBIDDEN)


def test_while_it_hangs_hardly_anybody_waits(
    pair: Pair, own_valkey: TestingValkey
) -> None:
    scan_in_turn(pair, CLIENT, 20)
    wait_for(lambda: pair[0].ask(CLIENT).status == HTTPStatus.FORBIDDEN)
    slow, statuses = 0, set()

    with own_valkey.hanging():
        for _ in range(300):
            before = time.monotonic()
            statuses.add(pair[0].ask(PROTECTED).status)
            slow += time.monotonic() - before > 0.08  # a timeout is 0.1 s
        assert pair[0].ask(CLIENT).status == HTTPStatus.FORBIDDEN
        assert pair[0].scan("203.0.114.9") == {404: 20, 403: 40}
        assert len(pair[0].events("store_failed")) == 2

    assert statuses == {HTTPStatus.OK}
    assert slow <= 30, "without care all of them"
    wait_for(lambda: has_recovered(pair))
    wait_for(lambda: pair[1].ask("203.0.114.9").status == HTTPStatus.FORBIDDEN)
