"""One command, as one token for its name and one for each thing that it is given."""

import re
from itertools import islice
from typing import Final

from groupz_shield.signatures.shell_words import (
    ADMIN,
    PLAIN,
    PREFIXES,
    SHORT,
    SURE,
    TOOLS,
    WORDS,
)

_MOST_WORDS = 12
_MOST_ARGUMENTS = 6
_AFTER = range(1, 5)

_LEADING = re.compile(r"[\s!@{\"'+,$]{0,9}(?:\w{1,20}=\S{0,60}\s{1,9}){0,3}")
_WORD = re.compile(r"[^\s<>]{1,200}|[<>]{1,3}")
_BINARY = re.compile(
    r"/?(?:usr/|local/|opt/){0,3}s?bin/|/(?:usr|bin|sbin)/", re.IGNORECASE
)
_OPTION = re.compile(r"--?[a-z]|/[a-z]$", re.IGNORECASE)
_ROOTS = "etc|s?bin|usr|var|tmp|dev|proc|root|opt|home|mnt|srv|sys|boot|lib|www"
_FILES = (
    r"php\d?|txt|conf|cnf|ini|log|py|sh|bash|s?html?|js|sql|db|bak|cfg|xml|json|ya?ml"
    r"|env|key|pem|exe|bat|ps1|vbs|dll|jsp|aspx?|pl|rb|htaccess|passwd|t?gz|tar|zip|csv"
)
_LETTERS = "l[ahrt]{1,3}|[b-df-hj-np-tv-z]{3,6}"  # letters that make no word
_PATHS = (
    rf"\.?\.[/\\][\w*]|\.\./|~/|/{{1,3}}(?:{_ROOTS})/[\w.*?\[]"
    r"|/{1,3}(?:etc|s?bin|usr|var|tmp|dev|proc|root)$"
    r"|[a-z]:[\\/]|/?[\w/.]{0,20}[*?\[]{1,3}[\w/.*?\]]|\*$|\\\\\w"
)
_ARGUMENTS: Final = (
    ("r", r"[<>]"),
    ("o", rf"-(?:[a-z]{{1,2}}|{_LETTERS})$|-[a-z][^\w\s-]|--[a-z][\w-]|\+x$|aux$"),
    ("w", r"-[a-z]|/[a-z](?:$|:)"),
    ("u", r"[a-z]{2,9}://|\d{1,3}(?:\.\d{1,3}){3}|localhost\b"),
    ("f", rf"[\w./~*-]{{0,60}}\.(?:{_FILES})$"),
    ("s", _PATHS),
    ("p", r"\.{0,2}/[\w.~]|/$|~$"),
    ("d", r"\.{1,2}$"),
    ("v", r"\$[a-z_({?!#]|%\w{2,20}%"),
    ("n", r"\d{1,9}[smhd]?$|\w$"),
    ("c", r"#|//|--$"),
)
_ARGUMENT = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _ARGUMENTS), re.IGNORECASE
)
_KINDS: Final = {
    "sure": SURE,
    "tool": TOOLS,
    "admin": ADMIN,
    "short": SHORT,
    "word": WORDS,
    "plain": PLAIN,
}
_NAMES: Final = {
    name: f"{kind}:{name}" for kind, names in _KINDS.items() for name in names
}


def command(piece: str) -> str:
    """Return a command and what it is given, each followed by a space.

    >>> command(" time cat -n /etc/hosts"), command("5 1.txt ../a")
    ('word:cat o s ', 'n f s ')
    """
    start = _LEADING.match(piece)
    found = _WORD.finditer(piece, start.end() if start else 0)
    words = [word[0] for word in islice(found, _MOST_WORDS)]
    words, is_run = _without_prefixes(words)
    if not words:
        return ""
    name = _name(words[0]) or _argument(words[0])
    given = [_argument(word) for word in words[1 : 1 + _MOST_ARGUMENTS]]
    return "".join(f"{token} " for token in (name, *["o"] * is_run, *given))


def _without_prefixes(words: list[str]) -> tuple[list[str], bool]:
    """Return a command without what runs it, and tell if that surely is a command."""
    is_run = False
    while words and (first := words[0].strip("\"'").lower()) in PREFIXES:
        after = (words[at:] for at in _AFTER if any(map(_name, words[at : at + 1])))
        if not (rest := next(after, [])):
            break
        is_run, words = is_run or first in SURE, rest
    return words, is_run


def _name(word: str) -> str | None:
    """Return a command's kind and name, or None for what is no command."""
    if word[-1] in "'," and word[0] != "'":
        return None
    word = word.strip("\"'{}[],.").lower()
    name = word.rpartition("/")[2].rpartition("\\")[2].removesuffix(".exe")
    if name and _BINARY.match(word):
        return "bin"
    return _NAMES.get(name)


def _argument(word: str) -> str:
    match = _ARGUMENT.match(word.strip("\"'"))
    return (match and match.lastgroup) or "x"
