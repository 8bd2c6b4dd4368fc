"""A store from the setting that names it."""

from pathlib import Path
from urllib.parse import urlsplit

from groupz_shield.errors import PolicyError
from groupz_shield.stores.memory import MemoryStore
from groupz_shield.stores.protocol import DecisionStore
from groupz_shield.stores.sqlite import SqliteStore
from groupz_shield.stores.valkey import ValkeyStore
from groupz_shield.valkey_client import SCHEMES


def open_store(setting: str) -> DecisionStore:
    """Return the store of a setting; nothing is connected to before it is used.

    Args:
        setting: `"memory"`, `"sqlite:////var/lib/app/shield.sqlite3"` (four slashes:
            the path is absolute), or an address such as `"valkey://127.0.0.1:6379/0"`.

    Raises:
        PolicyError: It is none of these.
    """
    if setting == "memory":
        return MemoryStore()
    parts = urlsplit(setting)
    if parts.scheme == "sqlite" and parts.path.startswith("/") and not parts.netloc:
        return SqliteStore(Path(parts.path.replace("//", "/", 1)))
    if parts.scheme in SCHEMES:
        return ValkeyStore(setting)
    why = 'is no store: write "memory", "sqlite:////path/to/file" or "valkey://host"'
    raise PolicyError("store", setting, why)
