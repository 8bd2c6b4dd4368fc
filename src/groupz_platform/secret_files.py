"""Secrets that the first start makes: files that only their owner reads."""

import os
import secrets
import stat
from pathlib import Path


class UnsafeSecretError(Exception):
    """A secret lies open to others on this machine."""


def kept_secret(path: Path) -> bytes:
    """Read a secret, or make one of 256 bits where there is none.

    Two processes that start at once end with the same secret: the file appears whole,
    by a link that only the first can make.

    Raises:
        UnsafeSecretError: Others may read the file; the text says how to mend it.
    """
    if not path.exists():
        make_secret(path)
    if is_open_to_others(path):
        raise UnsafeSecretError(f"{path} can be read by others: chmod 600 {path}")
    return path.read_bytes().strip()


def is_open_to_others(path: Path) -> bool:
    """Tell whether somebody but the owner may read a file; one that is not may not."""
    return path.exists() and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def make_secret(path: Path) -> None:
    """Write a fresh secret with mode 0600, unless somebody else was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    write_private(draft, secrets.token_hex(32) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, from its first byte on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
