"""The command `groupz`: the same services as the pages."""

import sys


def main() -> None:
    """Run the command, or say what is missing for it."""
    try:
        from groupz_platform.cli.commands import groupz  # noqa: PLC0415 - may be missing
    except ModuleNotFoundError as error:
        sys.exit(
            f"groupz: {error.name} is not installed. The platform needs more than the"
            " shield: pip install 'groupz[platform]'"
        )
    groupz()
