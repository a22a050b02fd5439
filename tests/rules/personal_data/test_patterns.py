import re2
from hypothesis import given
from hypothesis import strategies as st

from rules.personal_data.item import Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Throughout, pattern

TEXTS = [rb"(?i)\b(a+)(b)?\b", rb"x*", rb"(?m)^[^\n]*$", rb"a|(b)"]


@given(st.sampled_from(TEXTS), st.text("abx \n", max_size=40), st.integers(-3, 45), st.none() | st.integers(0, 45))
def test_it_finds_what_the_library_finds(said: bytes, text: str, pos: int, endpos: int | None) -> None:
    given_text = text.encode()
    pos = min(pos, len(given_text))
    theirs = re2.compile(said)
    ours = pattern(said)
    # the library may give an empty match twice
    expected = list(dict.fromkeys((m.span(), m.group(), m.groups()) for m in theirs.finditer(given_text, pos, endpos)))
    assert [(m.span(), m.group(), m.groups()) for m in ours.finditer(given_text, pos, endpos)] == expected
    first = ours.search(given_text, pos, endpos)
    assert (first and first.span()) == (expected[0][0] if expected else None)


def test_a_group_that_took_no_part_is_nothing() -> None:
    found = pattern(rb"a|(b)").search(b"xa")
    assert found is not None
    assert (found.span(1), found.groups()) == ((-1, -1), (None,))


def test_what_is_sought_throughout_is_found_where_one_pass_says_that_it_stands() -> None:
    throughout = Throughout(in_lower_case=False)
    letters, digits = throughout.pattern(rb"[a-z]+"), throughout.pattern(rb"\d+")
    assert throughout.fitting(b"abc") == {letters}
    assert throughout.fitting(b"abc 12") == {letters, digits}
    assert throughout.fitting(b"-") == set()
    dashes = throughout.pattern(rb"-")  # one that is added later counts, too
    assert throughout.fitting(b"-") == {dashes}


def test_a_text_is_searched_as_it_is_written_or_in_lower_case_as_the_pattern_asks() -> None:
    written, lower = AS_WRITTEN.pattern(rb"Qqx\d"), IN_LOWER_CASE.pattern(rb"qqx\d")
    scan = Scan.of("Qqx1 qqx2 QQX3")
    assert [m.group() for m in scan.all(written)] == [b"Qqx1"]
    assert [m.group() for m in scan.all(lower)] == [b"qqx1", b"qqx2", b"qqx3"]
    assert not Scan.of("qqx4").has(written)
    assert list(Scan.of("qqx4").all(written)) == []
