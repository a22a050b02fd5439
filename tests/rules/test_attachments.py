from dataclasses import replace

import pytest

from gateway.model.message import Concealed, Concealment
from gateway.policy.rule import Action, Finding
from gateway.testing import make_message, view
from rules.attachments import WHY, Options, check

DATA = b"not looked at here"


def found(
    *names: str, to: str = "someone@elsewhere.test", options: Options | None = None
) -> list[tuple[str, Action | None]]:
    raw = make_message(to=[to], attachments=[(name, "application/octet-stream", DATA) for name in names])
    return [(f.kind, f.action) for f in check(view(raw), options or Options()) if isinstance(f, Finding)]


def concealing(*kinds: Concealment, options: Options | None = None) -> list[tuple[str, Action | None]]:
    seen = view(make_message())
    content = replace(seen.content, concealed=tuple(Concealed(kind, "document 2") for kind in kinds))
    found = check(replace(seen, content=content), options or Options())
    return [(f.kind, f.action) for f in found if isinstance(f, Finding)]


@pytest.mark.parametrize(
    "name", ["setup.exe", "Invoice.pdf.exe", "run.JS", "a.lnk ", "disc.iso", "budget.xlsm", "x.docm."]
)
def test_kinds_that_may_not_be_sent(name: str) -> None:
    assert found(name) == [("forbidden", Action.HOLD)]


@pytest.mark.parametrize("name", ["photo\u202egpj.pdf", "Invoice.pdf.html", "minutes.docx .htm"])
def test_names_that_hide_what_a_file_is(name: str) -> None:
    assert found(name) == [("disguised", Action.HOLD)]


@pytest.mark.parametrize(
    "name",
    [
        "minutes.pdf",
        "agenda.docx.pdf",
        "budget.xlsx",
        "minutes.v2.final.pdf",
        "exe",
        "page.html",
        "photo.jpeg",
        "Mr. Lee",
    ],
)
def test_ordinary_files(name: str) -> None:
    assert found(name) == []


def test_within_the_council_anything_goes() -> None:
    assert found("setup.exe", to="mayor@council.test") == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Concealment.HIDDEN_SHEETS, ("hidden-sheets", Action.HOLD)),
        (Concealment.PIVOT_CACHE, ("pivot-cache", Action.HOLD)),
        (Concealment.TRACKED_CHANGES, ("tracked-changes", None)),
        (Concealment.AUTHORS, ("authors", Action.NOTE)),
    ],
)
def test_what_documents_conceal(kind: Concealment, expected: tuple[str, Action | None]) -> None:
    assert concealing(kind, kind) == [expected]


def test_every_kind_has_its_words() -> None:
    assert set(WHY) == set(Concealment)
    assert len(concealing(*Concealment)) == len(Concealment)


def test_the_councils_action_holds_for_every_kind() -> None:
    trial = Options(action=Action.NOTE)
    assert concealing(Concealment.HIDDEN_ROWS, options=trial) == [("hidden-rows", Action.NOTE)]
    assert found("setup.exe", options=trial) == [("forbidden", Action.NOTE)]


def test_a_message_that_servers_refuse_for_its_size() -> None:
    assert found("a.pdf", options=Options(largest=400)) == [("size", None)]
