"""What tests keep between runs, since making it takes seconds and never differs."""

import os
from pathlib import Path
from tempfile import gettempdir

CACHE = Path(gettempdir()) / f"groupz-tests-{os.geteuid()}"
KEEPING = {"XDG_CACHE_HOME": str(CACHE)}
"""What makes a process that tests start keep its rules of attacks there."""
