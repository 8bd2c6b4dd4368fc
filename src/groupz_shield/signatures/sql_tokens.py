"""Tokens of SQL, as the common databases together would read them.

One token is one short word, so that rules are readable: `n` a number, `t` a text in
quotes, `v` a variable, `w` a word, keywords as they are, and kinds where only the kind
matters: `=` for all that compares, `+` for arithmetic, `and` for what connects. A call
takes its bracket along: `fn(`, `f(` of a function that nobody knows. A text that does
not end is `o`, or `p` if it is several words; a comment to the end is `--`, or `#` if
words stand in it.
"""

import re
from collections.abc import Iterator
from typing import Final

from groupz_shield.signatures.sql_words import CALLS, SYSTEM, WORDS

_TOKEN: Final = re.compile(
    r"""
      (?P<skip>[\s\x00{}\\]++ | /\*!\d{0,6} | \*/)      # MySQL's /*! holds code
    | (?P<comment>/\*)
    | (?P<line>--(?![\d(@]) | \#(?![>-]))
    | (?P<text>(?:\b(?:[nxbe]|_[a-z0-9]{2,12}\s?))?
        (?:'(?:[^'\\]++|\\.?|'')*+(?P<one>'?) | "(?:[^"\\]++|\\.?|"")*+(?P<two>"?)))
    | (?P<dollar>\$[a-z_]{0,20}\$)
    | (?P<name>`[^`]*+`? | \[\w[\w ]{0,63}\])
    | (?P<word>[^\W\d][\w$]*+(?:\.{1,2}[^\W\d][\w$]*+){0,4})
    | (?P<number>0x[0-9a-f]++ | 0b[01]++
        | (?:\d++(?:\.\d*+)?|\.\d++)(?:e[+-]?\d++(?!\w))?)
    | (?P<v>@@?[\w.$`]*+)
    | (?P<json>->>? | \#>>? | \#- | @> | <@ | \?[|&])
    | (?P<cast>::)
    | (?P<assign>:=)
    | (?P<logic>&& | \|\|)
    | (?P<compare><=> | [<>!=^]= | [!<]> | !< | << | >> | [=<>])
    | (?P<sign>[-+*/%^|&~!])
    | (?P<mark>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_PLAIN: Final = {
    "skip": "",
    "number": "n",
    "name": "w",
    "v": "v",
    "json": "->",
    "cast": "::",
    "assign": ":=",
    "compare": "=",
    "sign": "+",
}
_CLOSED_BY: Final = {"comment": "*/", "line": "\n", "dollar": ""}
_BRACKET = re.compile(r"\s{0,8}\(")
_WORD = re.compile(r"[^\W\d_]{2}")
_FEW_WORDS = re.compile(r"\W*+\w*+\W*+(?:\w++\W*+)?")


def has_few_words(text: str) -> bool:
    """Tell whether a text is at most two words."""
    return _FEW_WORDS.fullmatch(text) is not None


def tokens(text: str, start: int = 0) -> Iterator[str]:
    """Yield the tokens of a text from somewhere on.

    >>> list(tokens("1 UNION/**/SELECT name, sleep(5)-- x"))
    ['n', 'union', 'select', 'w', ',', 'delay(', 'n', ')', '--']
    """
    while match := _TOKEN.match(text, start):
        token, start = _token(text, match)
        if token:
            yield token


def _token(text: str, match: re.Match[str]) -> tuple[str, int]:
    """Return a token, or nothing, and where the next one begins."""
    kind = match.lastgroup or "skip"
    if kind == "word":
        return _word(text, match)
    if kind in _CLOSED_BY:
        return _closed(text, match, kind)
    if kind == "text":
        return _text(match), match.end()
    return _PLAIN.get(kind, match[0]), match.end()


def _word(text: str, match: re.Match[str]) -> tuple[str, int]:
    word, end = match[0].lower(), match.end()
    if bracket := _BRACKET.match(text, end):
        if call := CALLS.get(word) or CALLS.get(word.rpartition(".")[2]):
            return f"{call}(", bracket.end()
        if word not in WORDS and bracket.end() == end + 1:
            return "f(", bracket.end()
    if word.startswith(SYSTEM):
        return "sys", end
    return WORDS.get(word, "w"), end


def _closed(text: str, match: re.Match[str], kind: str) -> tuple[str, int]:
    """Pass a comment, or a text between dollars."""
    close = _CLOSED_BY[kind] or match[0]
    end = text.find(close, match.end())
    if end >= 0 and (kind != "line" or text[end:].strip()):
        return "t" if kind == "dollar" else "", end + len(close)
    if kind == "dollar":
        return "o", len(text)
    return "#" if _WORD.search(text, match.end()) else "--", len(text)


def _text(match: re.Match[str]) -> str:
    if match["one"] or match["two"]:
        return "t"
    return "o" if has_few_words(match[0]) else "p"
