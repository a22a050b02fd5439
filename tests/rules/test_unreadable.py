from gateway.testing import make_message, view
from rules.unreadable import Options, check


def test_each_reason_is_a_finding() -> None:
    headers = {"X-Odd": "a\r\nno field at all"}
    looked_at = view(make_message(headers=headers, text="-----BEGIN PGP MESSAGE-----\n"))
    found = list(check(looked_at, Options()))
    assert [(f.kind, f.part) for f in found] == [("ambiguous", ""), ("encrypted", "text/plain 1")]  # type: ignore[union-attr]
    assert all(f.why for f in found)  # type: ignore[union-attr]


def test_ordinary_mail_has_none() -> None:
    assert (
        list(check(view(make_message(html="<p>Hello</p>", attachments=[("a.csv", "text/csv", b"a,b")])), Options()))
        == []
    )
