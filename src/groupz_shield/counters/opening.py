"""Counters from the setting that names them."""

from collections.abc import Callable

from groupz_shield.counters.falling_back import FallingBack
from groupz_shield.counters.memory import MemoryCounters
from groupz_shield.counters.protocol import Counters
from groupz_shield.counters.valkey import ValkeyCounters
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventSink
from groupz_shield.valkey_client import is_address, shown


def open_counters(
    setting: str, report: EventSink, clock: Callable[[], float]
) -> Counters:
    """Return the counters of a setting; nothing is connected to before they are used.

    Args:
        setting: `"memory"`, or an address such as `"valkey://127.0.0.1:6379/0"`.
        report: Told when shared counters fail, and when they are back.
        clock: The present moment, in seconds since 1970.

    Raises:
        PolicyError: It is neither.
    """
    if setting == "memory":
        return MemoryCounters(clock=clock)
    if is_address(setting):
        local = MemoryCounters(clock=clock)
        return FallingBack(ValkeyCounters(setting, clock), local, report)
    why = 'are no counters: write "memory" or "valkey://host:6379"'
    raise PolicyError("counters", shown(setting), why)
