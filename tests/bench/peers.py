"""Others that cannot live in our environment: each gets one of its own."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measured
from bench.rows import Row

FLASKAPI_GUARD = ("flaskapi-guard==4.4.0", "flask")
ENVIRONMENTS = Path("bench") / "environments"
TESTS = Path(__file__).parents[1]
_WITH_AND_WITHOUT = ("", " without its signatures")


def guarded_by_flaskapi_guard() -> Iterator[Row]:
    """Measure flaskapi-guard around the same hello, both in its environment.

    Nearly all of its time goes into signatures, so it is measured without them too.
    """
    for name, measured in zip(_WITH_AND_WITHOUT, _asked("pages"), strict=False):
        yield Row(
            f"flaskapi-guard 4.4.0{name}, around a Flask hello, GET with a query",
            measured,
            details=measured.in_microseconds,
        )


def bookings_behind_flaskapi_guard() -> Iterator[Row]:
    """Measure flaskapi-guard around the same view, with the same bookings."""
    for name, measured in zip(_WITH_AND_WITHOUT, _asked("bookings"), strict=False):
        yield Row(
            f"flaskapi-guard 4.4.0{name}, booking POST, against Flask reading it",
            measured,
            details=measured.in_microseconds,
        )


def _asked(what: str) -> Iterator[Measured]:
    """Measure it in its environment; nothing, and a word why, if that fails."""
    python = environment("flaskapi-guard", FLASKAPI_GUARD)
    answer = subprocess.run(
        [str(python), "-m", "bench.flaskapi_guard_peer", what],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        sys.stderr.write(
            f"flaskapi-guard could not be measured: {answer.stderr[-500:]}\n"
        )
        return
    for facts in json.loads(answer.stdout.splitlines()[-1]):
        yield Measured(**facts)


def environment(name: str, packages: tuple[str, ...]) -> Path:
    """Make an environment once; return its Python."""
    folder = ENVIRONMENTS / name
    python = folder.absolute() / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, check=True)
        (folder / "ready").touch()
    return python
