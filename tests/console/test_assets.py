from gateway.console import assets
from gateway.console.pages import Pages
from gateway.testing import COUNCIL

STYLE = (
    "a{font-family:GDS Transport,arial,sans-serif}/*! Copyright the font */"
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/x.woff2)}"
    "@media print{.govuk-footer__crown{margin:0}.b{color:red}}"
    ".govuk-footer__copyright-logo:before{mask-image:url(/assets/images/govuk-crest.svg)}.govuk-logo-dot{fill:#0f0}c{}"
)


def test_font_crown_and_crest_are_cut_from_the_style_and_nothing_else() -> None:
    assert assets.plain_style(STYLE) == "a{font-family:arial,sans-serif}@media print{.b{color:red}}c{}"


def test_the_built_style_holds_nothing_that_is_for_gov_uk_only() -> None:
    style = (assets.FOLDER / assets.STYLE).read_text(encoding="utf-8").lower()
    for forbidden in ("gds", "crown", "crest", "@font-face", "url(", "logo-dot"):
        assert forbidden not in style
    assert style.count("{") == style.count("}")
    assert sorted(file.name for file in assets.FOLDER.iterdir()) == ["VERSION", assets.STYLE, assets.SCRIPT]


def test_building_again_does_nothing() -> None:
    assert assets.build() is False


def test_pages_name_the_council_and_not_gov_uk() -> None:
    page = Pages().render("problem.html", council=COUNCIL, account=None, heading="Oh", text="Well")
    assert "Test Parish Council" in page
    assert "GOV.UK" not in page
    assert "<svg" not in page
