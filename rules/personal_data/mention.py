"""One place in a text at which somebody is meant."""

from dataclasses import dataclass

from rules.personal_data.people import Name
from rules.personal_data.who import Party, Who

YOU_ALONE = 0.8  # strength of a "you" that owns nothing unless the words join it to a datum
ROLE = 2.0  # strength of somebody unnamed in an office
BODY = 1.0  # strength of an office or firm without a name


@dataclass(frozen=True, slots=True)
class Mention:
    """One place at which somebody is meant. `strength` says how well it could own what stands beside it.

    `name` is empty for words that are no name; `kin` marks a relative, `pronoun` a "she" or "their", `is_address`
    a mail address; `gender` is `m` or `f` where the words tell.
    """

    start: int
    end: int
    party: Party
    name: Name = ("", "")
    strength: float = 3.0
    is_address: bool = False
    kin: bool = False
    pronoun: bool = False
    gender: str = ""

    @property
    def is_named(self) -> bool:
        """Whether it is a name, or stands for one."""
        return self.name != ("", "")

    @property
    def is_body(self) -> bool:
        """Whether it is an office or firm by its name."""
        return self.who is Who.OFFICE and self.strength > ROLE and not self.is_named and not self.is_address

    @property
    def who(self) -> Who:
        """What somebody is."""
        return self.party.who
