"""`make soak`: every scenario in its long form, with a report for people and JSON."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from groupz_platform.cli.progress import progress
from soak.scenarios import SCENARIOS, Report, Scenario

RESULTS = Path("bench") / "soak.json"


def main() -> None:
    """Try what the command line names, or everything; exit with 1 on any problem."""
    names = sorted({scenario.name for scenario in SCENARIOS})
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--only", choices=names, action="append", metavar="NAME")
    parser.add_argument("--dialect", choices=("sqlite", "postgresql"))
    parser.add_argument("--times", type=int, help="in place of each scenario's own")
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="FILE")
    asked = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console.width = 160
    wanted = [
        scenario
        for scenario in SCENARIOS
        if scenario.name in (asked.only or names)
        and asked.dialect in (None, scenario.dialect)
    ]
    reports = list(tried(wanted, asked.times, console))
    console.print(table_of(reports))
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps([one.as_json() for one in reports], indent=2))
    console.print(f"Written to {asked.json}")
    sys.exit(any(report.problems for report in reports))


def tried(
    scenarios: list[Scenario], times: int | None, console: Console
) -> Iterator[Report]:
    """Try one scenario after the other, showing how far it is."""
    for scenario in scenarios:
        numbers = range(times or scenario.times)
        with TemporaryDirectory(dir=Path.cwd()) as folder:
            shown = progress(numbers, f"{scenario.title}, {len(numbers)} times")
            report = scenario.report(Path(folder), shown)
        console.print(f"{report.name}: {report.counted}; {report.verdict}")
        yield report


def table_of(reports: list[Report]) -> Table:
    """Return the table for people."""
    table = Table("What", "Counted", "Problems")
    for report in reports:
        table.add_row(report.name, report.counted, "\n".join(report.problems))
    return table


if __name__ == "__main__":
    main()
