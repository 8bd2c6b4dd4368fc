"""What attackers wrap a text in, so that nobody sees what it is."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from html.entities import codepoint2name
from urllib.parse import quote

Spelling = Callable[[str], str]


def percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def decimal(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


def named(text: str) -> str:
    return "".join(
        f"&{codepoint2name[ord(char)]};" if ord(char) in codepoint2name else char
        for char in text
    )


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)


def overlong(text: str) -> str:
    """Write punctuation in two bytes where one would do."""
    return "".join(
        char
        if char.isalnum()
        else f"%{0xC0 | ord(char) >> 6:02x}%{0x80 | ord(char) & 0x3F:02x}"
        for char in text
    )


def three_bytes(text: str) -> str:
    return "".join(
        f"%e0%{0x80 | ord(char) >> 6:02x}%{0x80 | ord(char) & 0x3F:02x}"
        for char in text
    )


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


WRAPPINGS: dict[str, Spelling] = {
    "plain": str,
    "percent": percent,
    "percent, as browsers do": lambda text: quote(text, safe=""),
    "double percent": lambda text: quote(percent(text)),
    "triple percent": lambda text: quote(quote(percent(text))),
    "double percent, of one letter": lambda text: text.replace("e", "%2565"),
    "%u": lambda text: "".join(f"%u{ord(c):04X}" for c in text),
    "decimal references": decimal,
    "hexadecimal references": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "references with zeros": lambda text: "".join(f"&#0000{ord(c)};" for c in text),
    "named references": named,
    "percent of references": lambda text: percent(decimal(text)),
    "\\u": escaped,
    "\\u{}": lambda text: "".join(f"\\u{{{ord(c):x}}}" for c in text),
    "\\x": lambda text: "".join(f"\\x{ord(c):02x}" for c in text),
    "octal": lambda text: "".join(f"\\{ord(c):03o}" for c in text),
    "percent of \\u": lambda text: percent(escaped(text)),
    "overlong": overlong,
    "three bytes": three_bytes,
    "full width": full_width,
    "zero width": "\u200b".join,
    "soft hyphens": "\xad".join,
    "base64": base64,
    "base64 without padding": lambda text: base64(text).rstrip("="),
    "base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode(),
    "percent of base64": lambda text: percent(base64(text)),
    "base64 of percent": lambda text: base64(percent(text)),
}
"""Those that decoding takes off again, to the letter."""

DISGUISES: dict[str, Spelling] = {
    "mixed case": lambda text: "".join(
        char.upper() if number % 2 else char.lower() for number, char in enumerate(text)
    ),
    "comments for spaces": lambda text: text.replace(" ", "/**/"),
    "comments that say something": lambda text: text.replace(" ", "/*k z*/"),
    "tabs for spaces": lambda text: text.replace(" ", "\t"),
    "base64 in a data URL": lambda text: f"data:text/html;base64,{base64(text)}",
}
"""Those that leave another text, which means the same to whom it is meant for."""
