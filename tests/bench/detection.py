"""`make bench-detection CORPUS=FILE`: what a shield refuses of a corpus of requests.

A corpus is a file of JSON lines, gzipped or not: `label` (`attack` or `legit`),
`source`, `category`, `method`, `path` as it was sent, `query_string`, `headers`, and
`body` in base64.
"""

import argparse
import gzip
import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIEnvironment

from rich.console import Console
from rich.progress import track
from rich.table import Table

from groupz_shield import Shield, ShieldPolicy
from groupz_shield.signatures.settings import Signatures

GOALS = {"attack": "at least 95 %", "legit": "at most 0.1 %"}
_AS_THEY_ARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass
class Share:
    """How much of something was refused."""

    refused: int = 0
    all: int = 0

    def add(self, *, refused: bool) -> None:
        self.refused += refused
        self.all += 1

    @property
    def percent(self) -> float:
        return 100 * self.refused / self.all if self.all else 0.0


@dataclass
class Report:
    """What became of a corpus, by what tells requests apart."""

    shares: dict[tuple[str, str, str], Share] = field(
        default_factory=lambda: defaultdict(Share)
    )
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, request: Mapping[str, Any], *, refused: bool, seconds: float) -> None:
        label, source = request["label"], request["source"]
        for kind, name in (
            ("all", ""),
            ("source", source),
            ("family", request["category"]),
            ("place", place_of(request)),
        ):
            self.shares[label, kind, name].add(refused=refused)
        if not request["category"].endswith("csic2010-values"):
            self.shares[label, "without CSIC", ""].add(refused=refused)
        self.seconds[label].append(seconds)


def place_of(request: Mapping[str, Any]) -> str:
    """Say where most of a request stands."""
    if not request["body"]:
        return "query" if request["query_string"] else "path or header"
    kind = {k.lower(): v for k, v in request["headers"].items()}.get("content-type", "")
    return str(kind).partition(";")[0] or "body of no type"


def requests_of(path: Path) -> Iterator[dict[str, Any]]:
    """Read a corpus."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def environ_of(request: Mapping[str, Any], client: int) -> WSGIEnvironment:
    """Return what a server would make of a request."""
    body = b64decode(request["body"])
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request["path"]).decode("latin-1"),
        "QUERY_STRING": request["query_string"].encode().decode("latin-1"),
        "SERVER_PROTOCOL": "HTTP/1.0",
        "REMOTE_ADDR": f"100.{client >> 16 & 255}.{client >> 8 & 255}.{client & 255}",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }
    for name, text in request["headers"].items():
        key = _AS_THEY_ARE.get(name.lower(), "HTTP_" + name.upper().replace("-", "_"))
        environ[key] = text.encode().decode("latin-1")
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def judge(policy: ShieldPolicy) -> Callable[[WSGIEnvironment], tuple[bool, float]]:
    """Return what says whether a request is refused, and how long that took."""

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        start("200 OK", [])
        return []

    shield = Shield(app, policy)

    def judged(environ: WSGIEnvironment) -> tuple[bool, float]:
        statuses: list[str] = []

        def start(status: str, _headers: object, _exc_info: object = None) -> Any:
            statuses.append(status)

        began = perf_counter()
        shield(environ, start)
        return not statuses[0].startswith("200"), perf_counter() - began

    return judged


def measured(path: Path, policy: ShieldPolicy, console: Console) -> Report:
    """Send a corpus, each request from a client of its own."""
    report, judged = Report(), judge(policy)
    requests = list(requests_of(path))
    for client, request in enumerate(track(requests, "Judging", console=console)):
        refused, seconds = judged(environ_of(request, client))
        report.add(request, refused=refused, seconds=seconds)
    return report


def show(report: Report, console: Console) -> None:
    """Print shares and times."""
    table = Table("", "by", "", "refused", "of", "%", "goal")
    for (label, kind, name), share in sorted(report.shares.items()):
        goal = GOALS[label] if kind == "without CSIC" else ""
        counts = (str(share.refused), str(share.all), f"{share.percent:.2f}")
        table.add_row(label, kind, name, *counts, goal)
    console.print(table)
    for label, seconds in report.seconds.items():
        *_, percentile = quantiles(seconds, n=100)
        console.print(
            f"{label}: {median(seconds) * 1e6:.0f} µs in the middle, "
            f"{percentile * 1e6:.0f} µs at the 99th percentile, "
            f"{max(seconds) * 1e6:.0f} µs at most, the whole shield"
        )


def main() -> None:
    """Judge a corpus, print a table, write JSON."""
    parser = argparse.ArgumentParser(prog="bench.detection", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args()
    console = Console()
    policy = ShieldPolicy(event_sink=lambda _: None, signatures=Signatures())
    report = measured(asked.corpus, replace(policy, not_found_limit=None), console)
    show(report, console)
    if asked.json:
        shares = [
            {"label": label, "by": kind, "name": name, **vars(share)}
            for (label, kind, name), share in sorted(report.shares.items())
        ]
        asked.json.write_text(json.dumps(shares, indent=2))


if __name__ == "__main__":
    main()
