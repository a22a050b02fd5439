"""Private people who are shown each other's mail addresses by To and Cc: what is sent to each tells of all."""

from rules.personal_data.cast import Cast
from rules.personal_data.people import is_organisation

MANY = 3  # households
WHY = (
    "The mail addresses of private people stand in To and Cc, where each of them sees the others'. Send each a message "
    "of their own, or put them in Bcc."
)


def are_exposed(cast: Cast) -> bool:
    """Whether the council shows several private households each other's addresses who do not know each other: those who
    are answered have written to one another.
    """
    if cast.answers or len(cast.shown) < MANY or not cast.council.is_inside(cast.author.address):
        return False
    apart: list[int] = []
    for number, reader in enumerate(cast.readers):
        if reader.address not in cast.shown or is_organisation(reader.address) or cast.council.partner(reader.address):
            continue
        if not any(cast.are_a_household(frozenset({number, other})) for other in apart):
            apart.append(number)
            if len(apart) == MANY:
                return True
    return False
