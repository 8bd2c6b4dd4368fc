"""The same form sent many times at once, as by somebody who clicks again and again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from pages.client import Answer
from soak.house import House
from soak.visitor import Visitor

COPIES = 6


def sent_at_once(
    house: House, address: str, path: str, forms: list[dict[str, str]]
) -> list[Answer]:
    """Send forms from one address, over as many connections."""
    start = Barrier(len(forms))

    def send(visitor: Visitor, form: dict[str, str]) -> Answer:
        start.wait(timeout=60)
        return visitor.post(path, form)

    visitors = [house.visitor(address) for _ in forms]
    with ThreadPoolExecutor(len(forms)) as threads:
        return list(threads.map(send, visitors, forms))


def led_to(answers: list[Answer]) -> set[str]:
    """Tell where the answers lead, and what else they are."""
    return {
        answer.location if answer.status == 303 else str(answer.status)
        for answer in answers
    }
