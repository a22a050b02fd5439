import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.likeness import HEAD, TWO, address_keys, distance, domain_keys, spellings, words_of_name
from gateway.model.provider import is_slip

LOCALS = st.text("abcde.1", min_size=TWO, max_size=HEAD)


@pytest.mark.parametrize(
    ("one", "other", "off"),
    [
        ("smith", "smith", 0),
        ("smith", "smyth", 1),
        ("smith", "smiht", 1),
        ("smith", "smiths", 1),
        ("smith", "mith", 1),
        ("smith", "smythe", 2),
        ("ab", "ba", 1),
        ("smith", "jones", 3),
        ("", "abc", 3),
    ],
)
def test_distance(one: str, other: str, off: int) -> None:
    assert distance(one, other) == distance(other, one) == off


@given(LOCALS, st.randoms(use_true_random=False))
def test_what_is_two_slips_off_shares_a_key(local: str, chance: random.Random) -> None:
    other = local
    for _ in range(2):
        at = chance.randrange(min(len(other), HEAD - 2))  # two that are put in stay within the head
        letter = chance.choice(string.ascii_lowercase)
        other = chance.choice(
            [other[:at] + other[at + 1 :], other[:at] + letter + other[at:], other[:at] + letter + other[at + 1 :]]
        )
    assert distance(local, other) <= 2
    if min(len(local), len(other)) >= TWO:
        assert address_keys(f"{local}@a.test") & address_keys(f"{other}@a.test")


def test_the_same_local_part_elsewhere_shares_a_key() -> None:
    assert len(address_keys("jane.smith@a.test") & address_keys("jane.smith@b.test")) == 1
    assert not address_keys("jane.smith@a.test") & address_keys("jane.smyth@b.test")
    assert not address_keys("jane.smith@a.test") & domain_keys("a.test")


def test_the_keys_of_one_address_are_few() -> None:
    assert len(spellings("x" * HEAD + "abc" * 1000)) < 150
    assert len(address_keys("".join(map(chr, range(97, 97 + HEAD))) + "y" * 300 + "@a.test")) < 150
    assert len(spellings("jim")) == 4


def test_words_of_a_name() -> None:
    assert words_of_name("Cllr. Zoë O’Brien-Smith (she/her) J.") == {"cllr", "zoe", "o'brien-smith", "she", "her"}
    assert words_of_name("") == frozenset()


@pytest.mark.parametrize(
    "domain",
    [
        "gmial.com",
        "gmal.com",
        "gmail.co",
        "gmail.con",
        "gmail.co.uk",
        "gmaill.com",
        "hotmial.co.uk",
        "hotmail.con",
        "yaho.co.uk",
        "outlok.com",
        "icloud.co.uk",
        "btinternet.co.uk",
        "btintenet.com",
        "virginmeda.com",
        "googlmail.com",
        "talktalk.com",
    ],
)
def test_slips_of_a_provider(domain: str) -> None:
    assert is_slip(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "ymail.com",
        "email.com",
        "mail.com",
        "hotmail.fr",
        "outlook.com.br",
        "yahoo.ie",
        "hotmail.co.uk",
        "sly.com",
        "grange.com",
        "cloud.com",
        "council.test",
        "gmial.parish.test",
        "local",
        "",
    ],
)
def test_other_domains(domain: str) -> None:
    assert not is_slip(domain)
