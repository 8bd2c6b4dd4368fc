"""Where decisions outlive a process: memory, one SQLite file, Valkey or Redis."""

from groupz_shield.stores.protocol import Changes, DecisionStore

__all__ = ["Changes", "DecisionStore"]
