"""Who is banned, for how long, and where that is remembered."""

from groupz_shield.bans.offences import Offences
from groupz_shield.bans.register import DecisionRegister

__all__ = ["DecisionRegister", "Offences"]
