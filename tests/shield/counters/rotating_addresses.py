"""Count rotating addresses, and an offender among them, and tell what it took.

`python rotating_addresses.py 500000` counts so many IPv4 addresses, as many /64s of
IPv6, and each of these again as a client of a scan. It prints the megabytes at the
peak, the offender's count, what it truly was, and how many of its paths are known.
"""

import sys
from pathlib import Path

from groupz_shield.counters import MemoryCounters

OFFENCES = 1000


def peak_megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def main(clients: int) -> None:
    before, counters, paths = peak_megabytes(), MemoryCounters(), 0
    for number in range(clients):
        client = f"2001:db8:{number >> 16:x}:{number & 65535:x}::/64"
        counters.add(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 3600)
        counters.add(client, 3600)
        for path in range(3 + number % 60 * (number % 64 == 0)):
            counters.distinct(f"not_found {client}", f"/{path}", 3600)
        if number % (clients // OFFENCES) == 0:
            counters.add("198.51.100.7", 3600)
            paths = counters.distinct("not_found 198.51.100.7", f"/{number}", 3600)
    counted, _ = counters.get("198.51.100.7")
    print(peak_megabytes() - before, counted, OFFENCES, paths)  # noqa: T201 — the answer


if __name__ == "__main__":
    main(int(sys.argv[1]))
