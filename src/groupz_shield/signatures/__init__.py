"""Attack signatures: decode, match all rules at once, understand, then add up.

A value of a request passes through every way of decoding that an attacker may count
on (`decoding`). At each stage all rules are matched in one pass (`matching`), and what
looks like SQL, HTML or a shell's command is read as that (`reading`), so that rules
speak of its structure. What was found adds up (`inspector`).
"""

from groupz_shield.signatures.bodies import Limits
from groupz_shield.signatures.rule import Rule, rule_from
from groupz_shield.signatures.ruleset import rules_of
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Family, Place

__all__ = ["Family", "Limits", "Place", "Rule", "Signatures", "rule_from", "rules_of"]
