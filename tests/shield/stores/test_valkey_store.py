"""The store in Valkey in trouble: hanging, stopped, flushed, full, of others."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import quote

import pytest
from typing_extensions import override

from groupz_shield.decisions import Feed, NetworkSet, Subject
from groupz_shield.errors import StoreCorruptError, StoreError
from groupz_shield.stores.protocol import Changes
from groupz_shield.stores.valkey import ValkeyStore
from groupz_shield.valkey_client import connect
from store_clients import NOW, START, acknowledged_until_killed, ban, feed
from valkey_server import TestingValkey

MANY = Feed(
    "many", NetworkSet(Subject.numbered(4, n << 12, 24) for n in range(9000)), NOW
)


@pytest.fixture
def store(valkey: TestingValkey) -> Iterator[ValkeyStore]:
    with closing(ValkeyStore(valkey.address)) as store:
        yield store


@pytest.fixture
def own_store(own_valkey: TestingValkey) -> Iterator[ValkeyStore]:
    with closing(ValkeyStore(own_valkey.address)) as store:
        yield store


def whole(store: ValkeyStore) -> Changes:
    changes = store.changes(*START)
    assert changes is not None
    return changes


@pytest.mark.parametrize("at_least", [1, 20, 60])
def test_what_a_killed_process_was_sure_of_is_there(
    store: ValkeyStore, valkey: TestingValkey, at_least: int
) -> None:
    acknowledged = acknowledged_until_killed(valkey.address, at_least)

    kept = [decision.id for decision in store.decisions()]
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1  # one may have been on its way


@pytest.mark.parametrize("connected", [True, False])
def test_a_server_that_hangs_is_said_to_and_serves_again(
    own_store: ValkeyStore, own_valkey: TestingValkey, *, connected: bool
) -> None:
    first = whole(own_store)
    if not connected:
        own_store.close()

    with own_valkey.hanging():
        with pytest.raises(StoreError, match="no answer in time"):
            own_store.changes(first.epoch, first.version)
        with pytest.raises(StoreError, match="no answer in time"):
            own_store.put([ban("203.0.113.1")])
    own_store.put([ban("203.0.113.2")])
    seen = own_store.changes(first.epoch, first.version)

    assert seen is not None
    assert seen.epoch == first.epoch
    assert "203.0.113.2" in {decision.value for decision in seen.decisions}


def test_a_server_that_was_killed_comes_back_empty_in_a_new_epoch(
    own_store: ValkeyStore, own_valkey: TestingValkey
) -> None:
    own_store.put([ban()])
    first = whole(own_store)

    own_valkey.kill()
    with pytest.raises(StoreError, match="look whether the server runs"):
        own_store.changes(first.epoch, first.version)
    own_valkey.start()
    second = own_store.changes(first.epoch, first.version)

    assert second is not None
    assert second.epoch != first.epoch
    assert list(second.decisions) == []


def test_a_server_that_lost_its_latest_writes_has_a_new_epoch(
    own_store: ValkeyStore, own_valkey: TestingValkey
) -> None:
    kept, lost, later = ban("203.0.113.1"), ban("203.0.113.2"), ban("203.0.113.3")
    own_store.put([kept])
    whole(own_store)
    with own_valkey.client() as client:
        client.save()
    own_store.put([lost])
    first = whole(own_store)

    own_valkey.kill()
    own_valkey.start()
    own_store.put([later])  # gets the version that the lost one had
    second = own_store.changes(first.epoch, first.version)

    assert second is not None
    assert second.version == first.version
    assert second.epoch != first.epoch
    assert {decision.id for decision in second.decisions} == {kept.id, later.id}


def test_a_flushed_server_has_a_new_epoch_even_if_somebody_wrote_since(
    store: ValkeyStore, valkey: TestingValkey
) -> None:
    store.put([ban("203.0.113.1")])
    first = whole(store)

    valkey.flush()
    store.put([ban("203.0.113.2")])
    second = store.changes(first.epoch, first.version)

    assert second is not None
    assert second.epoch != first.epoch
    assert [decision.value for decision in second.decisions] == ["203.0.113.2"]


def test_whoever_accepts_and_never_answers_is_said_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"valkey://127.0.0.1:{silent.getsockname()[1]}"
        store = ValkeyStore(address)
        with closing(store), pytest.raises(StoreError, match="no answer") as failure:
            store.read_note("any")

    assert failure.value.store == address


def test_nothing_waits_for_longer_than_a_tenth_of_a_second() -> None:
    settings = connect("valkey://127.0.0.1").connection_pool.connection_kwargs

    assert settings["socket_timeout"] == settings["socket_connect_timeout"] == 0.1


def test_a_full_server_can_be_read_and_later_written(
    store: ValkeyStore, valkey: TestingValkey
) -> None:
    store.put([ban("203.0.113.1")])
    first = whole(store)

    with ExitStack() as after, valkey.client() as client:
        client.config_set("maxmemory", 1)
        after.callback(valkey.server.client().config_set, "maxmemory", 0)
        with pytest.raises(StoreError, match=r"it refuses .*maxmemory"):
            store.put_feed(MANY)
        assert store.changes(first.epoch, first.version) is None
        assert len(store.decisions()) == 1
    store.put_feed(MANY)

    assert [len(found.networks) for found in store.feeds()] == [9000]


@pytest.mark.parametrize(
    ("key", "name", "content"),
    [
        pytest.param("groupz:decisions", "x", b"{", id="no JSON"),
        pytest.param("groupz:decisions", "x", b"7", id="no row"),
        pytest.param("groupz:decisions", "x", b"[]", id="an empty row"),
        pytest.param("groupz:decisions", "x", b"\xff", id="no text"),
        pytest.param("groupz:feeds", "x", b"[1, 2, 3]\n", id="no networks"),
        pytest.param("groupz:feeds", "x", b"{}", id="no facts"),
        pytest.param("groupz:feeds", b"\xff", b"[1, 2, 3]\n", id="no name"),
    ],
)
def test_what_others_wrote_there_is_said_to_be_corrupt(
    store: ValkeyStore,
    valkey: TestingValkey,
    key: str,
    name: str | bytes,
    content: bytes,
) -> None:
    with valkey.client() as client:
        client.hset(key, name, content)
        client.zadd(f"{key}:changed", {name: 5})

    with pytest.raises(StoreCorruptError, match=r"its keys groupz:\* hold what"):
        store.changes(*START)
    with pytest.raises(StoreCorruptError):
        _ = store.decisions() or store.feeds()


def test_a_note_of_others_that_is_no_text_is_corrupt(
    store: ValkeyStore, valkey: TestingValkey
) -> None:
    with valkey.client() as client:
        client.hset("groupz:notes", "odd", b"\xff")

    with pytest.raises(StoreCorruptError):
        store.read_note("odd")


def test_keys_of_another_kind_are_said_to_be_in_the_way(
    store: ValkeyStore, valkey: TestingValkey
) -> None:
    with valkey.client() as client:
        client.set("groupz:decisions", "mine")

    with pytest.raises(StoreError, match="WRONGTYPE"):
        store.put([ban()])


def test_many_are_pruned_at_once(store: ValkeyStore) -> None:
    store.put([ban(f"203.{n >> 8}.{n & 255}.1", until=NOW - 1) for n in range(4001)])

    assert store.prune(NOW) == 4001
    assert store.decisions() == []


def test_what_was_replaced_meanwhile_is_not_pruned(
    store: ValkeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = ban(until=NOW - 1)
    longer = ban(until=NOW + 1, id=ended.id)
    store.put([ended])
    ask = store._ask  # noqa: SLF001 — between its two steps

    def ask_while_another_writes(command: str, *values: object) -> object:
        answer = ask(command, *values)
        if command == "HVALS":
            monkeypatch.undo()
            store.put([longer])
        return answer

    monkeypatch.setattr(store, "_ask", ask_while_another_writes)

    assert store.prune(NOW) == 0
    assert store.decisions() == [longer]


def test_a_password_opens_the_store_and_stands_in_no_message(
    own_valkey: TestingValkey,
) -> None:
    password = "s3cret/?#@:pass"
    with own_valkey.client() as client:
        client.acl_setuser(
            "app",
            enabled=True,
            passwords=f"+{password}",
            keys="groupz:*",
            commands=["+@all"],
        )
        client.acl_setuser("default", enabled=False)
    host = f"127.0.0.1:{own_valkey.port}"

    with closing(
        ValkeyStore(f"valkey://app:{quote(password, safe='')}@{host}/0")
    ) as mine:
        mine.put([ban()])
        assert len(mine.decisions()) == 1
    wrong = ValkeyStore(f"redis://app:wr0ng@{host}/0")
    with closing(wrong), pytest.raises(StoreError, match="the password") as failure:
        wrong.put([ban()])

    assert "wr0ng" not in str(failure.value)
    assert failure.value.store == f"redis://{host}/0"


def test_a_user_without_rights_is_told_so(own_valkey: TestingValkey) -> None:
    with own_valkey.client() as client:
        client.acl_setuser("app", enabled=True, nopass=True, commands=["+get"])

    store = ValkeyStore(f"valkey://app:x@127.0.0.1:{own_valkey.port}")
    with closing(store), pytest.raises(StoreError, match="no permissions to run"):
        store.put([ban()])


def test_a_unix_socket_is_an_address_too(valkey: TestingValkey) -> None:
    with closing(ValkeyStore(f"unix://{valkey.socket}?db=3")) as store:
        store.put([ban()])

    with closing(ValkeyStore(f"redis://127.0.0.1:{valkey.port}/3")) as store:
        assert len(store.decisions()) == 1


@pytest.mark.parametrize("scheme", ["valkeys", "rediss"])
def test_an_s_stands_for_tls(
    valkey: TestingValkey, tmp_path: Path, scheme: str
) -> None:
    with behind_tls(valkey, tmp_path) as port:
        address = f"{scheme}://localhost:{port}/0"
        trusting = ValkeyStore(f"{address}?ssl_ca_certs={tmp_path}/certificate.pem")
        with closing(trusting):
            trusting.put([ban()])
        strange = ValkeyStore(address)
        with closing(strange), pytest.raises(StoreError, match="certificate verify"):
            strange.put([ban()])

    with closing(ValkeyStore(valkey.address)) as store:
        assert len(store.decisions()) == 1


@contextmanager
def behind_tls(valkey: TestingValkey, folder: Path) -> Iterator[int]:
    """Run a server that takes TLS off, and return its port."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    make_certificate = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        f" -subj /CN=localhost -addext subjectAltName=DNS:localhost"
        f" -keyout {key} -out {certificate}"
    )
    subprocess.run(make_certificate.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    class Passing(StreamRequestHandler):
        @override
        def handle(self) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as outer,
                socket.create_connection(("127.0.0.1", valkey.port)) as inner,
            ):
                while question := outer.recv(65_536):
                    inner.sendall(question)
                    outer.sendall(inner.recv(65_536))

    with ThreadingTCPServer(("127.0.0.1", 0), Passing) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_host_that_nobody_can_have_is_no_other_error() -> None:
    store = ValkeyStore(f"valkey://{'a' * 64}.example")
    with closing(store), pytest.raises(StoreError, match="look at the address"):
        store.put([ban()])


def test_a_missing_client_is_named_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "valkey", None)

    store = ValkeyStore("valkey://app:s3cret@127.0.0.1:6379")
    with closing(store), pytest.raises(StoreError, match=r"\[valkey\]") as failure:
        store.put([ban()])

    assert "s3cret" not in str(failure.value)


def test_a_feed_that_was_removed_stays_known_as_gone(store: ValkeyStore) -> None:
    store.put_feed(feed("drop", "198.51.100.0/24"))
    store.remove_feed("drop")

    assert dict(whole(store).feeds) == {"drop": None}
