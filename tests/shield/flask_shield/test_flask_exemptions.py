"""Views that guards leave alone, by their names."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from flask import Blueprint, Flask, abort
from flask.views import MethodView, View
from typing_extensions import override
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.routing import BaseConverter
from werkzeug.test import Client

from groupz_shield import (
    EventKind,
    PolicyError,
    Refusal,
    RequestFacts,
    SecurityEvent,
    ShieldPolicy,
)
from groupz_shield.ext.flask import FlaskShield
from members_site import VISITOR, browser_of

ORIGIN = "https://shop.example"


def shop(**policy: Any) -> tuple[Flask, FlaskShield]:
    app = Flask("shop")
    return app, FlaskShield(app, ShieldPolicy(public_origins=[ORIGIN], **policy))


def posted(app: Flask, path: str, **asked: Any) -> int:
    return browser_of(app).post(path, **asked).status_code


def logged(view: Callable[..., str]) -> Callable[..., str]:
    @wraps(view)
    def inner(*args: object, **kwargs: object) -> str:
        return view(*args, **kwargs)

    return inner


def test_a_machine_may_post_to_a_view_that_is_exempt_and_to_no_other() -> None:
    app, shield = shop()

    @app.post("/hooks/<int:number>/<path:rest>")
    @shield.exempt("origin")
    def hook(number: int, rest: str) -> str:
        return f"{number} {rest}"

    @app.post("/order")
    def order() -> str:
        return "ordered"

    assert browser_of(app).post("/hooks/7/a/b").text == "7 a/b"
    assert posted(app, "/order") == 403
    assert posted(app, "/hooks/x/a") == 403
    assert posted(app, "/hooks/7/../order") == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_another_method_of_the_same_address_is_another_view(method: str) -> None:
    app, shield = shop()
    app.add_url_rule("/a", "in", shield.exempt("origin")(lambda: "in"), methods=["PUT"])
    app.add_url_rule("/a", "out", lambda: "out", methods=["DELETE"])

    answer = browser_of(app).open("/a", method=method)

    assert answer.status_code == {"PUT": 200, "DELETE": 403}[method]


def test_it_does_not_matter_where_among_decorators_it_stands() -> None:
    app, shield = shop()
    app.post("/below")(logged(shield.exempt("origin")(lambda: "below")))
    app.add_url_rule(
        "/above",
        "above",
        shield.exempt("origin")(logged(lambda: "above")),
        methods=["POST"],
    )

    @shield.exempt("origin")
    @app.post("/outermost")
    def outermost() -> str:
        return "outermost"

    assert [posted(app, f"/{name}") for name in ("below", "above", "outermost")] == (
        [200] * 3
    )


def test_two_exemptions_of_one_view_are_both_kept() -> None:
    app, shield = shop(flood_limit=1)
    view = shield.exempt("origin")(logged(shield.exempt("flood")(lambda: "hook")))
    app.add_url_rule("/hook", "hook", view, methods=["POST"])

    assert [posted(app, "/hook") for _ in range(9)] == [200] * 9


def test_views_that_are_classes_are_exempt_as_flask_decorates_them() -> None:
    app, shield = shop()

    class Hook(MethodView):
        decorators = [shield.exempt("origin")]

        def post(self) -> str:
            return "hook"

    class Other(View):
        methods = ("POST",)

        @override
        def dispatch_request(self) -> str:
            return "other"

    app.add_url_rule("/hook", view_func=Hook.as_view("hook"))
    app.add_url_rule("/other", view_func=Other.as_view("other"))

    assert (posted(app, "/hook"), posted(app, "/other")) == (200, 403)


def test_a_view_of_a_blueprint_is_exempt_wherever_it_is_registered() -> None:
    app, shield = shop()
    hooks = Blueprint("hooks", __name__)
    hooks.add_url_rule(
        "/pay", "pay", shield.exempt("origin")(lambda: "paid"), methods=["POST"]
    )
    app.register_blueprint(hooks, url_prefix="/v1")
    app.register_blueprint(hooks, url_prefix="/v2", name="second")

    assert [posted(app, f"/v{n}/pay") for n in (1, 2, 3)] == [200, 200, 403]


def test_a_mounted_application_knows_its_views() -> None:
    app, shield = shop()
    app.post("/hook")(shield.exempt("origin")(logged(lambda: "hook")))
    browser = Client(DispatcherMiddleware(Flask("root"), {"/shop": app}))

    answers = [
        browser.post(path, environ_base={"REMOTE_ADDR": VISITOR}).status_code
        for path in ("/shop/hook", "/hook", "/shop/shop/hook")
    ]

    assert answers == [200, 404, 403]


def test_a_view_of_a_subdomain_is_found() -> None:
    app = Flask("shop", subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.example"
    shield = FlaskShield(app, ShieldPolicy(public_origins=[ORIGIN]))
    view = shield.exempt("origin")(logged(lambda: "hook"))
    app.add_url_rule("/hook", "hook", view, subdomain="api", methods=["POST"])

    hosts = ("http://api.shop.example", "http://shop.example")
    assert [posted(app, "/hook", base_url=host) for host in hosts] == [200, 403]


def test_a_host_that_flask_does_not_trust_has_no_exempt_views() -> None:
    app, shield = shop()
    app.config["TRUSTED_HOSTS"] = ["shop.example"]
    app.post("/hook")(shield.exempt("origin")(logged(lambda: "hook")))

    hosts = ("https://shop.example", "https://evil.example")
    assert [posted(app, "/hook", base_url=host) for host in hosts] == [200, 403]


def test_a_converter_that_breaks_exempts_nobody_and_breaks_nothing() -> None:
    events: list[SecurityEvent] = []
    app, shield = shop(event_sink=events.append)

    class Broken(BaseConverter):
        @override
        def to_python(self, value: str) -> str:
            raise RuntimeError(value)

    app.url_map.converters["broken"] = Broken
    app.post("/<broken:x>")(shield.exempt("origin")(logged(lambda: "hook")))

    assert posted(app, "/a") == 503
    assert [event.kind for event in events] == [
        EventKind.GUARD_FAILED,
        EventKind.REFUSED,
        EventKind.REFUSAL_PAGE_FAILED,  # Flask cannot route it either
    ]


def test_an_exempt_view_may_be_asked_for_without_end() -> None:
    app, shield = shop(flood_limit=2)
    app.get("/poll")(shield.exempt("flood")(logged(lambda: "news")))
    browser = browser_of(app)

    assert [browser.get("/poll").status_code for _ in range(30)] == [200] * 30
    assert browser_of(app, "203.0.113.10").get("/poll").status_code == 200


def test_who_is_exempt_from_one_guard_is_not_from_another() -> None:
    app, shield = shop(flood_limit=2)
    app.post("/hook")(shield.exempt("origin")(logged(lambda: "hook")))

    assert [posted(app, "/hook") for _ in range(3)] == [200, 200, 429]


def test_what_an_exempt_view_does_not_find_is_no_scan() -> None:
    app, shield = shop()

    @app.get("/stock/<name>")
    @shield.exempt("not_found")
    def stock(name: str) -> str:
        abort(404, name)

    browser = browser_of(app)

    assert {browser.get(f"/stock/{n}").status_code for n in range(40)} == {404}
    assert {browser.get(f"/nowhere/{n}").status_code for n in range(40)} == {404, 403}


def test_who_is_banned_stays_banned_at_an_exempt_view() -> None:
    app, shield = shop(blocklist=[VISITOR])
    app.post("/hook")(
        shield.exempt("origin", "flood", "not_found")(logged(lambda: "hook"))
    )

    assert posted(app, "/hook") == 403


def test_who_is_banned_costs_no_look_at_the_routes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[object] = []
    monkeypatch.setattr(Flask, "create_url_adapter", lambda *_: looks.append(1))
    app, _ = shop(blocklist=[VISITOR])

    assert posted(app, "/hook") == 403
    assert looks == []


def test_the_exemptions_of_a_policy_count_beside_those_of_views() -> None:
    app, shield = shop(exempt=lambda guard, env: env["PATH_INFO"] == f"/{guard}")
    app.post("/origin", endpoint="policy")(logged(lambda: "by policy"))
    app.post("/view")(shield.exempt("origin")(logged(lambda: "by view")))
    app.post("/none", endpoint="none")(logged(lambda: "by nobody"))

    assert [posted(app, path) for path in ("/origin", "/view", "/none")] == (
        [200, 200, 403]
    )


class Weekday:
    """A guard of the site's own."""

    name = "weekday"

    def check(self, _: RequestFacts, /) -> Refusal:
        return Refusal(self.name, "it is Sunday")


def test_a_guard_of_ones_own_can_be_exempted_from() -> None:
    app, shield = shop(guards=[Weekday()])
    app.get("/open")(shield.exempt("weekday")(logged(lambda: "open")))
    app.get("/closed", endpoint="closed")(logged(lambda: "closed"))
    browser = browser_of(app)

    assert (browser.get("/open").status_code, browser.get("/closed").status_code) == (
        200,
        403,
    )


@pytest.mark.parametrize(
    "name", ["floods", "decisions", "hygiene", "weekday", pytest.param(abs, id="view")]
)
def test_an_exemption_from_no_guard_of_views_is_refused(name: Any) -> None:
    _, shield = shop()

    with pytest.raises(PolicyError, match=r"exempt: .*flood, not_found, origin"):
        shield.exempt(name)


def test_so_is_one_that_was_written_before_the_application_was_there() -> None:
    shield = FlaskShield()
    shield.exempt("weekday")(logged(lambda: "open"))
    app = Flask("shop")

    with pytest.raises(PolicyError, match="weekday"):
        shield.init_app(app)

    assert app.extensions == {}
    other = FlaskShield(policy=ShieldPolicy(guards=[Weekday()]))
    other.exempt("weekday")
    other.init_app(app)


def test_an_exemption_from_nothing_is_refused() -> None:
    with pytest.raises(PolicyError, match="names no guard"):
        FlaskShield().exempt()
