"""Reading a text as what a shell is told, on Unix or on Windows."""

import re
from collections.abc import Iterator
from typing import Final

from groupz_shield.signatures.shell_tokens import command
from groupz_shield.signatures.shell_words import (
    ADMIN,
    PLAIN,
    PREFIXES,
    SHORT,
    SURE,
    TOOLS,
    WORDS,
)

_LONGEST = 4_000
_BEFORE = 200
_MOST_WINDOWS = 16

_NOTHING = re.compile(
    r"\$[@*]|\$\{[@*#][^}\s]{0,20}\}|\$\(\)|``|''|\"\""
    r"|(?<=[\w/])\$[a-z_]\w{0,9}(?!\w|\()",
    re.IGNORECASE,
)
_SPACE = re.compile(
    r"\$\{?ifs\b[^}\s]{0,9}\}?(?:\$\d)?|(?<=\w)\+(?=[/-])|<{3}", re.IGNORECASE
)
_BRACES = re.compile(r"\{([\w/.$\\'\"-]{1,40})\s?,([^{}\s]{1,80})\}")
_PLACE = re.compile(
    r"(?:[;|&`\n]|[$<>]\(|\A)[\s!@{(\"'\\+,$]{0,6}([^\s;|&`()<>]{2,40})"
)
_HIDING = re.compile(r"[\\\\'\"^$/{]")
_QUOTING = re.compile(r"[\\'\"^]")
_SEPARATOR = re.compile(r"(&&|\|\||[;|&`\n]|[$<>]\(|[()])")
_FEW_WORDS = 2
_MANY_WORDS = 6
_OF_SENTENCES = frozenset(";|&\n(")
_MARKS: Final = {"$(": "$", "<(": "$", ">(": "$", "\n": "n"}

_KNOWN = SURE | TOOLS | ADMIN | SHORT | WORDS | PLAIN
_SURE = "|".join(sorted(SURE))
_TOOLS = "|".join(sorted(TOOLS))
_OTHERS = "|".join(sorted(_KNOWN - SURE))
_HINT = (
    r"\b(?:" + _SURE + r")\b"
    r"|(?:[;|&`]|[$<>]\(){1,2}[ \t!@{(\"'\\+,$]{0,6}(?:/?(?:usr/|s?bin/){1,2}"
    r"|\w{1,9}(?:[\\^$`*?]{1,2}|''|\"\"|'\w{0,8}'|\"\w{0,8}\")[\w@{(/]"
    r"|(?:" + _OTHERS + r")\b)"
    r"|^[ \t\"'\\+,$@!{(]{0,6}(?:/?(?:usr/|s?bin/){1,2}"
    r"|(?:" + _OTHERS + r")(?:\.exe)?[ \t+<${]{1,3}[-/\\.~$\"'%{<(*?]"
    r"|(?:" + "|".join(sorted(PREFIXES)) + r")[ \t]{1,3}(?:" + _OTHERS + r")\b"
    r"|(?:" + _TOOLS + r")(?:\.exe)?[ \t]{1,3}\w"
    r"|\w{1,9}(?:[\\^]|'\w{0,8}'|\"\w{0,8}\"|\$@|``)\w)"
    r"|\n[ \t]{0,3}(?:dir|env|id|ls|pwd)[ \t\r]{0,3}$"
    r"|\$\{?ifs\b|\{[\w/$\\'\"]{1,20}\s?,[-/\\\"'\w]"
)


class ShellReading:
    """Say which commands stand where a shell looks for one, and what they are given.

    A canonical form begins with `^`, or `few ^` where at most two words come before
    the first separator. A command is `sure`, `tool`, `admin`, `short`, `word` or
    `plain`, by how likely the word is meant as one, with its name: `word:cat`. It is
    `bin` if it is called by its path. What it is given is `o` for an option, `w` for
    what may be one, `s` for a path of a system, `p` for what may be one, `u` for an
    address, `f` for a file, `d` for a folder of dots, `v` for a variable, `r` for a
    redirection, `n` for a number or letter, `c` for a comment, `x` for the rest.
    Separators stand as they are, `$` for `$(`, `<(` and `>(`, and `n` for a new line;
    `.` for one in a sentence, and `q` for a back-tick after a space, as people quote.
    """

    name = "shell"
    hint = _HINT

    def read(self, text: str, /) -> Iterator[str]:
        """Yield the form of a text, and that without quoting, where it differs."""
        for window in _windows(text):
            plain = _SPACE.sub(" ", _NOTHING.sub("", window))
            plain = _BRACES.sub(_spread, plain)
            yield _commands(plain)
            bare = _QUOTING.sub("", plain)
            if bare != plain:
                yield _commands(bare)


def _windows(text: str) -> Iterator[str]:
    """Yield the text, or of a long one what stands around commands in it."""
    if len(text) <= _LONGEST:
        yield text
        return
    starts = (max(0, at - _BEFORE) for at in _places(text))
    end = windows = 0
    for start in starts:
        if start < end and start + _BEFORE < end:
            continue
        windows, end = windows + 1, start + _LONGEST
        yield text[start:end]
        if windows == _MOST_WINDOWS:
            return


def _places(text: str) -> Iterator[int]:
    """Yield where a command may stand, known or hidden by quoting."""
    for match in _PLACE.finditer(text):
        if match[1].lower() in _KNOWN or _HIDING.search(match[1]):
            yield match.start()


def _spread(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2].replace(',', ' ')}"


def _commands(text: str) -> str:
    pieces = _SEPARATOR.split(text)
    words = len(pieces[0].split())
    found = [f"{'few ' if words <= _FEW_WORDS else ''}^ {command(pieces[0])}"]
    for before, separator, piece in zip(
        pieces[::2], pieces[1::2], pieces[2::2], strict=False
    ):
        found.append(f"{_mark(before, separator, words)} {command(piece)}")
        words += len(piece.split())
    return "".join(found)


def _mark(before: str, separator: str, words: int) -> str:
    if words > _MANY_WORDS and separator in _OF_SENTENCES:
        return "."
    if separator == "`" and before.strip() and before[-1] == " ":
        return "q"
    return _MARKS.get(separator, separator)
