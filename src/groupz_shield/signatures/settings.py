"""What whoever runs a site decides about signatures."""

from collections.abc import Collection
from dataclasses import dataclass, field

from groupz_shield.errors import PolicyError
from groupz_shield.signatures.bodies import Limits
from groupz_shield.signatures.exclusions import Exclusions
from groupz_shield.signatures.rule import STRONG, Rule
from groupz_shield.signatures.ruleset import built_in_rules


@dataclass(frozen=True, slots=True)
class Signatures:
    """How attack signatures are judged.

    Attributes:
        threshold: What the scores of one value have to reach, at least 5.
        off: Rules and families that are off: `"sqli-comment"` or `"ldap"` everywhere,
            `"xss@biography"` in the field of that name, `"*@biography"` for all.
        prose: Names of fields in which people write sentences: signs that mean nothing
            alone never add up there.
        rules: Rules of your own, beside those of the package.
        enforce: Whether requests are refused for them; if not, what would be is told.
        ban_after: How many refused requests within ten minutes lead to a ban; one of a
            program that looks for weaknesses is enough.
        limits: How much of a body is inspected.
        folder: Where what was prepared for quick matching is kept, a folder of the
            site's own; None takes that of `XDG_CACHE_HOME` if there is one, and else
            prepares it at each start, which takes some seconds.
    """

    threshold: int = STRONG
    off: Collection[str] = ()
    prose: Collection[str] = ()
    rules: Collection[Rule] = ()
    enforce: bool = True
    ban_after: int = 5
    limits: Limits = field(default_factory=Limits)
    folder: str | None = None

    def __post_init__(self) -> None:
        if self.threshold < STRONG:
            raise PolicyError("signatures", self.threshold, f"is below {STRONG}")
        if self.ban_after < 1:
            raise PolicyError("signatures", self.ban_after, "is not positive")
        for name in ("off", "prose", "rules"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise PolicyError("signatures", value, "is one string: write a list")
            object.__setattr__(self, name, tuple(value))
        if self.off:
            Exclusions(self.off, (*built_in_rules(), *self.rules))
