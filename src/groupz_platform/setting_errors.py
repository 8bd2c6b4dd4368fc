"""What is wrong with the settings, by the names of their variables."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

PREFIX = "GROUPZ_"


class SettingsError(Exception):
    """The settings are wrong; the text names each one and what to do about it."""


def explained(error: ValidationError) -> list[str]:
    """Name each wrong setting by its variable, and say what is wrong with it."""
    return [
        explanation(wrong)
        for wrong in error.errors(include_url=False, include_context=False)
    ]


def explanation(wrong: ErrorDetails) -> str:
    """Say what is wrong with one setting, or with several together."""
    words = wrong["msg"].removeprefix("Value error, ")
    if not wrong["loc"]:
        return words
    name = f"{PREFIX}{str(wrong['loc'][0]).upper().removeprefix(PREFIX)}"
    if wrong["type"] == "extra_forbidden":
        return f"{name}: no setting has this name"
    return f"{name}: {words}"
