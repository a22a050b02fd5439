import re2
from hypothesis import given
from hypothesis import strategies as st

from rules.personal_data.patterns import pattern

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
