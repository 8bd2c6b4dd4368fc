"""Bodies: read before the application reads them, and understood by their type.

`replay` reads and puts back; `codings` and `charsets` lead to text; `json_values` and
`multipart` (with `parts`, `heads` and `parameters`) take it apart, as far as `limits`
allows; `inspection` chooses by type.
"""

from groupz_shield.signatures.bodies.inspection import body_values
from groupz_shield.signatures.bodies.limits import Limits

__all__ = ["Limits", "body_values"]
