"""Numbers for Prometheus: what was refused, decided and reported."""

import re
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Final, TypeAlias
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from groupz_shield.events import EventKind, SecurityEvent

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
"""The text exposition format of Prometheus."""

_MOST_SERIES = 200
_OTHER = "other"
_REFUSALS = "groupz_shield_refusals_total"
_BANS = "groupz_shield_bans_total"
_EVENTS = "groupz_shield_events_total"
_COUNTERS = (_REFUSALS, _BANS, _EVENTS)
_HELP = {
    _REFUSALS: "Requests refused, by guard.",
    _BANS: "Bans made, by scenario.",
    _EVENTS: "Events reported, by kind.",
    "groupz_shield_decisions": "Decisions in memory, those of feeds included.",
}
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_Series: TypeAlias = tuple[str, str, str]
_Read: TypeAlias = Callable[[], float]


class Metrics:
    """Counters of one process, and gauges that are read when somebody asks.

    No label holds an address, and beyond 200 series a new label is `other`. A server
    of several processes has numbers for each: let Prometheus ask each one. Every kind
    of event is there from the start, so that the first alarm is seen to rise from 0.
    """

    def __init__(self) -> None:
        self._counts: dict[_Series, int] = {
            (_EVENTS, "kind", kind.value): 0 for kind in EventKind
        }
        self._gauges: dict[str, _Read] = {}
        self._lock = Lock()

    def gauge(self, name: str, read: _Read) -> None:
        """Read a gauge whenever the numbers are asked for.

        Args:
            name: A name as Prometheus has them, of which the end is the unit.
            read: Returns the number; where it raises, the number is `NaN`.

        Raises:
            ValueError: The name is none, or that of a counter.
        """
        if name in _COUNTERS or not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a gauge")
        self._gauges[name] = read

    def refused(self, guard: str) -> None:
        """Count a refusal of a guard."""
        self._count(_REFUSALS, "guard", guard)

    def observe(self, event: SecurityEvent, /) -> None:
        """Count an event; usable as an event sink."""
        self._count(_EVENTS, "kind", event.kind.value)
        if event.kind is EventKind.BANNED:
            self._count(_BANS, "scenario", event.facts.get("scenario", _OTHER))

    def text(self) -> str:
        """Write the numbers in the text exposition format."""
        return "".join(f"{line}\n" for line in self._lines())

    def _count(self, name: str, label: str, value: str) -> None:
        series = (name, label, value)
        with self._lock:
            if series not in self._counts and len(self._counts) >= _MOST_SERIES:
                series = (name, label, _OTHER)
            self._counts[series] = self._counts.get(series, 0) + 1

    def _lines(self) -> Iterator[str]:
        with self._lock:
            counts = sorted(self._counts.items())
        for name in _COUNTERS:
            yield from _head(name, "counter")
            for (owner, label, value), count in counts:
                if owner == name:
                    yield f'{name}{{{label}="{_escaped(value)}"}} {count}'
        for name, read in self._gauges.copy().items():
            yield from _head(name, "gauge")
            yield f"{name} {_number(read)}"


def _head(name: str, kind: str) -> Iterator[str]:
    if name in _HELP:
        yield f"# HELP {name} {_HELP[name]}"
    yield f"# TYPE {name} {kind}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(read: _Read) -> str:
    try:
        return str(read())
    except Exception:  # noqa: BLE001 — one number that fails hides no other
        return "NaN"


def metrics_app(metrics: Metrics) -> WSGIApplication:
    """Return an application to mount where Prometheus asks; let nobody else ask."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            headers = [("Allow", "GET, HEAD"), ("Content-Length", "0")]
            start_response("405 Method Not Allowed", headers)
            return []
        body = metrics.text().encode()
        start_response(
            "200 OK",
            [
                ("Content-Type", CONTENT_TYPE),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
            ],
        )
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return app
