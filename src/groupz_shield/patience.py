"""How long a request may wait for what it shares with other processes."""

from typing import Final

PATIENCE: Final = 0.1
"""How many seconds a store or a counter may take before the site goes on without."""
