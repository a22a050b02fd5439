"""The report of a backtest as a page: complete in itself, and open to everyone (WCAG 2.2 AA by axe)."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser

from gateway.console.backtest_page import page
from gateway.model.backtest import (
    Comparison,
    Example,
    MailFigures,
    Move,
    Over,
    Report,
    RuleFigures,
    Side,
    Unread,
    Week,
)
from gateway.model.decision import Action
from gateway.model.record import State
from tests.console.looks import PHONE, WIDE, faults

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
URL = "https://mail.council.test/"
HELD = Example("7K2-4QXM", NOW, "personal-data", Action.HOLD, "phone", "A telephone number stands in the text.")
AGAIN = replace(HELD, name="8MN-22AB")
ODD = replace(HELD, name="a/<b>&\u202e.eml", kind="<script>", why='It says <img src="x">.')
RULE = RuleFigures(
    "personal-data",
    "No personal data goes outside.",
    Action.HOLD,
    {Action.HOLD: 8, Action.WARN: 3, Action.NOTE: 1},
    {Action.HOLD: 12},
    {"cllr.test@council.test": 9, "office@council.test": 2},
    2,
    0,
    (HELD, AGAIN, ODD),
)
IDLE = replace(RULE, rule="reply-all", messages={}, in_force={}, authors={}, excepted=0, examples=())
BEFORE = {Action.OFF: 80, Action.HOLD: 12, Action.ASK: 8}
MOVES = (
    Move(Action.HOLD, Action.WARN, 6, {State.RELAYED: 5, State.RETURNED: 1}, (HELD, AGAIN)),
    Move(Action.OFF, Action.HOLD, 2, {State.RELAYED: 2}, (ODD,)),
)
REPORT = Report(
    "Test & Sons Parish Council",
    "0123456789ab",
    False,
    MailFigures(
        Over.RECORD, NOW - timedelta(weeks=12), NOW, 100, unread=1, unread_named=(Unread("x.eml", "is empty"),)
    ),
    {Action.OFF: 80, Action.NOTE: 1, Action.WARN: 3, Action.AMEND: 2, Action.ASK: 5, Action.HOLD: 8, Action.REJECT: 1},
    (RULE, IDLE, *(replace(RULE, rule=f"a-rule-with-quite-a-long-name-{number}") for number in range(3))),
    {f"a.councillor.with.a.long.name.{n}@council.test": {Action.HOLD: n + 1, Action.ASK: 2} for n in range(30)},
    tuple(Week(date(2025, 12, 8) + timedelta(weeks=n), n % 4, n % 5) for n in range(80)),
    (Comparison(Side.IN_FORCE, "ba9876543210", BEFORE, 92, MOVES), Comparison(Side.RECORDED, "", BEFORE, 100, ())),
    3.0,
)
EMPTY = Report(
    "Nobody",
    "0123456789ab",
    True,
    MailFigures(Over.ARCHIVE, NOW, NOW, 0),
    {},
    (IDLE,),
    {},
    (),
    (),
    3.0,
)

GROUNDS: dict[Literal["light", "dark"], str] = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 27)"}
TOO_WIDE = """[...document.querySelectorAll("svg text")]
    .filter(text => text.getBoundingClientRect().right > text.ownerSVGElement.getBoundingClientRect().right + 1)
    .map(text => text.textContent)"""


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["full", "empty"])
async def test_it_is_open_to_everyone(tmp_path: Path, chromium: Browser, report: Report) -> None:
    (tmp_path / "report.html").write_text(page(report, URL), encoding="utf-8")
    opened = await chromium.new_page()
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    await opened.goto(f"file://{tmp_path}/report.html")
    assert await faults(opened, "report") == []
    for scheme, colour in GROUNDS.items():
        await opened.emulate_media(color_scheme=scheme)
        assert await opened.evaluate("getComputedStyle(document.body).backgroundColor") == colour
    for width in (PHONE, WIDE):
        await opened.set_viewport_size({"width": width, "height": 900})
        assert await opened.evaluate(TOO_WIDE) == []
    assert asked == [f"file://{tmp_path}/report.html"], "it asks for nothing beside itself"
    assert said == []


def test_it_says_the_figures_and_shows_each_message_by_its_ref() -> None:
    html = page(REPORT, URL)
    words = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    for said in (
        "Test &amp; Sons Parish Council",
        "100 messages in the record, sent by the council’s people from 8 December 2025 to 2 March 2026",
        "0.7 a week",
        "2 min a week",
        "Newly held, against the policy in force 2 6 no longer held; 92 treated as before",
        "Held, and under the draft warned about: 6 messages",
        "Where they stand now: 5 sent, 1 returned to its author.",
        "What changes against the decisions recorded Nothing: every message is treated as before.",
        "Nothing was found by: reply-all (hold).",
        "Each column stands for 4 weeks.",
        "x.eml is empty",
    ):
        assert said in words
    assert f'<a href="{URL}messages/7K2-4QXM">7K2-4QXM</a>, 2 March 2026' in html
    assert html.count("A telephone number stands in the text.") == 5, "what is alike is said once in each list"


def test_nothing_of_a_name_or_a_finding_is_markup() -> None:
    html = page(REPORT, URL)
    assert "<img" not in html
    assert "<script" not in html
    assert "\u202e" not in html
    assert 'href="https://mail.council.test/messages/a/%3Cb%3E%26' in html


def test_every_chart_has_a_table_and_says_what_it_shows() -> None:
    html = page(REPORT, URL)
    charts = re.findall(r'<svg [^>]*role="img" aria-label="([^"]+)"', html)
    assert len(charts) == 5
    assert all("The table beside it has the figures." in label for label in charts)
    assert html.count("<caption>") == 5
    assert html.count("<rect") > 50


def test_an_archives_files_are_no_links() -> None:
    html = page(replace(REPORT, mail=replace(REPORT.mail, over=Over.ARCHIVE)), URL)
    assert "<a " not in html


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_bars_stand_out_from_the_page(scheme: int) -> None:
    colours = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6});", block)) for block in _schemes(page(EMPTY, URL))]
    behind = _luminance(colours[scheme]["page"])
    for action in Action:
        light, dark = sorted((behind, _luminance(colours[scheme][action])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3, action


def _schemes(html: str) -> list[str]:
    return re.findall(r":root \{(.*?)\}", html, re.DOTALL)


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    digits = colour.lstrip("#")
    parts = [int(digits[n : n + 2], 16) for n in (0, 2, 4)] if len(digits) == 6 else [int(d * 2, 16) for d in digits]
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
