"""`application/x-www-form-urlencoded`, in a body or in a query, and its escapes."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from groupz_shield.signatures.vocabulary import Place, Value

MOST_PAIRS: Final = 10_000
"""How many pairs are told apart where nothing else is said."""

# Asked for at every value: Value(...) and Place.NAME take twice as long.
new: Final = tuple.__new__
NAME: Final = Place.NAME

_STEP = 64 * 1024


def pairs_of(place: Place, text: str, most: int = MOST_PAIRS) -> list[Value]:
    """Return the names and values of a form, decoded as UTF-8.

    Args:
        place: Where they stand.
        text: The form.
        most: How many pairs to tell apart; the rest is the value of the last one.
    """
    values: list[Value] = []
    for pair in text.replace("+", " ").split("&", most):
        name, _, value = pair.partition("=")
        if "%" in pair:
            raw_name, name = name, unquoted(name)
            values += read_value(place, name, value) if value else ()
            values += read_value(NAME, name, raw_name) if name else ()
            continue
        if value:
            values.append(new(Value, (place, name, value)))
        if name:
            values.append(new(Value, (NAME, name, name)))
    return values


def read_value(place: Place, name: str, raw: str) -> tuple[Value, ...]:
    """Return a value without escapes, and with them if these are not UTF-8.

    What other decoders make of them is found out where all forms of a value are.
    """
    text = unquoted(raw)
    value = new(Value, (place, name, text))
    return (value, new(Value, (place, name, raw))) if "\ufffd" in text else (value,)


def unquoted(text: str) -> str:
    """Undo `%XX`; what is not UTF-8 becomes U+FFFD.

    >>> unquoted("d%C3%A9j%e0+%4")
    'déj\ufffd+%4'
    """
    if "%" not in text:
        return text
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) > _STEP:
        raw = b"".join(map(unquote_to_bytes, _steps(raw)))
    else:
        raw = unquote_to_bytes(raw)
    return raw.decode("utf-8", "replace")


def _steps(raw: bytes) -> Iterator[bytes]:
    """Cut a long text, but for its escapes, to save memory: each makes an object."""
    begin = 0
    while begin < len(raw):
        end = begin + _STEP
        escape = raw.rfind(b"%", end - 2, end)
        end = end if escape < 0 else escape
        yield raw[begin:end]
        begin = end
