"""Which paths a setting names: exact ones, and prefixes that end in `/*`."""

import re
from collections.abc import Iterable

from groupz_shield.errors import PolicyError

# Two spellings of one path: an application or proxy may tidy these up.
_DOUBTFUL = re.compile(r"//|/\.{1,2}(/|$)|\\")


class PathSet:
    """Exact paths, and prefixes that end in `/*`.

    >>> hooks = PathSet("origin_exempt_paths", ["/hooks/pay", "/api/*"])
    >>> "/hooks/pay" in hooks, "/api/v1/tours" in hooks, "/api/../admin" in hooks
    (True, True, False)

    Args:
        setting: The field of the policy that names them.
        paths: The paths, mount point of the application included.
    """

    def __init__(self, setting: str, paths: Iterable[str]) -> None:
        # WSGI paths are bytes as latin-1.
        checked = [_checked(setting, path).encode().decode("latin-1") for path in paths]
        self._exact = frozenset(path for path in checked if not path.endswith("/*"))
        self._prefixes = tuple(path[:-1] for path in checked if path.endswith("/*"))

    def __bool__(self) -> bool:
        return bool(self._exact or self._prefixes)

    def __contains__(self, path: str) -> bool:
        if path in self._exact:
            return True
        return path.startswith(self._prefixes) and not _DOUBTFUL.search(path)


def _checked(setting: str, path: str) -> str:
    stem = path.removesuffix("/*")
    if path == "/*" or not path.startswith("/") or "*" in stem or "?" in stem:
        why = 'is neither a path like "/hooks/pay" nor a prefix like "/api/*"'
        raise PolicyError(setting, path, why)
    if _DOUBTFUL.search(stem):
        raise PolicyError(setting, path, "has two spellings")
    return path
