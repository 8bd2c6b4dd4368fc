"""Attacks on real servers: waitress, and gunicorn with two workers, over HTTP."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from groupz_shield.stores.opening import open_store
from guarded_server import (
    Answer,
    Guarded,
    ask,
    gunicorn_server,
    wait_for,
    waitress_server,
)
from nginx_server import OVERWRITING, nginx

APPENDING = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
LIMIT = 100
PROTECTED = "127.0.0.1"  # asked as often as a test likes
SERVERS = {"waitress": waitress_server, "gunicorn": gunicorn_server}
_numbers = count(1)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a Unix socket's name has room for 107 bytes."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # nginx gives up root in its workers
        yield Path(name)


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Guarded]:
    """One server of each kind, for clients that have nothing to do with each other."""
    with TemporaryDirectory() as name:
        store = f"sqlite://{name}/shield.sqlite3"
        policy = {"store": store, "flood_limit": LIMIT, "flood_ban_factor": 2}
        with SERVERS[request.param](Path(name), **policy) as guarded:
            yield guarded


@pytest.fixture
def client() -> str:
    """An address that nobody else has, in a network of its own."""
    return f"203.0.{next(_numbers)}.9"


def is_banned(server: Guarded, client: str) -> bool:
    """Tell whether whichever worker is asked refuses a client."""
    return {server.ask(client).status for _ in range(8)} == {HTTPStatus.FORBIDDEN}


def kept_in(file: Path) -> set[str]:
    """Return whom a file has decisions about."""
    with closing(open_store(f"sqlite://{file}")) as store:
        return {decision.value for decision in store.decisions()}


def test_a_scan_is_banned_and_its_neighbour_is_not(
    server: Guarded, client: str
) -> None:
    seen = server.scan(client)

    assert seen.keys() == {404, 403}
    assert 20 <= seen[404] <= 40, "each worker counts for itself"
    wait_for(lambda: is_banned(server, client))
    assert server.ask(client.replace(".9", ".10")).status == HTTPStatus.OK


def test_a_banned_client_gets_one_small_page(server: Guarded, client: str) -> None:
    server.scan(client)
    wait_for(lambda: is_banned(server, client))

    answer = server.ask(client)

    references = [event["reference"] for event in server.events("banned")]
    assert answer.text.startswith("Refused. Reference: ")
    assert answer.text.split()[-1] in references
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_one_missing_picture_is_no_scan(server: Guarded, client: str) -> None:
    answers = {server.ask(client, "/logo.png").status for _ in range(100)}

    assert answers == {HTTPStatus.NOT_FOUND}
    assert server.ask(client).status == HTTPStatus.OK


def test_a_flood_is_slowed_down_and_then_banned(server: Guarded, client: str) -> None:
    answers: list[Answer] = []
    while not answers or answers[-1].status != HTTPStatus.FORBIDDEN:
        assert len(answers) < 6 * LIMIT
        answers.append(server.ask(client))

    statuses = [answer.status for answer in answers]
    slowed = [a for a in answers if a.status == HTTPStatus.TOO_MANY_REQUESTS]
    assert statuses[:LIMIT] == [HTTPStatus.OK] * LIMIT
    assert slowed
    assert all(1 <= int(answer.headers["Retry-After"]) <= 60 for answer in slowed)
    wait_for(lambda: is_banned(server, client))


def test_a_newsroom_behind_one_address_reads_on(server: Guarded, client: str) -> None:
    broken = ["/logo-2019.png", "/favicon.ico", "/old.css"]
    files = [*(f"/static/{n}.png" for n in range(20)), *broken]

    asked = {
        server.ask(client, path).status
        for person in range(LIMIT // 3)
        for path in [f"/page/{person}", *(files if person < 9 else files[:3])]
    }

    assert asked == {HTTPStatus.OK, HTTPStatus.NOT_FOUND}
    assert server.ask(client).status == HTTPStatus.OK


def test_a_peer_that_is_no_proxy_bans_nobody_else(server: Guarded, client: str) -> None:
    for number in range(60):
        server.ask(client, f"/wp-{number}.php", source="127.0.0.66")

    assert server.ask(client).status == HTTPStatus.OK


def test_what_one_worker_bans_the_other_enforces(folder: Path, client: str) -> None:
    store = f"sqlite://{folder}/shield.sqlite3"
    with gunicorn_server(folder, store=store) as server:
        server.scan(client)
        [ban] = server.events("banned")

        def enforcing() -> set[int]:
            server.ask(client)
            told = server.events("refused")
            return {e["process"] for e in told if e["reference"] == ban["reference"]}

        wait_for(lambda: len(enforcing()) == 2)


def test_a_ban_outlives_the_end_of_the_server(folder: Path, client: str) -> None:
    store = f"sqlite://{folder}/shield.sqlite3"
    with waitress_server(folder, store=store) as server:
        assert server.scan(client) == {404: 20, 403: 40}
        server.kill()

    with waitress_server(folder, store=store) as server:
        assert server.ask(client).status == HTTPStatus.FORBIDDEN
        assert server.ask(client.replace(".9", ".10")).status == HTTPStatus.OK


def test_a_store_that_breaks_while_it_is_used_is_healed(
    folder: Path, client: str
) -> None:
    file = folder / "shield.sqlite3"
    with waitress_server(folder, store=f"sqlite://{file}") as server:
        server.scan(client)
        with closing(sqlite3.connect(file)) as spoiling:
            spoiling.execute("DROP TABLE decisions")

        assert server.scan("203.0.201.9") == {404: 20, 403: 40}
        assert len(server.events("store_failed")) == 1

        def recovered() -> bool:
            assert server.ask(client).status == HTTPStatus.FORBIDDEN
            assert server.ask(PROTECTED).status == HTTPStatus.OK
            return bool(server.events("store_recovered"))

        wait_for(recovered)
        assert kept_in(file) == {client, "203.0.201.9"}
        assert len(server.events("store_failed")) == 1


def test_a_file_that_another_process_finds_spoiled_is_filled_again(
    folder: Path, client: str
) -> None:
    """The one that has it open goes on with what SQLite remembers of it."""
    file = folder / "shield.sqlite3"
    (folder / "other").mkdir()
    with waitress_server(folder, store=f"sqlite://{file}") as server:
        server.scan(client)
        for spoiled in (file, file.with_name(f"{file.name}-wal")):
            with spoiled.open("r+b") as there:
                there.write(b"not a database " * 4000)

        with waitress_server(folder / "other", store=f"sqlite://{file}") as other:

            def enforcing() -> bool:
                server.ask(PROTECTED)
                return other.ask(client).status == HTTPStatus.FORBIDDEN

            assert not enforcing(), "it knows nothing yet"
            wait_for(enforcing)
            assert len(other.events("store_failed")) == 1

        assert server.ask(client).status == HTTPStatus.FORBIDDEN
        assert server.events("store_failed") == []
        assert kept_in(file) == {client}


@pytest.mark.parametrize("transport", ["TCP", "Unix socket"])
@pytest.mark.parametrize("forwarding", [OVERWRITING, APPENDING])
def test_behind_nginx_a_forger_bans_itself_alone(
    folder: Path, transport: str, forwarding: str
) -> None:
    path = folder / "web.sock" if transport == "Unix socket" else None
    policy = {
        "store": f"sqlite://{folder}/shield.sqlite3",
        "ban_private_addresses": True,  # visitors are on loopback here
        "trusted_proxies": ["unix" if path else "127.0.0.1"],
    }
    with (
        gunicorn_server(folder, path, **policy) as server,
        nginx(folder, server.upstream, forwarding) as proxy,
    ):

        def forging(number: int) -> int:
            return ask(proxy, f"203.0.113.{number}", f"/{number}", "127.0.0.66").status

        seen = [forging(number) for number in range(60)]

        assert set(seen) == {404, 403}
        assert len(server.events("banned")) == 1
        wait_for(lambda: {forging(n) for n in range(8)} == {HTTPStatus.FORBIDDEN})
        assert ask(proxy, "127.0.0.66", "/page", "127.0.0.9").status == HTTPStatus.OK
