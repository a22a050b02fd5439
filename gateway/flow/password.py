"""Whether a new password is fit to be used: long enough, and none of those that are tried first.

Nothing is asked of the network: the 30,000 most used passwords, names and words, and the shapes in which people vary
them, come with the package zxcvbn (NIST SP 800-63B section 5.1.1.2).
"""

import asyncio
import re
from collections.abc import Iterable

from zxcvbn import zxcvbn

SHORTEST = 12  # characters
LONGEST = 1024  # bytes: argon2 takes time for each of them
LOOKED_AT = 72  # characters: longer ones are not better guessed, and take long to look at
GUESSES = 10**8  # fewer would be tried within hours where the hashes are stolen

TOO_EASY = (
    "That password is among the first that would be tried. "
    "Choose three or four words that have nothing to do with each other."
)


async def unfit(password: str, again: str, about: Iterable[str] = ()) -> str:
    """Why a new password, typed twice, cannot be taken; empty where it can. `about` is what all know of its owner."""
    if len(password) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} characters."
    if len(password.encode(errors="replace")) > LONGEST:
        return "Choose a shorter password."
    if password != again:
        return "The two passwords differ. Type the same one twice."
    whole = list(about)
    words = [*whole, *(word for text in whole for word in re.split(r"\W+", text) if len(word) > 2)]
    return TOO_EASY if await asyncio.to_thread(_guesses, password, words) < GUESSES else ""


def _guesses(password: str, known: list[str]) -> int:
    return int(zxcvbn(password[:LOOKED_AT], user_inputs=known, max_length=LOOKED_AT)["guesses"])
