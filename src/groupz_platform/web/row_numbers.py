"""Numbers of rows, as addresses and forms carry them."""

LARGEST_NUMBER = 2**31 - 1
"""As far as databases count."""

LONGEST = len(str(LARGEST_NUMBER))


def row_number(text: str) -> int:
    """Read the number of a row.

    Raises:
        ValueError: It is none that a row can have.

    >>> row_number("12")
    12
    >>> row_number("99999999999")
    Traceback (most recent call last):
    ...
    ValueError: no number of a row
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST
    if not is_number or int(text) > LARGEST_NUMBER:
        raise ValueError("no number of a row")
    return int(text)
