"""How often something happened: in memory with a hard bound, or in Valkey."""

from groupz_shield.counters.memory import MemoryCounters
from groupz_shield.counters.opening import open_counters
from groupz_shield.counters.protocol import Counters, Window

__all__ = ["Counters", "MemoryCounters", "Window", "open_counters"]
