"""Reading a text as what a shell is told, on Unix or on Windows."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from groupz_shield.signatures.shell_words import PREFIXES, SHORT, SURE, TOOLS, WORDS

_BEFORE = "|".join(sorted(PREFIXES))
_NO_WORD = "|".join(sorted(SURE | SHORT))
_ANY_COMMAND = "|".join(sorted(SURE | TOOLS | SHORT | WORDS))
_LONGEST = 4_000
_MOST_COMMANDS = 60
_MOST_ARGUMENTS = 6
_AFTER = range(1, 5)

_NOTHING = re.compile(
    r"\$[@*]|\$\{[@*#][^}\s]{0,20}\}|\$\(\)|``|''|\"\"|(?<=[\w/])\$[a-z_]\w{0,9}(?!\w|\()",
    re.IGNORECASE,
)
_SPACE = re.compile(
    r"\$\{?ifs\b[^}\s]{0,9}\}?(?:\$\d)?|\$\{ifs\}|(?<=\w)\+(?=[/-])|<{3}", re.IGNORECASE
)
_BRACES = re.compile(r"\{([\w/.$\\'\"-]{1,40}),([^{}\s]{1,80})\}")
_QUOTING = re.compile(r"[\\'\"^]")
_SEPARATOR = re.compile(r"(&&|\|\||[;|&`\n]|[$<>]\(|[()])")
_LEADING = re.compile(r"[\s!@{\"'+,$]{0,9}(?:\w{1,20}=\S{0,60}\s{1,9}){0,3}")
_WORD = re.compile(r"[^\s<>]{1,200}|[<>]{1,3}")
_OPTION = re.compile(r"--?[a-z]|/[a-z](?:$|:)|\+x$", re.IGNORECASE)
_PATH = re.compile(
    r"(?:\.{1,2}|~\w{0,20})?/[\w.?*\[\]~]|[a-z]:[\\/]?|~$|/$", re.IGNORECASE
)
_PLACE = re.compile(r"[a-z]{2,9}://|\d{1,3}(?:\.\d{1,3}){3}", re.IGNORECASE)
_FILE = re.compile(r"[\w*-]{1,40}\.[a-z]{1,4}$", re.IGNORECASE)
_BINARY = re.compile(
    r"/?(?:usr/|local/|opt/){0,3}s?bin/|/(?:usr|bin|sbin)/", re.IGNORECASE
)
_GLOB = re.compile(r"[?*\[]")
_FEW_WORDS = 2
_MANY_WORDS = 6
_OF_SENTENCES = frozenset(";|&\n()")
_MARKS: Final = {"$(": "$", "<(": "$", ">(": "$", "\n": "n"}


class ShellReading:
    """Say which commands stand where a shell looks for one, and what they are given.

    A canonical form begins with `^`, or `few ^` where at most two words come before
    the first separator. A command is `sure`, `tool`, `short` or `word`, by how likely
    the word is meant as one; `bin` if it is called by its path; `x` for anything else.
    What it is given is `o` for an option, `p` for a path, `u` for an address, `f` for
    a file, `v` for a variable, `r` for a redirection, `x` for the rest. Separators
    stand as they are, `$` for `$(`, `<(` and `>(`, `n` for a new line, and `.` for one
    that ends a sentence.
    """

    name = "shell"
    hint = (
        r"(?:[;|&`]|[$<>]\(){1,2}[ \t!@{\"'\\+,$]{0,6}(?:/?(?:usr/|s?bin/){1,2}"
        r"|\w{1,9}[\\'\"^$`*?]{1,2}[\w@{(/]|(?:" + _ANY_COMMAND + r")\b)"
        r"|^[ \t\"'\\+,$@!{(]{0,6}(?:/?(?:usr/|s?bin/){1,2}"
        r"|(?:" + _ANY_COMMAND + r")(?:\.exe)?[ \t+<${]{1,3}[-/\\.~$\"'%{<(]"
        r"|(?:" + _BEFORE + r")[ \t]{1,3}(?:" + _ANY_COMMAND + r")[ \t]"
        r"|(?:" + _NO_WORD + r")(?:\.exe)?[ \t]{1,3}\w"
        r"|\w{1,9}(?:\\|''|\"\"|\$@|``)\w)"
        r"|\$\{?ifs\b|\{[\w/$\\]{1,20},[-/\\\"'\w]"
    )

    def read(self, text: str, /) -> Iterator[str]:
        """Yield the form of a text, and that without quoting, where it differs."""
        text = _SPACE.sub(" ", _NOTHING.sub("", text[:_LONGEST]))
        text = _BRACES.sub(_spread, text)
        yield _commands(text)
        bare = _QUOTING.sub("", text)
        if bare != text:
            yield _commands(bare)


def _spread(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2].replace(',', ' ')}"


def _commands(text: str) -> str:
    pieces = _SEPARATOR.split(text, _MOST_COMMANDS)
    words = len(pieces[0].split())
    found = [f"{'few ' if words <= _FEW_WORDS else ''}^ {_command(pieces[0])}"]
    for separator, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        is_prose = words > _MANY_WORDS and separator in _OF_SENTENCES
        mark = "." if is_prose else _MARKS.get(separator, separator)
        found.append(f"{mark} {_command(piece)}")
        words += len(piece.split())
    return "".join(found)


def _command(piece: str) -> str:
    """Return a command and what it is given, each followed by a space."""
    start = _LEADING.match(piece)
    words = islice(_WORD.finditer(piece, start.end() if start else 0), 12)
    rest = [word[0] for word in words]
    if rest and rest[0].strip("\"'").lower() in PREFIXES:
        rest = next((rest[at:] for at in _AFTER if _kinds(rest[at : at + 1])), rest)
    if not rest:
        return ""
    given = "".join(f"{_argument(one)} " for one in rest[1 : 1 + _MOST_ARGUMENTS])
    return f"{_kind(rest[0])} {given}"


def _kinds(words: list[str]) -> bool:
    """Tell whether a list of one word, or none, is a command."""
    return any(_kind(word) != "x" for word in words)


def _kind(word: str) -> str:
    if word[-1] in "'," and word[0] != "'":
        return "x"
    word = word.strip("\"'{}[],.").lower()
    name = word.rpartition("/")[2].rpartition("\\")[2].removesuffix(".exe")
    if _BINARY.match(word) and name:
        return "bin"
    return next((kind for kind, names in _COMMANDS if name in names), "x")


def _argument(word: str) -> str:
    word = word.lstrip("\"'")
    for kind, pattern in _KINDS:
        if pattern.match(word):
            return kind
    return "x"


_COMMANDS = (("sure", SURE), ("tool", TOOLS), ("short", SHORT), ("word", WORDS))
_KINDS = (
    ("r", re.compile(r"[<>]|\d>")),
    ("o", _OPTION),
    ("u", _PLACE),
    ("p", _PATH),
    ("v", re.compile(r"[$%][\w{(%]")),
    ("f", _FILE),
    ("n", re.compile(r"\d+$")),
)
