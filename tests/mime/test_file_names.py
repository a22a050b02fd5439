import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.file_names import with_words, words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jane_Doe_07700900123.txt", "Jane Doe 07700900123"),
        ("Jane-Doe-14-Orchard-Close.txt", "Jane Doe 14 Orchard Close"),
        ("JaneDoe_DOB_15-04-1942.txt", "Jane Doe DOB 15-04-1942"),
        ("Jane.Doe.15.04.1942.pdf", "Jane Doe 15.04.1942"),
        ("Doe07700900123.docx", "Doe 07700900123"),
        ("letters/Jane_Doe.txt", "letters/Jane Doe"),
        ("Jane%20Doe.txt", "Jane Doe"),
        ("jane_doe@home.test.txt", "jane doe@home.test"),
        ("McDonald_KX19ZRT.txt", "McDonald KX19ZRT"),
    ],
)
def test_a_name_is_told_as_words(name: str, said: str) -> None:
    assert words(name) == said


@pytest.mark.parametrize(
    "name", ["", "plan.txt", "agenda 2026-11-26.txt", "Doe J - plan.txt", "Dr. Doe.txt", "a", "KX19ZRT"]
)
def test_a_name_in_words_already_is_not_told_again(name: str) -> None:
    assert words(name) == ""


def test_names_stand_before_their_words() -> None:
    assert with_words(["a_b.txt", "", "c.txt"]) == "a_b.txt\nc.txt\na b"


@given(st.text(max_size=60))
def test_it_never_raises(name: str) -> None:
    assert len(words(name)) <= 2 * len(name)
