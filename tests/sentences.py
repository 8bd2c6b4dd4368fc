"""Sentences that people wrote, from texts that Debian packages."""

import gzip
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

SHARE = Path("/usr/share")
FAQ = SHARE / "doc/debian/FAQ"
_TAG = re.compile(r"<pre.*?</pre>|<[^>]*>", re.DOTALL)
_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z'\"(])")
_SHORTEST, _LONGEST = 20, 600


def english() -> Iterator[str]:
    """Yield sayings and verses, and the questions and answers about Debian."""
    for name in ("fortunes", "literature", "riddles"):
        text = (SHARE / "games/fortunes" / name).read_text(encoding="utf-8")
        yield from _of_a_length(text.split("\n%\n"))
    yield from _sentences(_unpacked(FAQ / "debian-faq.en.txt.gz"))


def dutch() -> Iterator[str]:
    """Yield the questions and answers about Debian, and a manual."""
    yield from _sentences(_unpacked(FAQ / "debian-faq.nl.txt.gz"))
    for page in sorted((SHARE / "doc/aptitude/html/nl").glob("*.html")):
        yield from _sentences(unescape(_TAG.sub(" ", page.read_text(encoding="utf-8"))))


def _unpacked(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode()


def _sentences(text: str) -> Iterator[str]:
    paragraphs = re.split(r"\n\s*\n", text)
    for paragraph in paragraphs:
        yield from _of_a_length(_END.split(" ".join(paragraph.split())))


def _of_a_length(texts: list[str]) -> Iterator[str]:
    return (text for text in texts if _SHORTEST <= len(text) <= _LONGEST)
