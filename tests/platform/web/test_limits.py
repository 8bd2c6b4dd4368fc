import hashlib
import hmac
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from applications import ORIGIN, SECRET, platform_on
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.app import Parts, Platform
from groupz_platform.web import limits
from groupz_platform.web.client import client_hash, client_key
from groupz_platform.web.language import LocalizedBlueprint

VISITOR, OTHER = "203.0.113.9", "203.0.113.10"
HOUR = 3600

tried = LocalizedBlueprint("tried", __name__)


@tried.localized(nl="/proef/houd", en="/try/hold", methods=("GET", "POST"))
@limits.HOLDS
def hold() -> str:
    return "held"


@tried.localized(nl="/proef/brief", en="/try/letter", methods=("GET", "POST"))
@limits.LETTERS
def letter() -> str:
    return "sent"


@tried.localized(nl="/proef/brief2", en="/try/letter-2", methods=("POST",))
@limits.LETTERS
def other_letter() -> str:
    return "sent"


@tried.localized(nl="/proef/boek", en="/try/book", methods=("POST",))
@limits.HOLDS
@limits.LETTERS
def hold_and_letter() -> str:
    return "booked"


@tried.localized(nl="/proef/wie", en="/try/who")
def who() -> dict[str, str]:
    return {
        "key": client_key(),
        "holds": client_hash("holds"),
        "letters": client_hash("letters"),
    }


@dataclass
class Trial:
    """The platform with pages to try limits on, and its time in hand."""

    platform: Platform
    clock: FrozenClock

    def wait(self, seconds: float) -> None:
        self.clock.tick(seconds=seconds)

    def get(self, path: str, client: str = VISITOR) -> TestResponse:
        return self.browser.get(path, environ_base={"REMOTE_ADDR": client})

    def post(self, path: str, client: str = VISITOR) -> TestResponse:
        return self.browser.post(
            path, headers={"Origin": ORIGIN}, environ_base={"REMOTE_ADDR": client}
        )

    def posts(self, path: str, count: int, client: str = VISITOR) -> list[int]:
        return [self.post(path, client).status_code for _ in range(count)]

    @property
    def browser(self) -> Client:
        return Client(self.platform)


def make_trial(
    database: TestingDatabase,
    instance: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Trial]:
    original = Parts.public

    def with_pages(parts: Parts) -> Flask:
        app = original(parts)
        app.register_blueprint(tried)
        return app

    monkeypatch.setattr(Parts, "public", with_pages)
    few: dict[str, Any] = {"holds_per_hour": 3, "letters_per_hour": 2}
    with platform_on(database, instance, **few) as made:
        yield Trial(made.platform, made.clock)


@pytest.fixture
def trial(
    sqlite_database: TestingDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Trial]:
    yield from make_trial(sqlite_database, tmp_path / "instance", monkeypatch)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        pytest.param("/en/try/hold", 3, id="places"),
        pytest.param("/en/try/letter", 2, id="mail"),
        pytest.param("/en/try/book", 2, id="both: the smaller one counts"),
    ],
)
def test_a_network_may_post_as_often_as_the_settings_say(
    trial: Trial, path: str, allowed: int
) -> None:
    statuses = trial.posts(path, allowed + 2)

    assert statuses == [200] * allowed + [429] * 2


def test_views_of_one_kind_count_together_in_every_language(trial: Trial) -> None:
    assert trial.posts("/en/try/letter", 1) == [200]
    assert trial.posts("/nl/proef/brief2", 1) == [200]

    assert trial.posts("/nl/proef/brief", 1) == [429]
    assert trial.posts("/en/try/hold", 3) == [200] * 3


def test_a_view_of_both_kinds_counts_for_both(trial: Trial) -> None:
    trial.posts("/en/try/book", 2)

    assert trial.posts("/en/try/hold", 2) == [200, 429]
    assert trial.posts("/en/try/letter", 1) == [429]


@pytest.mark.parametrize(
    ("client", "status"),
    [
        pytest.param(VISITOR, 429, id="the same address"),
        pytest.param(OTHER, 200, id="another address"),
        pytest.param("2001:db8::1", 200, id="an IPv6 address"),
    ],
)
def test_each_network_counts_for_itself(trial: Trial, client: str, status: int) -> None:
    trial.posts("/en/try/hold", 4)

    assert trial.posts("/en/try/hold", 1, client) == [status]


def test_addresses_of_one_ipv6_network_count_together(trial: Trial) -> None:
    trial.posts("/en/try/hold", 3, "2001:db8::1")

    assert trial.posts("/en/try/hold", 1, "2001:db8::2") == [429]
    assert trial.posts("/en/try/hold", 1, "2001:db8:0:1::1") == [200]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_whoever_only_looks_is_never_limited_and_never_counted(
    trial: Trial, method: str
) -> None:
    looks = [
        trial.browser.open(
            "/en/try/hold", method=method, environ_base={"REMOTE_ADDR": VISITOR}
        ).status_code
        for _ in range(10)
    ]

    assert looks == [200] * 10
    assert trial.posts("/en/try/hold", 4) == [200] * 3 + [429]
    assert trial.get("/en/try/hold").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("seconds", "status"),
    [
        pytest.param(HOUR - 1, 429, id="just before the hour is over"),
        pytest.param(HOUR + 1, 200, id="just after"),
    ],
)
def test_all_places_come_back_an_hour_after_the_first_was_taken(
    trial: Trial, seconds: int, status: int
) -> None:
    trial.posts("/en/try/hold", 1)
    trial.wait(600)
    trial.posts("/en/try/hold", 2)

    trial.wait(seconds - 600)

    assert trial.posts("/en/try/hold", 3) == [status] * 3


def test_asking_while_it_is_too_often_does_not_make_it_last(trial: Trial) -> None:
    trial.posts("/en/try/hold", 3)
    trial.wait(HOUR - 1)
    trial.posts("/en/try/hold", 20)

    trial.wait(2)

    assert trial.posts("/en/try/hold", 1) == [200]


def test_when_to_try_again_is_the_truth(trial: Trial) -> None:
    trial.posts("/en/try/hold", 3)
    trial.wait(2000)

    wait = int(trial.post("/en/try/hold").headers["Retry-After"])

    assert wait == HOUR - 2000
    trial.wait(wait - 1)
    assert trial.posts("/en/try/hold", 1) == [429]
    trial.wait(1)
    assert trial.posts("/en/try/hold", 1) == [200]


@pytest.mark.parametrize(
    ("path", "passed", "words"),
    [
        pytest.param("/en/try/hold", 3000, "in 10 minutes", id="English"),
        pytest.param("/en/try/hold", 3580, "in 1 minute,", id="English, one minute"),
        pytest.param("/nl/proef/houd", 3000, "over 10 minuten", id="Dutch"),
        pytest.param("/nl/proef/houd", 3580, "over 1 minuut", id="Dutch, one minute"),
    ],
)
def test_the_page_says_in_its_language_when_to_try_again(
    trial: Trial, path: str, passed: int, words: str
) -> None:
    trial.posts(path, 3)
    trial.wait(passed)

    page = trial.post(path)

    assert page.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert f'<html lang="{path[1:3]}">' in page.text
    assert words in page.text
    assert page.headers["X-Request-ID"] in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/en/try/hold", "/en/"])
def test_nothing_of_the_limits_shows_in_an_answer(trial: Trial, path: str) -> None:
    answers = [trial.get(path)]
    if path != "/en/":
        answers += [trial.post(path) for _ in range(4)]

    for answer in answers:
        names = {name.lower() for name, _ in answer.headers}
        assert "set-cookie" not in names
        assert not {name for name in names if "ratelimit" in name}
    assert "Retry-After" not in answers[0].headers


def test_a_get_meets_no_hook_of_the_limiter(trial: Trial) -> None:
    """Which is why limits cost nothing where nothing is limited."""
    broken = SimpleNamespace()  # any use of it would raise
    limiter = limits.limiter

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limiter, "limit_manager", broken)
        patched.setattr(limiter, "_swallow_errors", False)
        looked = trial.get("/en/try/hold").status_code
        posted = trial.post("/en/try/hold").status_code

    assert looked == HTTPStatus.OK
    assert posted == HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize("broken", ["incr", "get"])
def test_a_storage_that_fails_stops_nobody_and_is_logged(
    trial: Trial,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: str,
) -> None:
    trial.posts("/en/try/hold", 2)

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError("the storage is gone")

    monkeypatch.setattr(limits.limiter.storage, broken, fail)
    statuses = trial.posts("/en/try/hold", 2)

    assert statuses == {"incr": [200, 200], "get": [200, 429]}[broken]
    assert "the storage is gone" in caplog.text


def test_a_refusal_is_logged_once_and_without_the_path(
    trial: Trial, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    trial.posts("/en/try/hold", 3)
    capsys.readouterr()

    trial.post("/en/try/hold")

    said = caplog.text + "".join(capsys.readouterr())
    assert said.count("too often") == 1
    assert said.count(VISITOR) == 1


def test_a_new_platform_counts_from_nothing_on(
    trial: Trial,
    sqlite_database: TestingDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trial.posts("/en/try/hold", 4)
    monkeypatch.undo()

    for fresh in make_trial(sqlite_database, tmp_path / "instance", monkeypatch):
        assert fresh.posts("/en/try/hold", 4) == [200] * 3 + [429]


def test_a_client_is_known_by_its_network(trial: Trial) -> None:
    known = trial.get("/en/try/who", "2001:db8:1:2:3:4:5:6").json

    assert known is not None
    assert known["key"] == "2001:db8:1:2::/64"


def test_a_clients_hash_holds_for_one_purpose_and_one_network(trial: Trial) -> None:
    first = trial.get("/en/try/who", "2001:db8::1").json
    neighbour = trial.get("/en/try/who", "2001:db8::2").json
    other = trial.get("/en/try/who", OTHER).json

    assert first is not None
    assert other is not None
    assert first == neighbour
    assert len({first["holds"], first["letters"], other["holds"]}) == 3
    assert re.fullmatch(r"[0-9a-f]{32}", first["holds"])


def test_a_clients_hash_needs_the_servers_secret(trial: Trial) -> None:
    expected = hmac.digest(SECRET.encode(), f"client:holds:{OTHER}".encode(), "sha256")
    without = hashlib.sha256(f"client:holds:{OTHER}".encode())

    known = trial.get("/en/try/who", OTHER).json

    assert known is not None
    assert known["holds"] == expected.hex()[:32]
    assert known["holds"] != without.hexdigest()[:32]
