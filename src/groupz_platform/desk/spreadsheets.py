"""Values for spreadsheets, in which no text becomes a formula."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a text begins that a spreadsheet would work out (OWASP, CSV Injection)."""


def cell(value: object) -> object:
    """Write a value so that a spreadsheet shows it and does nothing else.

    >>> cell("=1+1"), cell(-3), cell("De Regenboog")
    ("'=1+1", -3, 'De Regenboog')
    """
    if isinstance(value, str) and value.lstrip().startswith(FORMULA):
        return f"'{value}"
    return value
