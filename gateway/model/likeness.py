"""What looks alike: addresses that differ by a letter or two, and the words by which people are called.

Two that are near each other share a key, so that a store finds the few by an index, however many it knows: each is
kept under all spellings that come about by leaving out a letter or two, and looked for under the same.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import combinations, pairwise

from gateway.model.address import domain_of

TWO = 8  # letters from which on two may differ
HEAD = 16  # letters in which some may be left out; what stands behind them is compared later
ADDRESS = 320  # characters (RFC 5321 section 4.5.3.1)
NAME = 100  # characters of a name that are looked at


def address_keys(address: str) -> frozenset[int]:
    """The keys of a canonical address: those near it in the same domain, and its like in another domain, share one."""
    local, domain = address[:ADDRESS].rpartition("@")[0], domain_of(address)
    near = (f"near {spelling}@{domain}" for spelling in spellings(local))
    return _hashed((*near, f"local {local}"))


def domain_keys(domain: str) -> frozenset[int]:
    """The keys of a domain: those near it share one."""
    return _hashed(f"domain {spelling}" for spelling in spellings(domain))


def word_key(word: str) -> int:
    """The key of everybody who has this word, as `words_of_name` gives it, in their name."""
    return _hash(f"word {word}")


def words_of_name(name: str) -> frozenset[str]:
    """The words of a name in plain lower-case letters, but for initials."""
    marked = unicodedata.normalize("NFKD", name[:NAME].casefold().replace("\u2019", "'"))
    plain = "".join(char for char in marked if not unicodedata.combining(char))
    spaced = "".join(char if char.isalpha() or char in "'-" else " " for char in plain)
    return frozenset(word for word in (part.strip("'-") for part in spaced.split()) if len(word) > 1)


def spellings(text: str) -> frozenset[str]:
    """The text itself, and without any letter, or any two of a longer one, at its head."""
    found = {text}
    for count in (1, 2) if len(text) >= TWO else (1,):
        found.update(_without(text, count))
    return frozenset(found)


def _without(text: str, count: int) -> Iterator[str]:
    for places in combinations(range(min(len(text), HEAD)), count):
        bounds = (-1, *places, len(text))
        yield "".join(text[start + 1 : end] for start, end in pairwise(bounds))


def distance(one: str, other: str, most: int = 2) -> int:
    """How many letters have to be put in, left out, changed, or swapped with the next one, to make one the other.

    Beyond `most` it is `most` + 1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        this = [row]
        for column, its in enumerate(other, 1):
            cost = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        if min(this) > most:
            return most + 1
        before, last = last, this
    return min(last[-1], most + 1)


def _hashed(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(map(_hash, texts))


def _hash(text: str) -> int:
    """A number that fits a database's largest integer."""
    digest = blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
