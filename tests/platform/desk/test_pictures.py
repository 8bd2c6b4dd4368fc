"""Pictures of activities: uploaded by staff, seen by visitors."""

import re
from http import HTTPStatus
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

import picture_files as files
from applications import PEER
from factories import make_activity
from groupz_platform.catalogue.models import Activity, ActivityImage, PictureFile
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import BROWSER, Clerk, Office, inside
from statements import statements

ALT = {"alt_nl": "Een schip in de sluis.", "alt_en": "A ship in the lock."}
MOST_STATEMENTS = 6
"""The session, the account and its use; the activity, its texts and its pictures."""


def new_activity(office: Office) -> Activity:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        return make_activity(session)


def images_of(office: Office) -> list[str]:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        found = session.query(ActivityImage).order_by(ActivityImage.position)
        return [image.alt["en"] for image in found]


def send(clerk: Clerk, activity: Activity, raw: bytes, **typed: str) -> str:
    answer = post(clerk, activity, raw, **typed)
    return answer.text if answer.status_code != HTTPStatus.SEE_OTHER else ""


def post(clerk: Clerk, activity: Activity, raw: bytes, **typed: str) -> TestResponse:
    """Send the form as a browser does, in one piece."""
    path = f"/activities/{activity.id}/pictures/"
    [token] = set(
        re.findall(r'name="csrf_token" value="([^"]+)"', clerk.get(path).text)
    )
    form = (
        ALT | typed | {"csrf_token": token, "file": FileStorage(BytesIO(raw), "a.jpg")}
    )
    body, length, boundary = stream_encode_multipart(form, use_tempfile=False)
    with body:
        return clerk.client.post(
            inside(path),
            input_stream=body,
            content_length=length,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Origin": clerk.office.origin, **BROWSER},
            environ_base=PEER,
            buffered=True,
        )


def seen(office: Office, activity: Activity) -> str:
    return office.platform.visitor.get(f"/en/activities/{activity.slug}").text


def number(page: str, act: str) -> list[str]:
    return re.findall(rf"(/activities/\d+/pictures/\d+/{act})", page)


def test_a_visitor_sees_an_uploaded_picture_at_once_and_for_a_year(
    office: Office,
) -> None:
    activity = new_activity(office)
    assert "pictures/" not in seen(office, activity)

    assert not send(office.as_(StaffRole.PLANNER), activity, files.with_place())

    page = seen(office, activity)
    assert "A ship in the lock." in page
    addresses = re.findall(r"/pictures/[0-9a-f]{64}-(?:small|large)\.webp", page)
    for address in addresses:
        answer = office.platform.visitor.get(address)
        assert answer.status_code == HTTPStatus.OK
        assert answer.mimetype == "image/webp"
        assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        assert files.CAMERA.encode() not in answer.data
    assert len(set(addresses)) == 2


def test_a_heavy_picture_gets_through_the_shield(office: Office) -> None:
    raw = files.noise((2600, 1900))
    assert 6 * 2**20 < len(raw) < 8 * 2**20

    assert not send(office.as_(StaffRole.PLANNER), new_activity(office), raw)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param(files.SVG, "cannot be read as a picture", id="SVG"),
        pytest.param(files.HTML_FIRST, "cannot be read as a picture", id="a page"),
        pytest.param(files.bomb(), "more than 40 million pixels", id="a bomb"),
        pytest.param(bytes(9 * 2**20), "larger than 8 MB", id="too heavy"),
        pytest.param(b"", "Choose a file", id="nothing"),
        pytest.param(files.picture(size=(20, 20)), "too small", id="too small"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(
    office: Office, raw: bytes, words: str
) -> None:
    page = send(office.as_(StaffRole.PLANNER), new_activity(office), raw)

    assert words in page
    assert ALT["alt_nl"] in page
    assert images_of(office) == []


def test_more_than_staff_ever_send_is_refused_before_it_is_read(office: Office) -> None:
    clerk, activity = office.as_(StaffRole.PLANNER), new_activity(office)

    answer = post(clerk, activity, bytes(33 * 2**20))

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("name", list(ALT))
def test_what_it_shows_is_asked_in_both_languages(office: Office, name: str) -> None:
    clerk, activity = office.as_(StaffRole.PLANNER), new_activity(office)

    page = send(clerk, activity, files.picture(), **{name: " "})

    assert "Say what it shows" in page
    assert images_of(office) == []


def test_pictures_are_put_in_order_taken_away_and_put_back(office: Office) -> None:
    clerk, activity = office.as_(StaffRole.PLANNER), new_activity(office)
    for count, name in enumerate(("One", "Two", "Three")):
        send(clerk, activity, files.picture(size=(500 + count, 400)), alt_en=name)
    address = f"/activities/{activity.id}/pictures/"

    page = clerk.follow(number(clerk.get(address).text, "move/up")[-1]).text
    assert images_of(office) == ["One", "Three", "Two"]
    page = clerk.follow(number(page, "move/down")[0]).text
    assert images_of(office) == ["Three", "One", "Two"]
    page = clerk.follow(number(page, "remove")[0]).text
    assert images_of(office) == ["One", "Two"]
    [undo] = set(re.findall(r"/activities/\d+/pictures/restore/\d+", page))

    clerk.follow(undo)
    clerk.follow(undo)
    assert images_of(office) == ["Three", "One", "Two"]
    assert "Three" in seen(office, activity)


def test_at_an_end_a_picture_stays(office: Office) -> None:
    clerk, activity = office.as_(StaffRole.PLANNER), new_activity(office)
    send(clerk, activity, files.picture())
    [remove] = number(clerk.get(f"/activities/{activity.id}/pictures/").text, "remove")

    clerk.follow(remove.replace("remove", "move/up"))
    clerk.follow(remove.replace("remove", "move/down"))

    assert images_of(office) == [ALT["alt_en"]]


def test_a_description_is_changed(office: Office) -> None:
    clerk, activity = office.as_(StaffRole.PLANNER), new_activity(office)
    send(clerk, activity, files.picture())
    [remove] = number(clerk.get(f"/activities/{activity.id}/pictures/").text, "remove")
    address = remove.removesuffix("remove")

    assert ALT["alt_nl"] in clerk.get(address).text
    refused = clerk.post(address, ALT | {"alt_en": ""})
    clerk.follow(address, ALT | {"alt_en": "A lock."})

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert images_of(office) == ["A lock."]


def test_a_picture_of_another_activity_is_not_found(office: Office) -> None:
    clerk, one, other = (
        office.as_(StaffRole.PLANNER),
        new_activity(office),
        new_activity(office),
    )
    send(clerk, one, files.picture())
    page = clerk.get(f"/activities/{one.id}/pictures/").text
    [remove] = number(page, "remove")
    page = clerk.follow(remove).text
    [undo] = re.findall(r"/activities/\d+/pictures/restore/\d+", page)

    for path in (remove, undo):
        elsewhere = path.replace(f"activities/{one.id}/", f"activities/{other.id}/")
        assert clerk.post(elsewhere).status_code == HTTPStatus.NOT_FOUND


def test_an_activity_has_so_many_pictures_and_no_more(office: Office) -> None:
    clerk, activity = office.as_(StaffRole.PLANNER), new_activity(office)
    for count in range(12):
        assert not send(clerk, activity, files.picture(size=(500 + count, 400)))

    assert "12 pictures at most" in send(clerk, activity, files.picture())


def test_staff_see_pictures_without_a_visitors_surface(office: Office) -> None:
    activity = new_activity(office)
    send(office.as_(StaffRole.PLANNER), activity, files.picture())
    clerk = office.as_(StaffRole.AUDITOR)

    with statements() as asked:
        page = clerk.get(f"/activities/{activity.id}/pictures/").text
    [address] = re.findall(r'src="(/backoffice/activities/pictures/[^"]+)"', page)

    assert len(asked) <= MOST_STATEMENTS, asked
    assert clerk.get(address).mimetype == "image/webp"
    assert "Add a picture" not in page


@pytest.mark.parametrize(
    "name", ["0" * 64 + "-small", "0" * 64 + "-huge", "short-small", "..-small"]
)
def test_what_is_not_there_is_not_found(office: Office, name: str) -> None:
    answer = office.platform.visitor.get(f"/pictures/{name}.webp")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_same_picture_is_kept_once(office: Office) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    for _ in range(2):
        send(clerk, new_activity(office), files.picture())

    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        assert session.query(PictureFile).count() == 2
    assert len(images_of(office)) == 2
