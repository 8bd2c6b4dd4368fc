"""`application/x-www-form-urlencoded`, in a body or in a query, and its escapes."""

from typing import Final

from groupz_shield.signatures.percent import unescaped_bytes
from groupz_shield.signatures.vocabulary import Place, Value

MOST_PAIRS: Final = 10_000
"""How many pairs are told apart where nothing else is said."""

# Asked for at every value: Value(...) and Place.NAME take twice as long.
new: Final = tuple.__new__
NAME: Final = Place.NAME


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
        raw_name = name
        if "%" in name:
            name = unquoted(name)
        if "%" in value:
            values += read_value(place, name, value)
        elif value:
            values.append(new(Value, (place, name, value)))
        if name is not raw_name:
            values += read_value(NAME, name, raw_name)
        elif name:
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
    return unescaped_bytes(raw).decode("utf-8", "replace")
