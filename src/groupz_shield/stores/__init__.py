"""Where decisions outlive a process: memory, one SQLite file, Valkey or Redis."""

from groupz_shield.stores.memory import MemoryStore
from groupz_shield.stores.opening import open_store
from groupz_shield.stores.protocol import Changes, DecisionStore

__all__ = ["Changes", "DecisionStore", "MemoryStore", "open_store"]
