"""The numbers for Prometheus: counted once each, bounded, and readable by a machine."""

import re
import sys
from collections.abc import Iterator
from http import HTTPStatus
from itertools import groupby
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, strategies as st
from werkzeug.test import Client as Browser
from werkzeug.wrappers import Response

from groupz_shield import (
    Client,
    EventKind,
    Metrics,
    SecurityEvent,
    Shield,
    ShieldPolicy,
    metrics_app,
)

REFUSALS = "groupz_shield_refusals_total"
BANS = "groupz_shield_bans_total"
EVENTS = "groupz_shield_events_total"

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
HELP = re.compile(rf"# HELP ({NAME}) ((?:[^\\\n]|\\[\\n])*)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|histogram|summary|untyped)")
SAMPLE = re.compile(
    rf'({NAME})(?:\{{({NAME})="((?:[^"\\\n]|\\["\\n])*)"\}})? (\d+(?:\.\d+)?|NaN)'
)
ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}
Series = tuple[str, str | None]


def read(text: str) -> dict[Series, float]:
    """Read what Prometheus 0.0.4 allows, and nothing else; one label at most."""
    assert text.endswith("\n")
    families = groupby(text.removesuffix("\n").split("\n"), family_of)
    series: dict[Series, float] = {}
    seen = set()
    for family, lines in families:
        assert family not in seen, f"{family} in two places"
        seen.add(family)
        for key, value in samples_of(family, list(lines)):
            assert key not in series, f"{key} twice"
            series[key] = value
    return series


def family_of(line: str) -> str:
    parsed = HELP.fullmatch(line) or TYPE.fullmatch(line) or SAMPLE.fullmatch(line)
    assert parsed, f"not in the format: {line!r}"
    return parsed[1]


def samples_of(family: str, lines: list[str]) -> Iterator[tuple[Series, float]]:
    heads = [line.split(" ")[1] for line in lines if line.startswith("# ")]
    assert heads in (["HELP", "TYPE"], ["TYPE"])
    for line in lines[len(heads) :]:
        sample = SAMPLE.fullmatch(line)
        assert sample
        label = sample[3]
        if label is not None:
            label = re.sub(r'\\["\\n]', lambda found: ESCAPES[found[0]], label)
        yield (family, label), float(sample[4])


def event(kind: EventKind, **facts: str) -> SecurityEvent:
    client = Client("203.0.113.9", "203.0.113.9", "203.0.113.9")
    return SecurityEvent(kind, "from 203.0.113.9", client, "0badcafe", facts)


def test_every_kind_of_event_is_there_from_the_start() -> None:
    series = read(Metrics().text())

    assert series == {(EVENTS, kind.value): 0 for kind in EventKind}


def test_refusals_events_and_bans_are_counted() -> None:
    metrics = Metrics()

    metrics.refused("flood")
    metrics.refused("flood")
    metrics.refused("hygiene")
    metrics.observe(
        event(EventKind.BANNED, scenario="not_found", subject="203.0.113.9")
    )
    metrics.observe(event(EventKind.BANNED))
    metrics.observe(event(EventKind.STORE_FAILED))

    series = {key: value for key, value in read(metrics.text()).items() if value}
    assert series == {
        (REFUSALS, "flood"): 2,
        (REFUSALS, "hygiene"): 1,
        (BANS, "not_found"): 1,
        (BANS, "other"): 1,
        (EVENTS, "banned"): 2,
        (EVENTS, "store_failed"): 1,
    }


@pytest.mark.parametrize("kind", EventKind)
def test_no_address_and_no_reference_gets_out(kind: EventKind) -> None:
    metrics = Metrics()

    metrics.observe(event(kind, path="/203.0.113.9", scenario="flood"))

    assert "203.0.113" not in metrics.text()
    assert "0badcafe" not in metrics.text()


def test_gauges_are_read_whenever_somebody_asks() -> None:
    metrics = Metrics()
    decisions = [1]
    metrics.gauge("groupz_shield_decisions", lambda: len(decisions))
    first = read(metrics.text())

    decisions.append(2)

    key = ("groupz_shield_decisions", None)
    assert (first[key], read(metrics.text())[key]) == (1, 2)
    assert "# TYPE groupz_shield_decisions gauge\n" in metrics.text()
    assert "# HELP groupz_shield_decisions Decisions in memory" in metrics.text()


def test_a_gauge_that_fails_hides_no_other_number() -> None:
    def failing() -> int:
        raise OSError("a store that is away")

    metrics = Metrics()
    metrics.gauge("mails_waiting", failing)
    metrics.gauge("load_ratio", lambda: 0.5)
    metrics.refused("flood")

    series = read(metrics.text())

    assert "mails_waiting NaN\n" in metrics.text()
    assert series["load_ratio", None] == 0.5
    assert series[REFUSALS, "flood"] == 1


@pytest.mark.parametrize("name", ["", "two words", "1st", "a-b", "a\nb", EVENTS])
def test_a_gauge_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a gauge"):
        Metrics().gauge(name, int)


def test_there_are_never_more_series_than_a_limit() -> None:
    metrics = Metrics()

    for number in range(1000):
        metrics.refused(f"guard-{number}")
    metrics.observe(event(EventKind.BANNED, scenario="flood"))
    metrics.refused("guard-0")

    series = read(metrics.text())
    assert len(series) == 200 + 2
    assert sum(count for (name, _), count in series.items() if name == REFUSALS) == 1001
    assert series[REFUSALS, "guard-0"] == 2
    assert series[REFUSALS, "other"] == 1000 - (200 - len(EventKind))
    assert series[BANS, "other"] == 1


@pytest.fixture
def restless() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless")
def test_threads_lose_no_count() -> None:
    metrics = Metrics()

    def count() -> None:
        for _ in range(5000):
            metrics.refused("flood")

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read(metrics.text())[REFUSALS, "flood"] == 20_000


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_any_label_is_read_back_as_it_was(guards: list[str]) -> None:
    metrics = Metrics()

    for guard in guards:
        metrics.refused(guard)

    series = read(metrics.text())
    assert {
        label: count for (name, label), count in series.items() if name == REFUSALS
    } == {guard: guards.count(guard) for guard in guards}


def test_the_endpoint_speaks_to_prometheus() -> None:
    metrics = Metrics()
    metrics.refused("flood")

    answer = Browser(metrics_app(metrics)).get("/metrics")

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.text == metrics.text()


def test_the_endpoint_answers_head_without_a_body() -> None:
    metrics = Metrics()

    answer = Browser(metrics_app(metrics)).head("/metrics")

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Length"] == str(len(metrics.text()))
    assert answer.data == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_the_endpoint_takes_nothing(method: str) -> None:
    answer = Browser(metrics_app(Metrics())).open("/metrics", method=method)

    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert answer.headers["Allow"] == "GET, HEAD"
    assert answer.data == b""


@pytest.mark.parametrize(
    ("policy", "refused", "kind"),
    [
        pytest.param({}, 2, "refused", id="enforced"),
        pytest.param({"enforce": False}, 0, "would_refuse", id="only observed"),
    ],
)
def test_a_shield_counts_what_it_refuses(
    policy: dict[str, Any], refused: int, kind: str
) -> None:
    shield = Shield(Response("fine"), ShieldPolicy(hosts=["a.example"], **policy))
    browser = Browser(shield)

    for host in ("a.example", "evil.example", "b.example"):
        browser.get("/", base_url=f"http://{host}")

    series = read(shield.metrics.text())
    assert series.get((REFUSALS, "hygiene"), 0) == refused
    assert series[EVENTS, kind] == 2
    assert series["groupz_shield_decisions", None] == 0
