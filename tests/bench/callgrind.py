"""Instructions a request by callgrind: `python -m bench.callgrind banned 100`."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

from bench.shields import bare_hello, flask_app, shielded
from bench.wsgi import caller

FEW, MANY = 100, 600
_COLLECTED = re.compile(r"Collected : (\d+)")


def request_of(name: str) -> Callable[[], None]:
    """Return a function that makes one request of a kind."""
    if name == "bare wsgi":
        return caller(bare_hello, {})
    if name == "banned":
        shield = shielded(bare_hello, banned=True, listed=FEW)
        return caller(shield, {}, status="403 Forbidden")
    app = flask_app().wsgi_app
    return caller(shielded(app, listed=FEW) if name == "shielded flask" else app, {})


def instructions_a_request(name: str) -> float:
    """Return what one request more costs: the difference of two runs."""
    return (collected(name, MANY) - collected(name, FEW)) / (MANY - FEW)


def collected(name: str, requests: int) -> int:
    """Run so many requests under callgrind, and return all its instructions."""
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command = [*tool, sys.executable, "-m", "bench.callgrind", name, str(requests)]
    steady = {**os.environ, "PYTHONHASHSEED": "0"}
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, env=steady
    )
    [count] = _COLLECTED.findall(told.stderr)
    return int(count)


def main(name: str, requests: int) -> None:
    """Make requests."""
    ask = request_of(name)
    for _ in range(requests):
        ask()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
