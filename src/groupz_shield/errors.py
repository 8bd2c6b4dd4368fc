"""What the shield raises: only when it is configured, never on a request."""


class ShieldError(Exception):
    """Anything that the shield refuses to work with."""


class PolicyError(ShieldError, ValueError):
    """A policy holds a value that cannot be meant.

    Attributes:
        setting: The field of the policy.
        value: What it holds.
        why: What is wrong with it, and what to write in its place.
    """

    def __init__(self, setting: str, value: object, why: str) -> None:
        super().__init__(f"{setting}: {value!r} {why}")
        self.setting = setting
        self.value = value
        self.why = why
