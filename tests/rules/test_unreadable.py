import pytest

from gateway.policy.rule import Action, Finding
from gateway.testing import make_message, view
from rules.unreadable import Options, check


def found(raw: bytes, **options: Action) -> list[Finding]:
    return [one for one in check(view(raw), Options(**options)) if isinstance(one, Finding)]


def test_each_reason_is_a_finding() -> None:
    headers = {"X-Odd": "a\r\nno field at all"}
    several = found(make_message(headers=headers, text="-----BEGIN PGP MESSAGE-----\n"))
    assert [(f.kind, f.part) for f in several] == [("ambiguous", ""), ("encrypted", "text/plain 1")]
    assert all(f.why for f in several)


def test_ordinary_mail_has_none() -> None:
    assert found(make_message(html="<p>Hello</p>", attachments=[("a.csv", "text/csv", b"a,b")])) == []


@pytest.mark.parametrize(
    "link",
    [
        "https://drive.google.com/file/d/1a/view",
        "https://ashford-my.sharepoint.com/:w:/g/personal/x",
        "https://1drv.ms/w/s!Ab",
        "https://www.dropbox.com/scl/fi/1/a.pdf",
        "https://we.tl/t-abc",
        "http://mega.nz/file/1",
        "https://www.icloud.com/iclouddrive/0a#plan",
    ],
)
def test_a_link_to_a_file_elsewhere_is_noted(link: str) -> None:
    [one] = found(make_message(text=f"The plan is at {link} for you.\n"))
    assert (one.kind, one.part, one.start, one.action) == ("cloud-link", "text/plain 1", 15, Action.NOTE)
    assert link not in one.why
    [one] = found(make_message(text=None, html=f'<p><a href="{link}">the plan</a></p>'))
    assert one.kind == "cloud-link"
    assert found(make_message(to=["mayor@council.test"], text=link)) == []
    [one] = found(make_message(text=link), link_action=Action.HOLD)
    assert one.action is Action.HOLD


@pytest.mark.parametrize(
    "text",
    [
        "We share it on google.com and dropbox.com.",
        "https://www.dropbox.com/help",
        "https://www.council.test/drive.google.com/plan",
        "https://maps.google.com/?q=hall",
        "https://mega.nzherald.test/x",
        "https://notwe.tl/x",
    ],
)
def test_other_links_are_not(text: str) -> None:
    assert found(make_message(text=text)) == []
