"""A mail relay that remembers what it has accepted, and in which life of the server."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ports import free_port


class Relay:
    """Accepts everything.

    Attributes:
        lives: The Message-IDs that were accepted, a list for each life of the server.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.lives: list[list[str]] = [[]]

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content)
        self.lives[-1].append(message["Message-ID"])
        return "250 OK"

    @property
    def settings(self) -> dict[str, str]:
        """What a server needs to know of it."""
        return {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.port),
            "smtp_security": "none",
        }

    @property
    def accepted(self) -> Counter[str]:
        return Counter(identity for life in self.lives for identity in life)

    def doubled_without_reason(self, in_hand: int) -> set[str]:
        """Tell what came twice, though it was not in hand when a server was killed.

        Args:
            in_hand: How many mails the processes of one life may have in hand at once.
        """
        found, later = set[str](), set[str]()
        for life in reversed(self.lives):
            for place, identity in enumerate(reversed(life)):
                if identity in later and place >= in_hand:
                    found.add(identity)
                later.add(identity)
        return found


@contextmanager
def accepting() -> Iterator[Relay]:
    """Run a relay until the block ends."""
    relay = Relay(free_port())
    controller = Controller(relay, hostname="127.0.0.1", port=relay.port)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop()
