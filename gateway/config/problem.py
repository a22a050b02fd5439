"""What is wrong with a config, before it is said to people."""

from dataclasses import dataclass

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one key. `known` are the keys that could have been meant."""

    key: Key
    text: str
    known: tuple[str, ...] = ()
