"""Fuzz with atheris, until something breaks or it is told to stop.

It begins with the examples of all rules, and keeps what led it further between runs.
What it is given is given to libFuzzer: `-max_total_time=600`, or a file that broke it.
"""

import sys
from importlib import import_module
from pathlib import Path

from fuzz.target import fuzz
from groupz_shield.signatures.ruleset import built_in_rules
from kept_between_runs import CACHE

KEPT = CACHE / "fuzz"


def main() -> None:
    """Fuzz."""
    try:
        atheris = import_module("atheris")
    except ImportError:
        sys.exit("atheris is missing: .venv/bin/pip install 'atheris>=3', then again.")
    KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
    plant(KEPT)
    asked = sys.argv[1:]
    files = [] if any(Path(one).is_file() for one in asked) else [str(KEPT)]
    atheris.Setup([*sys.argv[:1], f"-artifact_prefix={KEPT}-", *asked, *files], fuzz)
    atheris.Fuzz()


def plant(folder: Path) -> None:
    """Write down the examples of all rules."""
    for rule in built_in_rules():
        for name, text in (("matches", rule.matches), ("passes", rule.passes)):
            (folder / f"{rule.id}-{name}").write_bytes(b"\0\0" + text.encode())


if __name__ == "__main__":
    main()
