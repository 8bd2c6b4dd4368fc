"""Values of a strict type: what nobody can attack with, however odd it looks."""

import re

_TYPED = re.compile(
    r"""
      [+-]?[0-9]{1,20}(?:[.,:][0-9]{1,9}){0,4}                  # numbers, times
    | (?:\+|00)?[0-9(][0-9()]{0,5}(?:(?:[ ./-]|\)[ -])?[0-9()]{1,8}+){1,7}
      (?:[ ]?x[0-9]{1,6})?                                      # telephone numbers
    | [\w.+-]{1,64}(?:'[\w.+-]{1,60})?@(?:[\w-]{1,63}\.){1,8}\w{2,24}   # e-mail
    | [0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}
      (?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?
      (?:Z|[ ]?[+-][0-9]{2}:?[0-9]{2})?)?                       # dates
    | [0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}      # UUID, RFC 9562
    """,
    re.VERBOSE,
)
_LONGEST = 320


def is_typed(text: str) -> bool:
    """Tell whether a value is a number, telephone number, e-mail address or date.

    >>> is_typed("(034)-1163406"), is_typed("1 or 1=1")
    (True, False)
    """
    return len(text) <= _LONGEST and _TYPED.fullmatch(text) is not None
