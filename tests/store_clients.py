"""Decisions for tests, and processes that write them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from groupz_shield.decisions import Decision, Feed, NetworkSet, Subject

NOW = 1_700_000_000.0
START = ("", 0)
"""What a reader asks a store with that knows nothing yet."""
PATIENT = 10.0
"""How many seconds a store may take where a test is not about its haste."""

_WRITER = """
import sys
from itertools import count
from groupz_shield.decisions import Decision, Subject
from groupz_shield.stores.opening import open_store

store = open_store(sys.argv[1], 10)
for number in count():
    value = f"203.{number >> 8}.{number & 255}.1"
    decision = Decision(Subject.parse(value), created_at=number, until=None)
    store.put([decision])
    print(decision.id, flush=True)
"""


def ban(value: str = "203.0.113.9", **facts: Any) -> Decision:
    decision = Decision(Subject.parse(value), created_at=NOW, until=NOW + 60)
    return replace(decision, **facts)


def feed(name: str = "drop", *networks: str, **facts: Any) -> Feed:
    found = Feed(
        name, NetworkSet(map(Subject.parse, networks)), NOW, "https://a.example"
    )
    return replace(found, **facts)


def acknowledged_until_killed(setting: str, at_least: int) -> list[str]:
    """Let a process write in a loop, kill it, and return what it was sure of."""
    with running(_WRITER, setting) as writer:
        assert writer.stdout is not None
        ids = [writer.stdout.readline() for _ in range(at_least)]
        writer.kill()
        ids += writer.stdout.readlines()
    return [line.strip() for line in ids if line.endswith("\n")]


@contextmanager
def running(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run Python in a process of its own; it is killed in the end."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
