"""`kill -9` of a server under load, again and again: nothing may be lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from random import Random
from threading import Condition, Event

from sqlalchemy import select, update

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import OutboxState
from groupz_platform.roles import Role
from soak.house import House
from soak.relay import Relay, sender

CLIENTS = 8
MOST_ANSWERS = 150
ROOMY = 10**6
GONE = (OSError, HTTPException)


class Crashes:
    """Servers that are killed at random moments while visitors book.

    Attributes:
        confirmed: The bookings of which a visitor has seen the confirmation.
        last: Those of the last life.
        lives: How often the servers were started.
        problems: What must not be.
    """

    def __init__(self, house: House, relay: Relay, chance: Random) -> None:
        self.house, self.relay, self.chance = house, relay, chance
        self.confirmed: list[str] = []
        self.last: list[str] = []
        self.lives = 0
        self.problems: list[str] = []
        self.slots = house.slots(3, capacity_persons=ROOMY)

    def crash(self) -> None:
        """Serve, look what is there after the last crash, and kill under load."""
        self.lives += 1
        with self.house.open(**self.relay.settings(self.lives)):
            self._look_for(self.last)
            self.last = self._booked_until_killed()
        self.confirmed += self.last

    def _booked_until_killed(self) -> list[str]:
        answers, target = Answers(), self.chance.randint(1, MOST_ANSWERS)
        with ThreadPoolExecutor(CLIENTS) as clients:
            booking = [clients.submit(self._book, answers) for _ in range(CLIENTS)]
            answers.wait_for(target)
            site = self.chance.choice(self.house.sites)
            site.process.kill()
            self.relay.killed.add(sender(self.lives, site.port))
            answers.stop.set()
            return [path for client in booking for path in client.result()]

    def _book(self, answers: "Answers") -> list[str]:
        """Book again and again; answer where the bookings are."""
        paths: list[str] = []
        while not answers.stop.is_set():
            visitor = self.house.visitor()
            try:
                review = visitor.review(visitor.hold(self.chance.choice(self.slots), 3))
                paths.append(visitor.confirm(review))
            except GONE:
                return paths
            finally:
                answers.came(len(visitor.waits))
        return paths

    def _look_for(self, paths: list[str]) -> None:
        visitor = self.house.visitor()
        self.problems += [f"{path} is lost" for path in paths if not visitor.sees(path)]
        self.problems += [str(found) for found in self.house.differences()]

    def finish(self) -> None:
        """Let the last server send all mail that is left, and count it."""
        with self.house.database.databases.transaction(Role.WORKER) as session:
            session.execute(
                update(OutboxEmail)
                .where(OutboxEmail.state == OutboxState.PENDING)
                .values(due_at=OutboxEmail.created_at)  # as if the leases were over
            )
        with self.house.open(**self.relay.settings(0)) as house:
            house.sites[0].wait_for(lambda: None if self._waiting() else True)
            self._look_for(self.confirmed)
        self.problems += self._mail_problems()

    def _waiting(self) -> bool:
        waiting = select(OutboxEmail.id).where(OutboxEmail.state != OutboxState.SENT)
        with self.house.database.databases.transaction(Role.WORKER) as session:
            return session.scalar(waiting.limit(1)) is not None

    def _mail_problems(self) -> Iterator[str]:
        booked = select(Booking.reference).where(
            Booking.state == BookingState.CONFIRMED
        )
        with self.house.database.databases.transaction(Role.BACKOFFICE) as session:
            references = list(session.scalars(booked))
            mails = {
                mail.dedupe_key.split(":")[1]: mail.message_id
                for mail in session.scalars(select(OutboxEmail))
            }
        accepted = self.relay.times
        if len(references) < len(self.confirmed):
            yield f"{len(references)} bookings, {len(self.confirmed)} confirmations"
        for reference in references:
            if mails.get(reference) not in accepted:
                yield f"the mail of {reference} never came"
        for identity in self.relay.doubled_without_reason:
            yield f"{identity} came twice"


class Answers:
    """Counts the answers that visitors got.

    Attributes:
        stop: Set when the server was killed.
    """

    def __init__(self) -> None:
        self.stop = Event()
        self._number = 0
        self._changed = Condition()

    def came(self, number: int) -> None:
        with self._changed:
            self._number += number
            self._changed.notify_all()

    def wait_for(self, number: int) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._number >= number, timeout=60):
                raise AssertionError(f"only {self._number} answers came in a minute")
