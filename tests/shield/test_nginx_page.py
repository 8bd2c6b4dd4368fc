"""The page about nginx, with nginx, waitress and gunicorn that do what it says."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from guarded_server import ask
from nginx_server import CONFIGURATION, nginx
from shop_of_pages import HOW_TO, shop_in
from written_pages import Block, Reader, blocks_of

BLOCKS = list(blocks_of(HOW_TO / "shield-behind-nginx.md"))
SERVERS = [block for block in BLOCKS if block.about == "server"]
VISITOR = "127.0.0.9"
FORGED = "1.2.3.4"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """Somebody whose folder for sockets is as the page makes it."""
    with TemporaryDirectory() as name:  # a Unix socket's name has room for 107 bytes
        folder = Path(name)
        folder.chmod(0o755)
        sockets = folder / "run"
        sockets.mkdir()
        if os.geteuid() == 0:  # else nginx is of the same user
            os.chown(sockets, -1, pwd.getpwnam("nobody").pw_gid)  # of its workers
        sockets.chmod(0o2750)
        with shop_in(folder, {"/run/web": str(sockets)}) as reader:
            reader.socket = sockets / "web.sock"
            yield reader


def lines_of(name: str) -> list[str]:
    [block] = [block for block in BLOCKS if block.about == name]
    return [line.strip() for line in block.text.splitlines()]


def forwarding_of(name: str) -> str:
    """Return the line that says who the visitor is; the others are nginx's here too."""
    about = [line for line in lines_of(name) if "_header" in line]
    [line] = [line for line in about if line not in CONFIGURATION]
    return line


def upstream() -> str:
    [line] = [line for line in lines_of("location.conf") if "proxy_pass" in line]
    return line.split()[1].rstrip(";")


@pytest.mark.parametrize("server", SERVERS, ids=lambda block: block.text.split()[0])
@pytest.mark.parametrize(
    ("lines", "setting"),
    [
        ("location.conf", ""),
        ("appending.conf", ""),
        ("forwarded.conf", 'SHIELD_FORWARDING_HEADER = "Forwarded"\n'),
    ],
)
def test_a_visitor_is_who_nginx_says(
    reader: Reader, server: Block, lines: str, setting: str
) -> None:
    for block in BLOCKS:
        if block.language == "python":
            reader.do(block)
    with (reader.folder / "settings.py").open("a") as settings:
        settings.write(setting)
    reader.do(server)
    reader.start()

    with nginx(reader.folder, reader.here(upstream()), forwarding_of(lines)) as address:
        answer = ask(address, FORGED, "/", source=VISITOR)

    assert (answer.status, answer.text) == (200, f"{VISITOR}\n")
