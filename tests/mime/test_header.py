"""The parameters of a structured field."""

import pytest

from gateway.mime.header import parameters


@pytest.mark.parametrize(
    ("value", "first", "said"),
    [
        ("text/plain; charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ('text/plain; charset="utf-8"; name="a.txt"', "text/plain", {"charset": "utf-8", "name": "a.txt"}),
        ('text/plain; name="a;b.txt"', "text/plain", {"name": "a;b.txt"}),
        (r'text/plain; name="a\"b.txt"', "text/plain", {"name": 'a"b.txt'}),
        ("text/plain (a; comment); charset=utf-8", "text/plain", {"charset": "utf-8"}),
        (
            "text/plain\\; charset=utf-8",
            "text/plain\\",
            {"charset": "utf-8"},
        ),  # outside quotes a backslash says nothing
        ('text/plain; name="a.txt; charset=utf-8', "text/plain", {"name": "a.txt; charset=utf-8"}),
    ],
)
def test_semicolons_part_what_no_quote_or_comment_holds_together(value: str, first: str, said: dict[str, str]) -> None:
    assert parameters(value) == (first, said, False)
