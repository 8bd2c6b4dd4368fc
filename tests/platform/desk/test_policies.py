"""Cancellation policies: listed, added and changed."""

import re
from http import HTTPStatus

import pytest

from factories import make_activity
from groupz_platform.catalogue.models import CancellationPolicy, PolicyStep
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Office
from statements import statements

MOST_STATEMENTS = 5
"""The session, the account and its use; policies and their steps."""


def steps_of(office: Office) -> dict[str, list[tuple[int, int]]]:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        return {
            policy.slug: [(s.days_before, s.charge_percent) for s in policy.steps]
            for policy in session.query(CancellationPolicy)
        }


def new_policy(office: Office) -> tuple[int, str]:
    """Make an activity with terms; their number, and the name in its address."""
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        step = PolicyStep(days_before=14, charge_percent=50)
        activity = make_activity(
            session, policy=CancellationPolicy(slug="mild", steps=[step])
        )
        assert activity.policy_id
        return activity.policy_id, activity.slug


def test_terms_are_added(office: Office) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    typed = {"name": "strict", "steps": "30: 0\r\n\r\n 14:50 %\r\n3: 100%"}

    clerk.follow("/policies/new", typed)
    with statements() as asked:
        page = clerk.get("/policies/").text

    assert steps_of(office) == {"strict": [(30, 0), (14, 50), (3, 100)]}
    assert "fewer than 14 days before: 50%" in page
    assert len(asked) <= MOST_STATEMENTS, asked


@pytest.mark.parametrize(
    ("name", "steps", "why"),
    [
        ("", "14: 50", "Fill in a name"),
        ("mild", "14: 50", "Other terms have this name"),
        ("x", "", "from 1 to 6 steps"),
        ("x", "\n".join(f"{9 - n}: {n}" for n in range(7)), "from 1 to 6 steps"),
        ("x", "14 days", "no step such as 14: 50%"),
        ("x", "-1: 50", "no step such as"),
        ("x", "14: 101", "from 0 to 100"),
        ("x", "366: 10", "365 days"),
        ("x", "3: 50\n14: 100", "fewer days"),
        ("x", "14: 50\n14: 60", "fewer days"),
        ("x", "14: 50\n3: 50", "costs more"),
    ],
)
def test_what_is_no_policy_is_refused(
    office: Office, name: str, steps: str, why: str
) -> None:
    new_policy(office)

    answer = office.as_(StaffRole.PLANNER).post(
        "/policies/new", {"name": name, "steps": steps}
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert why in answer.text
    assert set(steps_of(office)) == {"mild"}


def test_visitors_read_changed_terms_at_once_and_who_comes_late_is_told(
    office: Office,
) -> None:
    policy_id, slug = new_policy(office)
    clerk, address = office.as_(StaffRole.PLANNER), f"/policies/{policy_id}/"
    assert "50" in office.platform.visitor.get(f"/en/activities/{slug}").text
    [before] = re.findall(r'name="before" value="([^"]+)"', clerk.get(address).text)
    typed = {"name": "mild", "steps": "14: 35\n7: 70", "before": before}

    clerk.follow(address, typed)
    late = clerk.post(address, typed | {"steps": "2: 10"})

    assert "35" in office.platform.visitor.get(f"/en/activities/{slug}").text
    assert late.status_code == HTTPStatus.CONFLICT
    assert "mild 14: 35% 7: 70%" in late.text
    assert "2: 10" in late.text
    assert steps_of(office) == {"mild": [(14, 35), (7, 70)]}
