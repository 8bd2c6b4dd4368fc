"""A mail relay that remembers what it has accepted, and from which process."""

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
        accepted: Sender and Message-ID of what was accepted; each process in each of
            its lives has a sender of its own.
        killed: The senders that were killed.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.accepted: list[tuple[str, str]] = []
        self.killed: set[str] = set()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content)
        self.accepted.append((str(envelope.mail_from), message["Message-ID"]))
        return "250 OK"

    def settings(self, life: int) -> dict[str, str]:
        """What a server needs to know of it; `{port}` becomes the server's own."""
        return {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.port),
            "smtp_security": "none",
            "mail_from": sender(life, "{port}"),
        }

    @property
    def times(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(identity for _, identity in self.accepted)

    @property
    def doubled_without_reason(self) -> set[str]:
        """What came again, though whoever sent it before lived to note that.

        A mail that a process was killed with is the last one that it had sent.
        """
        last = {who: place for place, (who, _) in enumerate(self.accepted)}
        excused = {last.get(who) for who in self.killed}
        found, later = set[str](), set[str]()
        for place, (_, identity) in reversed(list(enumerate(self.accepted))):
            if identity in later and place not in excused:
                found.add(identity)
            later.add(identity)
        return found


def sender(life: int, port: object) -> str:
    """Tell the address from which a process sends in one of its lives."""
    return f"life-{life}-{port}@localhost"


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
