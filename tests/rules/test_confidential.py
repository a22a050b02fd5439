from dataclasses import replace
from datetime import date

import pytest

from gateway.mime.thread import thread_of
from gateway.model.message import Text, TextKind
from gateway.model.person import Known
from gateway.policy.rule import Finding
from gateway.testing import make_message, view
from gateway.testing.messages import NOBODY_KNOWN
from rules.confidential import Matter, Options, check

DISCLAIMER = (
    "This email is confidential and intended solely for the use of the individual or entity to whom it is addressed. "
    "If you have received this email in error please notify the sender.\n"
)


def kinds(raw: bytes, options: Options | None = None, known: Known = NOBODY_KNOWN) -> list[str]:
    return [f.kind for f in check(view(raw, known=known), options or Options()) if isinstance(f, Finding)]


def document_kinds(text: str) -> list[str]:
    seen = view(make_message())
    texts = (*seen.content.texts, Text("document 2", TextKind.DOCUMENT, text))
    return [
        f.kind
        for f in check(replace(seen, content=replace(seen.content, texts=texts)), Options())
        if isinstance(f, Finding)
    ]


@pytest.mark.parametrize(
    "subject",
    [
        "CONFIDENTIAL: staffing",
        "Re: Private and Confidential - the hall",
        "[OFFICIAL-SENSITIVE] Site visit",
        "Staffing (confidential)",
        "The lease - in confidence",
        "Not for publication: the tender",
    ],
)
def test_a_marked_subject(subject: str) -> None:
    assert kinds(make_message(subject=subject)) == ["subject"]


@pytest.mark.parametrize(
    "subject",
    [
        "Confidential waste collection",
        "Review of the confidentiality policy",
        "Confidence in the council",
        "Vote of no confidence",
        "Training: handling confidential matters",
        "Exempt charities and VAT",
        "Restricted parking in Mill Lane",
        "Sensitive design in conservation areas",
    ],
)
def test_a_subject_that_only_speaks_of_it(subject: str) -> None:
    assert kinds(make_message(subject=subject)) == []


@pytest.mark.parametrize(
    "text",
    [
        "PRIVATE AND CONFIDENTIAL\n\nDear Mrs Lee,\n",
        "Dear Mrs Lee,\n\n*** Strictly confidential ***\n\nThe offer is ten pounds.\n",
        "OFFICIAL-SENSITIVE\nThe visit is on Monday.\n",
        "Note (OFFICIAL: SENSITIVE) for you.\n",
        "CONFIDENTIAL - staffing committee\n\nAs discussed.\n",
        "This report is not for publication.\n",
        "The item is exempt from publication under paragraph 3 of Schedule 12A.\n",
        "Please treat this as confidential.\n",
        "She told me this in strict confidence.\n",
        "This is confidential: he leaves in May.\n",
        "COMMERCIAL IN CONFIDENCE\n",
    ],
)
def test_a_marked_text(text: str) -> None:
    assert kinds(make_message(text=text)) == ["marking"]


@pytest.mark.parametrize(
    "text",
    [
        f"The bins are emptied on Monday.\n\nTess\n\n{DISCLAIMER}",
        f"The bins.\n\nTess\n\nCONFIDENTIALITY NOTICE\n{DISCLAIMER}",
        f"The bins.\n\nCONFIDENTIAL\n\n{DISCLAIMER}",
        "I have every confidence in the Clerk.\n",
        "There was a rise in confidence among traders.\n",
        "You may speak to the Clerk in confidence.\n",
        "Put it in the confidential waste bin.\n",
        "Parking is restricted here, and blue badges are exempt.\n",
        "To resolve to exclude the press and public, the item being exempt under Schedule 12A.\n",
        "Dogs are a sensitive subject; this is not for me to say.\n",
        "The register of interests is public.\n",
    ],
)
def test_an_unmarked_text(text: str) -> None:
    assert kinds(make_message(text=text)) == []


def test_a_document_is_marked_on_its_first_page_or_in_its_margins() -> None:
    body = "The hall needs a new roof.\n" * 400
    assert document_kinds("Report\nCONFIDENTIAL\n" + body) == ["marking"]
    assert document_kinds(body + "Page 1\tPrivate and confidential\n") == ["marking"]
    assert document_kinds(body + "CONFIDENTIAL\n" + body) == []
    assert document_kinds("Confidential waste\n" + body) == []


@pytest.mark.parametrize(
    ("name", "hit"),
    [("Staffing CONFIDENTIAL.pdf", 1), ("confidentiality-policy.pdf", 0), ("confidential_waste.pdf", 0)],
)
def test_a_file_name(name: str, hit: int) -> None:
    raw = make_message(attachments=[(name, "application/pdf", b"%PDF-1.4")])
    assert kinds(raw) == ["file-name"] * hit


@pytest.mark.parametrize(
    ("field", "value", "hit"),
    [
        ("Sensitivity", "Company-Confidential", 1),
        ("Sensitivity", "private", 1),
        ("Sensitivity", "Personal", 0),
        ("X-Protective-Marking", "VER=2012.3, NS=gov.uk, SEC=OFFICIAL:Sensitive", 1),
        ("X-Protective-Marking", "VER=2012.3, SEC=OFFICIAL", 0),
        ("msip_labels", "MSIP_Label_1_Enabled=true; MSIP_Label_1_Name=Confidential - All; MSIP_Label_1_SiteId=2", 1),
        ("msip_labels", "MSIP_Label_1_Enabled=true; MSIP_Label_1_Name=Public; MSIP_Label_1_SiteId=2", 0),
    ],
)
def test_labels_of_mail_programs(field: str, value: str, hit: int) -> None:
    assert kinds(make_message(headers={field: value})) == ["label"] * hit


def test_what_stays_within_the_council_may_be_confidential() -> None:
    assert kinds(make_message(to=["mayor@council.test"], subject="CONFIDENTIAL: staffing")) == []


def test_the_readers_own_marking_comes_back_to_them_but_not_to_others() -> None:
    theirs = make_message(
        from_="someone@elsewhere.test", to=["cllr.test@council.test"], text="Private and confidential\n\nHelp me.\n"
    )
    known = Known(thread=thread_of(theirs))
    text = "We will.\n\n> Private and confidential\n>\n> Help me.\n"
    assert kinds(make_message(subject="Re: Confidential", text=text), known=known) == []
    assert kinds(make_message(to=["other@elsewhere.test"], subject="Re: Confidential", text=text), known=known) == [
        "subject",
        "marking",
    ]
    assert kinds(make_message(subject="Re: Confidential", text="STRICTLY CONFIDENTIAL\n" + text), known=known) == [
        "marking"
    ]


@pytest.mark.parametrize(("until", "hit"), [(None, 1), (date(2026, 3, 2), 1), (date(2026, 3, 1), 0)])
def test_a_matter_is_confidential_until_its_day(until: date | None, hit: int) -> None:
    options = Options(matters=(Matter(words=("Mill Farm", "the tender"), until=until, why="it is not awarded yet"),))
    assert kinds(make_message(text="About THE\nTENDER for the roof.\n"), options) == ["matter"] * hit
    assert kinds(make_message(text="About the tenderness of steak at Mill Farmhouse.\n"), options) == []


def test_why_tells_the_reason_and_not_the_words() -> None:
    options = Options(matters=(Matter(words=("Mill Farm",), why="the sale is not agreed"),))
    [finding] = check(view(make_message(text="Mill Farm is ours.\n")), options)
    assert isinstance(finding, Finding)
    assert "the sale is not agreed" in finding.why
    assert "Mill Farm" not in finding.why
