"""`make bench`: run every `bench_*.py`, print a table, write JSON."""

import argparse
import json
import os
import platform
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from bench.rows import Row

RESULTS = Path("bench") / "results.json"


def main() -> None:
    """Run what the command line names, or everything."""
    names = sorted(found_names())
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=names, action="append", metavar="NAME")
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="FILE")
    asked = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console.width = 160
    rows = list(measured_rows(asked.only or names, console))
    console.print(table_of(rows))
    write(rows, asked.json)
    console.print(f"Written to {asked.json}")


def found_names() -> Iterator[str]:
    """Yield the name of each benchmark: `shield` for `bench_shield.py`."""
    for path in Path(__file__).parent.glob("bench_*.py"):
        yield path.stem.removeprefix("bench_")


def measured_rows(names: list[str], console: Console) -> Iterator[Row]:
    """Run benchmarks one after the other, showing how far it is."""
    columns = (SpinnerColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(names))
        for name in names:
            progress.update(task, description=name)
            for row in import_module(f"bench.bench_{name}").rows():
                yield cast("Row", row)
                progress.update(task, description=f"{name}: {row.name} done")
            progress.advance(task)


def table_of(rows: list[Row]) -> Table:
    """Return the table for people."""
    table = Table("What", "Ratio", "Quarters", "Goal", "", "Measured", "For comparison")
    for row in rows:
        measured = row.measured
        sign = "≥" if row.at_least else "≤"
        table.add_row(
            row.name,
            f"{measured.ratio:.3f}",
            f"{measured.low:.3f} to {measured.high:.3f}",
            "" if row.goal is None else f"{sign} {row.goal:g}",
            {True: "met", False: "[red]missed[/red]", None: ""}[row.met],
            row.details,
            row.comparison,
        )
    return table


def write(rows: list[Row], file: Path) -> None:
    """Write the results for programs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    results = {"machine": machine, "rows": [row.as_json() for row in rows]}
    file.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
