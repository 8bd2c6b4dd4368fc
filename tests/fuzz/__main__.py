"""Fuzz with atheris, until something breaks or it is told to stop.

It begins with the examples of all rules, and keeps what led it further between runs.
What it is given is given to libFuzzer: `-max_total_time=600`, or a file that broke it.
"""

import sys
from importlib import import_module
from pathlib import Path

from kept_between_runs import CACHE

KEPT = CACHE / "fuzz"


def main() -> None:
    """Fuzz."""
    try:
        atheris = import_module("atheris")
    except ImportError:
        sys.exit("atheris is missing: make fuzz brings it")
    with atheris.instrument_imports(["groupz_shield"]):
        target = import_module("fuzz.target")
    KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
    plant(KEPT)
    asked = sys.argv[1:]
    files = [] if any(Path(one).is_file() for one in asked) else [str(KEPT)]
    broken = f"-artifact_prefix={KEPT}-"
    atheris.Setup([*sys.argv[:1], broken, *asked, *files], target.fuzz)
    atheris.Fuzz()


def plant(folder: Path) -> None:
    """Write down the examples of all rules, for each type of body in turn."""
    rules = import_module("groupz_shield.signatures.ruleset").built_in_rules()
    for number, rule in enumerate(rules):
        for name, text in (("matches", rule.matches), ("passes", rule.passes)):
            seed = bytes([number % 256, 0]) + text.encode()
            (folder / f"{rule.id}-{name}").write_bytes(seed)


if __name__ == "__main__":
    main()
