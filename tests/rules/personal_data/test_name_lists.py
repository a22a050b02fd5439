"""The lists of names: every community's are there, and no ordinary words."""

import pytest

from rules.personal_data.name_lists import common_words, first_names, names_of, surnames

COMMUNITIES = {
    "Punjabi": "harpreet gurpreet baljit kuldeep satnam simran",
    "Gujarati and Hindi": "dinesh mahesh sunita deepak vikram rajesh kavita",
    "Bengali and Pakistani": "shazia faisal saima rukhsana naveed bushra",
    "Nigerian": "chinedu ngozi adebayo temitope chidi amaka",
    "Somali and Eritrean": "ayaan abdi yusuf dawit",
    "Polish": "agnieszka krzysztof bartosz kasia",
    "Lithuanian and Latvian": "vytautas daiva laima janis",
    "Romanian and Bulgarian": "ionut dimitar georgi desislava",
    "Ukrainian": "oksana volodymyr mykola oleksandr",
    "Turkish and Kurdish": "mehmet zeynep emre",
    "Arab, Iranian and Afghan": "tarek parisa nasrin shirin",
    "Chinese and Vietnamese": "minh linh thanh jing",
    "Welsh": "owain cerys rhodri dafydd gethin",
    "Scottish": "eilidh morag hamish catriona",
    "Irish": "siobhan fionn niamh",
    "Portuguese and Greek": "tiago catarina eleni",
}


@pytest.mark.parametrize("community", COMMUNITIES)
def test_names_of_every_community_are_listed(community: str) -> None:
    assert set(COMMUNITIES[community].split()) <= first_names()


def test_no_attested_name_is_an_ordinary_word_or_a_street() -> None:
    words = {"table", "dairy", "path", "teasel", "code", "barn", "council", "monday", "lane"}
    assert not words & first_names()
    assert "pritchard" in surnames()
    assert not {"pritchard", "the"} & first_names()
    assert "the" in common_words()


def test_a_name_tells_a_gender_where_nearly_all_who_bear_it_are_of_it() -> None:
    assert "sunita" in names_of("female")
    assert "sunita" not in names_of("male")
    assert "rajesh" in names_of("male")
    assert not {"harpreet"} & (names_of("male") | names_of("female"))
