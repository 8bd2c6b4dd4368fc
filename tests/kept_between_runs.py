"""What tests keep between runs, since making it takes seconds and never differs."""

import os
from pathlib import Path
from tempfile import gettempdir

CACHE = Path(gettempdir()) / f"groupz-tests-{os.geteuid()}"
