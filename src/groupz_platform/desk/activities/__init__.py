"""Activities: listed, added, changed, copied, published; their pictures."""

from groupz_platform.desk.activities import changing, pictures, states
from groupz_platform.desk.activities.blueprint import activities
from groupz_platform.desk.activities.listing import listed

__all__ = ["activities", "changing", "listed", "pictures", "states"]
