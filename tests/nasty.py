"""Texts of any length that are made to keep an inspection busy."""

from base64 import b64encode

REPEATED = (
    *("<", "'", '"', "`", "(", ")", "/*", "*/", "/**/", "/*!", "--", "-- ", "--0", "#"),
    *("%25", "%2525", "%", "%c0%ae", "%u0025", "&#", "&#6", "&lt;", "&amp;", "&"),
    *(
        "\\",
        "\\u0025",
        "\\x",
        "+",
        "+a",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "../",
        "..\\",
    ),
    *("or 1=1 ", "' or ", "||1", "'||'", "a=", "=", "a(", "a( ", "(select ", "select("),
    *("union select ", "case when ", "select*from", "1+", "n=", "@@", "0x", "1e", "1"),
    *("<a ", "<a b=", "<a b='", '<a b="', "<!--", "<![CDATA[", "<script", "<style>"),
    *("<img src=x ", "onx=", "style=/*", "javascript:", "{{", "${", "${${", "#{", "{%"),
    *("$(", "`cat ", ";cat ", "|", "&&", "$IFS", "{a,", "<?php ", "<%", "*)(", "(|("),
    *(
        "base64,",
        "A",
        "AAAAAAAAAAAAAAAA\n",
        "http://",
        "a.",
        "a/",
        "?",
        "[",
        "{",
        '"a":',
    ),
    *(
        "\xe1",
        "\u200b",
        "\uff1c",
        "\u0301\u0323",
        "\xbc",
        "\ufdfa",
        "\u1100\u1161\u11a8",
    ),
)


def repetitions(length: int) -> dict[str, str]:
    """Return a text of each kind, of about that many characters."""
    found = {repr(one): one * (length // len(one)) for one in REPEATED}
    return found | {
        "brackets in brackets": "(" * (length // 2) + ")" * (length // 2),
        "calls in calls": "fn(" * (length // 4) + ")" * (length // 4),
        "comments in comments": "/*" * (length // 4) + "*/" * (length // 4),
        "a long name of a tag": "<" + "a" * (length // 2) + " b" * (length // 4),
        "a long attribute": '"' + " " * (length // 2) + "b" * (length // 2),
        "tags in attributes": "<a b='<a c=\"" * (length // 12),
        "references in an attribute": f'<a b="{"&amp;" * (length // 5)}"',
        "escapes of style sheets": f'<a style="{chr(92)}61 {"/*a*/" * (length // 5)}"',
        "a number of all digits": "&#" + "1" * length,
        "a word before a quote": "a" * length + "' or",
        "spaces before a sign": "1 or" + " " * length + "=1",
        "select, and nearly from": f"select {'a' * 190} " * (length // 200),
        "a comment that is cut": f"a/*{'b' * 79}" * (length // 82),
        "sentences": "De bus' komt, of 1 or 2 (of 3)... " * (length // 35),
        "all signs": "'\"`<>(){}[]|&;$%\\/*-+=#!~^?.,:_ \n" * (length // 34),
        "base64 of base64": packed(packed(packed("'" * (length * 27 // 64)))),
    }


def packed(text: str) -> str:
    return b64encode(text.encode()).decode()
