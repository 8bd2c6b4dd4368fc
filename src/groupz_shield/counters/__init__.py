"""How often something happened: in memory with a hard bound, or in Valkey."""

from groupz_shield.counters.protocol import Counters, Window

__all__ = ["Counters", "Window"]
