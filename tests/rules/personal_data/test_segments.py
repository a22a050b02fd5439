import pytest

from rules.personal_data.item import Scan
from rules.personal_data.segments import Segment, segments

TRAIL = """Hello Helen,
it is done.

Kind regards
Ann Lee
01632 960100

On 3 March 2026 at 10:00, Helen Barker <helen@example.net> wrote:
> When will it be done?
> Helen
>
> On 1 March 2026, Ann Lee wrote:
>> We shall see.
"""

BLOCK = """For action.

From: Yusuf Khan <yusuf@example.net>
Sent: 2 March 2026 10:00
To: Parish Office; Helen Barker <helen@example.net>
Subject: Tree

The tree fell.

-----Original Message-----
From: Ann Lee
Sent: 1 March 2026
To: Yusuf Khan

Which tree?
"""


def read(text: str, *own: str) -> list[Segment]:
    return segments(Scan.of(text), frozenset(own))


def test_own_text_is_one_segment() -> None:
    assert [(s.own, s.start, s.end) for s in read("Hello.\nBye.")] == [(True, 0, 11)]


def test_a_reply_has_its_authors_in_their_order() -> None:
    own, reply, first = read(TRAIL)
    assert own.own
    assert not reply.own
    assert "helen@example.net" in reply.author
    assert "Ann Lee" in first.author
    assert first.inside == 1


def test_the_signature_begins_at_the_closing_words() -> None:
    own = read(TRAIL)[0]
    assert TRAIL[own.signature :].startswith("Kind regards")
    assert own.is_signature(TRAIL.index("01632 960100"))
    assert not own.is_signature(TRAIL.index("it is done"))


def test_a_name_on_its_own_line_begins_a_signature() -> None:
    text = "It is done.\n\nAnn Lee\nClerk\n01632 960100\n"
    assert text[read(text, "ann lee")[0].signature :].startswith("Ann Lee")


def test_what_follows_a_postscript_is_no_signature() -> None:
    text = "It is done.\n\nRegards\nAnn\n\nPS Helen is on 07700 900123\n"
    assert not read(text)[0].is_signature(text.index("07700"))


def test_header_blocks_name_author_and_readers() -> None:
    own, forwarded, first = read(BLOCK)
    assert own.own
    assert "yusuf@example.net" in forwarded.author
    assert "helen@example.net" in forwarded.readers
    assert first.author.strip() == "Ann Lee"
    assert "Yusuf Khan" in first.readers


def test_words_under_a_quotation_are_own_again() -> None:
    parts = read("On 3 March 2026, Helen wrote:\n> Is it done?\n\nYes, it is.\n")
    assert [s.own for s in parts] == [False, True]


def test_lines_behind_a_mark_that_nothing_announces_are_nobodys() -> None:
    quoted = next(s for s in read("> Is it done?\nYes.\n") if not s.own)
    assert quoted.author == ""


@pytest.mark.parametrize("text", ["", "\n", ">", ">\n>\n", "From: \n", "From: x\nSent: y\n", "On wrote:"])
def test_odd_texts_are_covered_whole(text: str) -> None:
    parts = read(text)
    assert sum(s.end - s.start for s in parts) == len(text)
