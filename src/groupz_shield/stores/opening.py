"""A store from the setting that names it."""

from pathlib import Path

from groupz_shield.errors import PolicyError
from groupz_shield.patience import PATIENCE
from groupz_shield.stores.memory import MemoryStore
from groupz_shield.stores.protocol import DecisionStore
from groupz_shield.stores.sqlite import SqliteStore
from groupz_shield.stores.valkey import ValkeyStore
from groupz_shield.valkey_client import is_address, shown


def open_store(setting: str, patience: float = PATIENCE) -> DecisionStore:
    """Return the store of a setting; nothing is connected to before it is used.

    Args:
        setting: `"memory"`, `"sqlite:///var/lib/app/shield.sqlite3"` (absolute),
            `"sqlite:shield.sqlite3"` (from the working directory), or an address such
            as `"valkey://127.0.0.1:6379/0"`.
        patience: How many seconds it may take to answer, or to be unlocked: few for
            a request that waits for it, more for somebody at a terminal.

    Raises:
        PolicyError: It is none of these.
    """
    if setting == "memory":
        return MemoryStore()
    if (path := sqlite_path(setting)) is not None:
        return SqliteStore(path, patience)
    if is_address(setting):
        return ValkeyStore(setting, patience)
    why = (
        'is no store: write "memory", "sqlite:///path/to/file" or "valkey://host:6379"'
    )
    raise PolicyError("store", shown(setting), why)


def sqlite_path(setting: str) -> Path | None:
    """Return the file that a setting names; None if it names something else."""
    scheme, _, rest = setting.partition(":")
    name = rest.lstrip("/")
    if scheme != "sqlite" or not name or name.endswith("/"):
        return None
    if rest == name:
        return Path(name)
    return Path(f"/{name}") if rest.startswith("///") else None
