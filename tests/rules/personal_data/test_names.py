import pytest

from rules.personal_data.item import Scan
from rules.personal_data.names import find


def names(text: str, *familiar: str) -> list[tuple[str, bool]]:
    return [(item.value, item.sure) for item in find(Scan.of(text), frozenset(familiar))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("we met Helen Barker today", "helen barker"),
        ("as Mrs Church told us", " church"),
        ("Miss Eve Page wrote", "eve page"),
        ("from Yusuf O'Sullivan", "yusuf o'sullivan"),
        ("Aoife Smith-Jones rang", "aoife smith-jones"),
        ("Agnieszka Szyma\u0144ska", "agnieszka szymanska"),
        ("Pieter van der Berg", "pieter berg"),
        ("Mrs. J. Barker", "j barker"),
        ("HELEN BARKER", "helen barker"),
        ("Barker, Helen", "helen barker"),
        ("Barker, Helen and her cat", "helen barker"),
        ("John B Smith", "john smith"),
        ("Penny Winter, Tree Officer", "penny winter"),
        ("it was Grant Green, who moved", "grant green"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert (name, True) in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Council Tax is due in April",
        "the May Day fete and Easter Monday",
        "in Victoria Hall, Church Lane",
        "Grace Court and Rose Cottage",
        "Kind Regards",
        "on 5 May. Contact us",
        "by the Memorial Hall",
        "Annual Parish Meeting",
        "Freedom of Information Act",
        "Dear Sir or Madam",
        "Nelson Close, Alexander Room",
        "Barton, Rose Lane",
        "us (Price, Emma and Jo)",
    ],
)
def test_places_days_and_phrases_are_no_names(text: str) -> None:
    assert not [name for name, sure in names(text) if sure]


def test_a_lone_first_name_is_not_sure() -> None:
    assert names("please ask Helen about it") == [("helen ", False)]


def test_beside_a_familiar_name_an_ordinary_word_is_one() -> None:
    assert not names("Rose Bishop")
    assert names("Rose Bishop", "bishop") == [("rose bishop", True)]
