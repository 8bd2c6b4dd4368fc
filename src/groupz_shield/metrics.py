"""Numbers for Prometheus: what was refused, decided and reported."""

from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Final, TypeAlias
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from groupz_shield.events import EventKind, SecurityEvent

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
"""The text exposition format of Prometheus."""

_MOST_SERIES = 200
_OTHER = "other"
_HELP = {
    "groupz_shield_refusals_total": "Requests refused, by guard.",
    "groupz_shield_bans_total": "Bans made, by scenario.",
    "groupz_shield_events_total": "Events reported, by kind.",
    "groupz_shield_decisions": "Decisions in memory, those of feeds included.",
}
_GAUGES = frozenset({"groupz_shield_decisions"})
_Series: TypeAlias = tuple[str, str, str]


class Metrics:
    """Counters of one process, and gauges that are read when somebody asks.

    No label holds an address, and there are never more than 200 series. A server of
    several processes has numbers for each: let Prometheus ask each one.
    """

    def __init__(self) -> None:
        self._counts: dict[_Series, int] = {}
        self._gauges: dict[str, Callable[[], int]] = {}
        self._lock = Lock()

    def gauge(self, name: str, read: Callable[[], int]) -> None:
        """Read a gauge whenever the numbers are asked for."""
        self._gauges[name] = read

    def refused(self, guard: str) -> None:
        """Count a refusal of a guard."""
        self._count("groupz_shield_refusals_total", "guard", guard)

    def observe(self, event: SecurityEvent, /) -> None:
        """Count an event; usable as an event sink."""
        self._count("groupz_shield_events_total", "kind", event.kind.value)
        if event.kind is EventKind.BANNED:
            scenario = event.facts.get("scenario", _OTHER)
            self._count("groupz_shield_bans_total", "scenario", scenario)

    def text(self) -> str:
        """Write the numbers in the text exposition format."""
        return "".join(f"{line}\n" for line in self._lines())

    def _count(self, name: str, label: str, value: str) -> None:
        series = (name, label, value)
        with self._lock:
            if series not in self._counts and len(self._counts) >= _MOST_SERIES:
                series = (name, label, _OTHER)
            self._counts[series] = self._counts.get(series, 0) + 1

    def _lines(self) -> Iterable[str]:
        with self._lock:
            counts = dict(self._counts)
        for name, told in _HELP.items():
            yield f"# HELP {name} {told}"
            yield f"# TYPE {name} {'gauge' if name in _GAUGES else 'counter'}"
            yield from _samples(name, counts)
            if name in self._gauges:
                yield f"{name} {self._gauges[name]()}"


def _samples(name: str, counts: Mapping[_Series, int]) -> Iterable[str]:
    for (owner, label, value), count in sorted(counts.items()):
        if owner == name:
            yield f'{name}{{{label}="{_escaped(value)}"}} {count}'


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def metrics_app(metrics: Metrics) -> WSGIApplication:
    """Return an application to mount where Prometheus asks; let nobody else ask."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            start_response("405 Method Not Allowed", [("Allow", "GET, HEAD")])
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
