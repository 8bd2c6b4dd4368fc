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


class SubjectError(ShieldError, ValueError):
    """A text is no address, no network and no account.

    Attributes:
        text: The text.
        why: What is wrong with it.
    """

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{text!r} is no address and no network: {why}")
        self.text = text
        self.why = why


class StoreError(ShieldError):
    """A store cannot be read or written just now.

    Attributes:
        store: The store, as its setting names it, without a password.
        why: What happened, and what to look at.
    """

    def __init__(self, store: str, why: str) -> None:
        super().__init__(f"{store}: {why}")
        self.store = store
        self.why = why


class StoreCorruptError(StoreError):
    """A store can be reached, but what it holds cannot be read any more."""


class FeedError(ShieldError, ValueError):
    """A feed cannot be fetched, or is not what its format promises."""
