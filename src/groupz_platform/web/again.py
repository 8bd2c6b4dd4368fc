"""A form that cannot be taken as it came: nothing typed is lost, it is sent again.

A session ends while somebody types, or the second factor was too long ago. The page
holds what was sent; once somebody has signed in, in another tab, it is sent once more
with the token of the new session.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from groupz_platform.texts import gettext_noop as noop

NOT_KEPT = re.compile("csrf_token|code|.*password.*")
"""The names of the fields that go into no page again."""


class Late(NamedTuple):
    """Why a form cannot be taken, and what helps.

    Attributes:
        link: What the link to the page that helps says; empty if there is none.
    """

    title: str
    hint: str
    link: str = ""


SIGNED_OUT = Late(
    noop("Your session has ended"),
    noop("Sign in again in a new tab, come back here, and send it again."),
    noop("Sign in (new tab)"),
)
UNCONFIRMED = Late(
    noop("Show once more that it is you"),
    noop("Give your second factor in a new tab, come back here, and send it again."),
    noop("Give the second factor (new tab)"),
)
OLD_FORM = Late(
    noop("This form is from an earlier session"),
    noop("Look at what would be sent, and send it again."),
)


def page(why: Late, helps: str = "") -> Response:
    """Show what was sent, with a button that sends it again.

    Args:
        why: Why it cannot be taken as it came.
        helps: The address of the page that has to be visited before.
    """
    body = render_template(
        "desk/again.html",
        why=why,
        helps=helps,
        action=request.script_root + request.full_path.rstrip("?"),
        kept=list(kept(request.form)),
        files=[each.filename for each in request.files.values() if each.filename],
    )
    return make_response(body, HTTPStatus.FORBIDDEN)


def kept(form: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """List the fields that may stand in the page: no password, no code, no token.

    >>> list(kept(MultiDict([("row", "1"), ("row", "2"), ("new_password", "x")])))
    [('row', '1'), ('row', '2')]
    """
    for name, value in form.items(multi=True):
        if not NOT_KEPT.fullmatch(name):
            yield name, value
