from jinja2 import Environment

from applications import TestingPlatform
from groupz_platform.web.compact_templates import CompactTemplates


def test_indentation_goes_and_the_space_between_words_stays() -> None:
    environment = Environment(
        extensions=[CompactTemplates],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.from_string(
        "<p>\n      {% if yes %}One{% endif %}\n      two\n        three</p>"
    )

    assert template.render(yes=True) == "<p>\nOne two\n three</p>"


def test_a_title_has_a_space_before_its_dot(on_sqlite: TestingPlatform) -> None:
    page = on_sqlite.visitor.get("/en/about").text
    title = page.partition("<title>")[2].partition("</title>")[0]

    assert " ".join(title.split()) == "How it works · groupz"
