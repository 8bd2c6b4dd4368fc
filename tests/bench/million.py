"""Count two million clients, and tell what it took: `python -m bench.million ours`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from groupz_shield.counters import MemoryCounters

CLIENTS = 1_000_000
MEBIBYTE = 1024


def resident() -> float:
    """Return the memory of this process, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) / MEBIBYTE


def ours() -> Callable[[str], object]:
    """Return the shield's counters."""
    counters = MemoryCounters()
    return lambda key: counters.add(key, 60)


def theirs() -> Callable[[str], object]:
    """Return what flask-limiter counts with by default."""
    limiter = FixedWindowRateLimiter(MemoryStorage())
    limit = RateLimitItemPerMinute(600)
    return lambda key: limiter.hit(limit, key)


def main(hit: Callable[[str], object]) -> None:
    """Count a million IPv4 addresses, and a walker through a million /64s."""
    before, spent = resident(), 0.0
    for number in range(CLIENTS):
        four = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        six = f"2001:db8:{number >> 16:x}:{number & 65535:x}::/64"
        start = perf_counter()
        hit(four)
        hit(six)
        spent += perf_counter() - start
    facts = {
        "megabytes": resident() - before,
        "microseconds": spent / CLIENTS / 2 * 1e6,
    }
    print(json.dumps(facts))  # noqa: T201 — the answer to whoever runs this


if __name__ == "__main__":
    main({"ours": ours, "limits": theirs}[sys.argv[1]]())
