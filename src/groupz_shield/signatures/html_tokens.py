"""Tags in a text, read as leniently as any browser ever did.

WHATWG HTML section 13.2.5 says how a page is cut into tags. What a value becomes there
depends on where it is put, and old browsers took more for a tag than the standard; so
this reads a superset. Every `<` with a name starts a tag, whatever stands before it:
text, a comment, a script or a broken tag. What quotes hide is read on its own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from groupz_shield.signatures.unwrapping import unreferenced


class Tag(NamedTuple):
    """A tag, or where one was broken into.

    Attributes:
        name: In lower case, no longer than any that means something: `"img"`,
            `"/script"`, `"!doctype"` or `"?import"`.
        attributes: Names in lower case, and values with references decoded; None where
            there is no `=`.
        after: Where in the text it ends.
    """

    name: str
    attributes: list[tuple[str, str | None]]
    after: int


_BLANK = r"\x00-\x20\x7f-\xa0"
_OPEN = re.compile(rf"<([/!?%]{{0,2}}[A-Za-z\\][^{_BLANK}/<>]*)")
_ATTRIBUTE = re.compile(
    rf"""
    [{_BLANK}/+]*
    (?P<name>=?[^{_BLANK}/+<>=]+|=)
    (?:
      [{_BLANK}]*=[{_BLANK}]*
      (?: "(?P<double>[^"]*)"? | '(?P<single>[^']*)'? | (?P<bare>[^{_BLANK}>]*) )
    )?
    """,
    re.VERBOSE,
)
_NOTHING = re.compile(r"\\0?")
_LONGEST_NAME = 40


def tags(text: str) -> Iterator[Tag]:
    """Yield every tag, in the order of the text.

    >>> [(tag.name, tag.attributes) for tag in tags("1<IMG/src='x'onError=f&#40;1)>")]
    [('img', [('src', 'x'), ('onerror', 'f(1)')])]
    """
    at = 0
    while match := _OPEN.search(text, at):
        name = _NOTHING.sub("", match[1][:_LONGEST_NAME]).lower()
        found, at = attributes(text, match.end())
        yield Tag(name, found, at)


def attributes(text: str, start: int) -> tuple[list[tuple[str, str | None]], int]:
    """Read attributes from a place inside a tag up to its end, and say where that is.

    >>> attributes('x" onload = "go()">', 2)
    ([('onload', 'go()')], 18)
    """
    found = []
    while match := _ATTRIBUTE.match(text, start):
        values = match.group("double", "single", "bare")
        value = next((value for value in values if value is not None), None)
        found.append((match["name"].lower(), value and unreferenced(value)))
        start = match.end()
    return found, start
