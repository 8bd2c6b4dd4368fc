"""Very many clients of one shield, and one offender among them: what is remembered.

A program of its own, so that the memory of one process can be measured.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from shielded import Site

MOST_BYTES = 24_000_000
OFFENDER = {4: "203.0.113.9", 6: "3fff:db8::9"}
EVERY = 1000
"""The offender sends one request where the others send so many."""
_SPREAD = 2654435761  # Knuth's: all numbers of 32 bits come once, far from each other


def addresses(version: int, number: int) -> Iterator[str]:
    """Yield addresses, none of which counts as the same client as another."""
    for n in range(number):
        spread = n * _SPREAD % 2**32
        if version == 4:
            yield str(IPv4Address(0x14000000 + spread % 2**28))
        else:
            yield str(IPv6Address((0x20010DB8 << 96) + (spread << 64) + n))


def resident_bytes() -> int:
    """Return how much memory this process has now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def visited(version: int, number: int) -> dict[str, object]:
    """Let everybody come at one moment; every tenth misses a file."""
    site = Site()
    site.scan("203.0.113.1", 100)
    before = resident_bytes()
    for n, address in enumerate(addresses(version, number)):
        site.ask(address, "/page")
        if n % 10 == 0:
            site.ask(address, "/gone.png")
        if n % EVERY == 0:
            site.ask(OFFENDER[version], f"/wp-{n}.php")
    return {
        "added_bytes": resident_bytes() - before,
        "banned": [d.value for d in site.register.table],
        "offender": site.ask(OFFENDER[version]),
    }


def problems_of(version: int, number: int) -> list[str]:
    """Return what must not be, after a crowd in a process of its own."""
    command = [sys.executable, "-m", "crowd", str(version), str(number)]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    ran = subprocess.run(command, env=environ, capture_output=True, check=True)
    seen = json.loads(ran.stdout)
    problems = []
    if seen["added_bytes"] > MOST_BYTES:
        problems.append(f"{seen['added_bytes']} bytes for {number} addresses")
    if seen["offender"] != HTTPStatus.FORBIDDEN or len(seen["banned"]) != 2:
        problems.append(f"{seen['banned']} are banned, {seen['offender']} answered")
    return problems


if __name__ == "__main__":
    json.dump(visited(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
