"""Reading a text as HTML, wherever in a page it may be put."""

import re
from collections.abc import Iterator
from itertools import islice
from sys import maxunicode

from groupz_shield.signatures.html_tokens import attributes, tags

_DEEPEST = 3
_LONGEST = 1_000
_MOST_RAW = 8
_BREAKS = "\"'`"

_UNSEEN = re.compile(
    "[\x00-\x20\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufffd]"
)
_RAW = re.compile(r"<(?:[\w-]{1,40}:)?(script|style)\b[^<>]*>", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*[^/]{0,60}\*/")
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(?=[a-zA-Z])")
_SPACE = re.compile(r"\s")


class HtmlReading:
    r"""Say which tags and attributes a text brings into a page.

    A canonical form has a line for each of them. A line begins with where it stands:
    `<` in a tag of the text's own, a quote in the tag that it breaks into by closing
    that quote, `=` in the tag where it stands without quotes. Values are without
    blanks: `<img onerror=alert(1)`, `" onfocus=alert(1)`, `<script`, `</script`.
    What stands in a script or style sheet is on a line such as `script:alert(1)`.
    """

    name = "html"
    hint = (
        r"""<[/!?%]{0,2}[a-z\\]|on[a-z]{3,40}["'`]?[\x00-\x20\x7f-\xa0]{0,40}="""
        r"""|["'`/\s](?:style|srcdoc|(?:xlink:)?href|src|(?:form)?action|v-|x-|ng-)"""
        r"""[a-z:-]{0,40}\s{0,40}="""
    )

    def read(self, text: str, /) -> Iterator[str]:
        """Return a form for each place, in none of which anything is hidden."""
        if "<" in text:
            yield "\n".join(_in_text(text, _DEEPEST))
        for quote in _BREAKS:
            at = text.find(quote)
            if at >= 0:
                yield "\n".join(_in_tag(text, at + 1, quote))
        yield "\n".join(_in_tag(text, 0, "="))
        if space := _SPACE.search(text):
            yield "\n".join(_in_tag(text, space.end(), "="))


def _in_text(text: str, depth: int) -> Iterator[str]:
    for tag in tags(text):
        yield f"<{tag.name}"
        for name, value in tag.attributes:
            yield from _attribute(f"<{tag.name}", name, value)
            if depth and value and "<" in value:
                yield from _in_text(value, depth - 1)
    for match in islice(_RAW.finditer(text), _MOST_RAW):
        yield f"{match[1].lower()}:{_shown(match[1], text[match.end() :][:_LONGEST])}"


def _in_tag(text: str, start: int, context: str) -> Iterator[str]:
    for name, value in attributes(text, start)[0]:
        yield from _attribute(context, name, value)


def _attribute(where: str, name: str, value: str | None) -> Iterator[str]:
    yield f"{where} {name}" + ("" if value is None else f"={_shown(name, value)}")


def _shown(name: str, value: str) -> str:
    value = value[:_LONGEST]
    if name.lower() == "style":
        value = _CSS_COMMENT.sub("", _CSS_ESCAPE.sub(_css_character, value))
    return _UNSEEN.sub("", value)


def _css_character(match: re.Match[str]) -> str:
    return chr(min(int(match[1] or "0", 16), maxunicode))
