"""The names of files as words: people write `_`, `-` or nothing at all where a blank would stand."""

from collections.abc import Iterable
from itertools import pairwise

import re2

ENDING = re2.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
JOINING = "-.+~"
BLANK = ("", " ")
RUN_TOGETHER = (
    (re2.compile(r"(\p{Ll}{2})(\p{Lu})"), r"\1 \2"),
    (re2.compile(r"(\p{Ll}{3})([0-9])"), r"\1 \2"),
    (re2.compile(r"(\p{Ll})([0-9]{5})"), r"\1 \2"),
    (re2.compile(r"([0-9]{4})(\p{Lu}\p{Ll}{2})"), r"\1 \2"),
)
LONGEST = 500  # characters of one name


def with_words(names: Iterable[str]) -> str:
    """The names, one a line; behind them, one a line again, those that read otherwise as words."""
    written = [name for name in names if name]
    read = (words(name) for name in written)
    return "\n".join(dict.fromkeys([*written, *(said for said in read if said)]))


def words(name: str) -> str:
    """One name as words, without its ending; empty where it is written in words already."""
    stem = ENDING.sub("", name[:LONGEST])
    said = stem
    if "%" in said:
        said = said.replace("%20", " ")
    for mark in JOINING if "@" not in said else ():
        if mark in said:
            said = _parted(said, mark)
    said = said.replace("_", " ")
    for pattern, parted in RUN_TOGETHER:
        said = pattern.sub(parted, said)
    said = " ".join(said.split())
    return said if said != " ".join(stem.split()) else ""


def _parted(said: str, mark: str) -> str:
    """A blank for a mark between two words; it stays where a date or a number goes on, or a blank stands beside it."""
    pieces = said.split(mark)
    joined = [pieces[0]]
    for before, after in pairwise(pieces):
        last, first = before[-1:], after[:1]
        stays = (last.isdigit() and first.isdigit()) or last in BLANK or first in BLANK
        joined += [mark if stays else " ", after]
    return "".join(joined)
