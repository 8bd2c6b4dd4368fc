"""A process with many writers that names what was committed, until it is killed.

It writes the number of each confirmed row to its standard output, one a line. With
``--without-waiting`` writers return before the commit: the control that must lose rows.
"""

import os
import sys
from itertools import count
from threading import Thread

from sqlalchemy import insert

from groupz_platform.clock import system_clock
from groupz_platform.db import Databases
from groupz_platform.db.shared_commit import SharedCommit
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.roles import Role


def main(url: str, *options: str) -> None:
    if "--without-waiting" in options:
        SharedCommit._wait_for_commit = lambda *_: None  # type: ignore[method-assign] # noqa: SLF001 - the control
    databases = Databases({Role.BACKOFFICE: url})
    numbers = count()
    for _ in range(16):
        Thread(target=write, args=(databases, numbers)).start()


def write(databases: Databases, numbers: "count[int]") -> None:
    statement = insert(OutboxEmail).inline()
    while True:
        number = next(numbers)
        with databases.transaction(Role.BACKOFFICE) as session:
            session.execute(statement, row(number))
        os.write(1, b"%d\n" % number)


def row(number: int) -> dict[str, object]:
    now = system_clock()
    return {
        "dedupe_key": f"{number}",
        "message_id": f"{number}",
        "template": "",
        "locale": "nl",
        "recipient": "",
        "values": {},
        "state": "pending",
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
