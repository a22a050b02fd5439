"""The record, searched and saved as a table, and the trail of who did that."""

import csv
import io
from urllib.parse import urlencode

import pytest

from gateway.console.records import harmless
from gateway.model.account import AccountRole
from gateway.model.record import EventKind
from gateway.testing import COUNCIL
from tests.console.house import ADDRESSES, House

CLERK = ADDRESSES[AccountRole.CLERK]


@pytest.mark.parametrize("cell", ["=1+1", "+44 1632", "-1", "@x", "\t=1", "\r=1", " =1+1", "=cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Allotments", "a=b", "7K2-4QXM", "", "’=1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


async def test_the_table_has_no_formula_and_is_a_download(house: House) -> None:
    await house.hold(subject='=HYPERLINK("https://evil.test")')
    answer = await (await house.signed_in()).get("/records.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert '\'=HYPERLINK("https://evil.test")' in [row[5] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=allot", True),
        ("q=bins", False),
        ("q=from:cllr.test", True),
        ("q=to:mary", True),
        ("q=rule:personal-data", True),
        ("state=held", True),
        ("state=relayed", False),
        ("since=2/3/2026", True),
        ("since=2026-03-03", False),
        ("until=2.3.2026", True),
        ("until=1/3/2026", False),
        ("state=none+such", True),
    ],
)
async def test_the_record_is_narrowed(house: House, asked: str, found: bool) -> None:
    ref = await house.hold(subject="Allotments")
    browser = await house.signed_in(AccountRole.AUDITOR)
    for page in ("/records", "/records.json", "/records.csv"):
        assert (ref in (await browser.get(f"{page}?{asked}")).text) is found


@pytest.mark.parametrize("day", ["x", "31/2/2026", "1/1", "1/1/99999", "0/0/0", "1/2/3/4", "٣/٣/x"])
async def test_a_day_that_is_none_is_told(house: House, day: str) -> None:
    browser = await house.signed_in()
    answer = await browser.get(f"/records?{urlencode({'since': day})}")
    assert answer.status == 422
    assert "Write a day" in answer.text


async def test_searches_and_exports_are_in_the_trail_but_a_look_at_the_newest_is_no_search(house: House) -> None:
    browser = await house.signed_in()
    for path in ("/records", "/records?q=plot", "/records.csv?q=plot", "/records?q=plot&after=1.AAA-AAAA"):
        assert (await browser.get(path)).status == 200
    events = (await house.store.trail(COUNCIL.key, by=CLERK)).events
    assert [(one.kind, one.detail) for one in events] == [
        (EventKind.EXPORTED, "0 lines: q: plot"),
        (EventKind.SEARCHED, "q: plot"),
        (EventKind.SIGNED_IN, "with a password"),
    ]


async def test_the_list_says_how_many_there_are(house: House) -> None:
    for subject in ("Plot 1", "Plot 2", "Bins"):
        await house.hold(subject=subject)
    browser = await house.signed_in()
    assert "3 messages found, the newest first" in (await browser.get("/records?state=held")).text
    assert "2 messages found, the newest first" in (await browser.get("/records?q=plot")).text


async def test_the_trail_is_read_page_by_page(house: House) -> None:
    browser = await house.signed_in(AccountRole.AUDITOR)
    for n in range(60):
        await browser.get(f"/records?q=word{n}")
    first = await browser.get("/trail?kind=searched")
    assert "word59" in first.text
    assert "60 events, the newest first" in first.text
    assert "word9<" not in first.text
    assert (await browser.get("/trail?after=x")).status == 404
    older = (await house.store.trail(COUNCIL.key, kinds=frozenset({EventKind.SEARCHED}))).next
    assert "word9<" in (await browser.get(f"/trail?kind=searched&after={older}")).text
