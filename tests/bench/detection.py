"""`make bench-detection CORPUS=FILE`: what signatures refuse of a corpus of requests.

`bench.corpus` says what such a file holds. Each request is taken apart and inspected
as a shield does it; what its other guards would say of a request is not asked.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import thread_time
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.corpus import environ_of, place_of, requests_of
from groupz_shield.signatures import Signatures
from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.choosing import matcher_for
from groupz_shield.signatures.request_values import values_of

GOALS = {"attack": ("all", "at least 95 %"), "legit": ("no CSIC", "at most 0.1 %")}
CSIC = "csic2010-values"  # so easy to let pass that they would hide everything else


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
        label = request["label"]
        for kind, name in kinds_of(request):
            self.shares[label, kind, name].add(refused=refused)
        self.seconds[label].append(seconds)

    def as_json(self) -> dict[str, Any]:
        """Return what a program may want to read."""
        return {
            "shares": [
                {"label": label, "by": kind, "name": name, **vars(share)}
                for (label, kind, name), share in sorted(self.shares.items())
            ],
            "seconds": {label: times_of(all_) for label, all_ in self.seconds.items()},
        }


def kinds_of(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a request is counted with."""
    yield "all", ""
    yield "source", request["source"]
    yield "family", request["category"]
    yield "place", place_of(request)
    if request["label"] == "legit":
        is_csic = request["category"].endswith(CSIC)
        yield "only CSIC" if is_csic else "no CSIC", ""


def times_of(seconds: list[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the longest, in seconds."""
    *_, percentile = quantiles(seconds, n=100) if seconds[1:] else seconds
    return {"median": median(seconds), "p99": percentile, "max": max(seconds)}


def measured(path: Path, console: Console) -> Report:
    """Inspect a corpus."""
    report, settings = Report(), Signatures()
    matcher = matcher_for(settings.folder, lambda event: console.print(event.message))
    inspector = inspector_of(settings, matcher)
    requests = list(requests_of(path))
    for request in track(requests, "Inspecting", console=console):
        environ = environ_of(request)
        began = thread_time()
        found = inspector.inspect(list(values_of(environ, settings.limits)))
        took = thread_time() - began
        report.add(request, refused=bool(found), seconds=took)
    return report


def show(report: Report, console: Console) -> None:
    """Print shares and times."""
    table = Table("", "by", "", "refused", "of", "%", "goal")
    for (label, kind, name), share in sorted(report.shares.items()):
        goal = GOALS[label][1] if kind == GOALS[label][0] else ""
        counts = (str(share.refused), str(share.all), f"{share.percent:.2f}")
        table.add_row(label, kind, name, *counts, goal)
    console.print(table)
    for label, seconds in report.seconds.items():
        times = {name: f"{one * 1e6:.0f} µs" for name, one in times_of(seconds).items()}
        console.print(
            f"{label}: {times['median']} in the middle, {times['p99']} at the 99th"
            f" percentile, {times['max']} at most, of a processor"
        )


def main() -> None:
    """Inspect a corpus, print a table, write JSON."""
    parser = argparse.ArgumentParser(prog="bench.detection", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console.width = 120
    report = measured(asked.corpus, console)
    show(report, console)
    if asked.json:
        asked.json.write_text(json.dumps(report.as_json(), indent=2))


if __name__ == "__main__":
    main()
