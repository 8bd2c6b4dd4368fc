"""A request that was saved as it was sent, such as by a proxy for testing."""

import re

import click

from groupz_shield.cli.asking import Asking

_LINE = re.compile(rb"([!-~]{1,40}) (\S+)(?: HTTP/[0-9.]+)?")
_BLANK = re.compile(rb"\r?\n\r?\n")


def saved_request(raw: bytes, client: str) -> Asking:
    r"""Read a request: its line, headers, a blank line, and its body.

    >>> saved_request(b"POST /book HTTP/1.1\nHost: a.example\n\nq=1", "::1").headers
    ('Host: a.example', 'Content-Length: 3')

    Raises:
        click.BadParameter: It is none.
    """
    head, *rest = _BLANK.split(raw.lstrip(b"\r\n"), maxsplit=1)
    line, *headers = head.splitlines() or [b""]
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise click.BadParameter(
            f"{line[:60].decode('latin-1')!r} is no line such as GET /login HTTP/1.1."
        )
    body = rest[0] if rest else b""
    told = [header.decode("latin-1") for header in headers]
    kept = [text for text in told if not text.lower().startswith("content-length:")]
    if body:
        kept.append(f"Content-Length: {len(body)}")
    method, target = match[1].decode("ascii"), match[2].decode("latin-1")
    return Asking(target, method, client, tuple(kept), body)
