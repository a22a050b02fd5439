"""Numbers and mail addresses that are given as an office's, a firm's or somebody's at work, by what stands before."""

from rules.personal_data.item import Item, Scan
from rules.personal_data.name_lists import first_names
from rules.personal_data.patterns import one_of, pattern
from rules.personal_data.words import ORGANISATIONS, PUBLIC_PLACES, TITLES, words

KINDS = frozenset({"phone", "email"})
REACH = 70
OFFICES = words(
    """
    line city county district service services desk depot office reception switchboard helpline hotline department
    complaints repairs parking highways licensing registrar surgery police caretaker warden vicar rector clerk
    surveyor engineer solicitor officer manager coordinator co-ordinator secretary treasurer undertaker plumber
    electrician builder contractor foreman agent receptionist operator emergency bookings tickets enquiries press
    media sales orders admin headquarters team council
    """
)
LEADING_UP = (
    rb"(?:'s)?(?:,? (?:direct|main|new|mobile|phone|tel|telephone|number|line|is|on|at|via|no)\b\.?)*[ .,:;(\n-]*$"
)
OFFICE = pattern(rb"\b" + one_of(OFFICES) + LEADING_UP)
NAME_OF_ONE = pattern(rb"((?:[A-Z][A-Za-z'&.]*|&)(?: (?:[A-Z][A-Za-z'&.]*|&|of|and|for|the))*)" + LEADING_UP)
IN_A_NAME = (ORGANISATIONS | PUBLIC_PLACES | OFFICES | words("& health homes runners society services")) - {"house"}


def is_at_work(scan: Scan, item: Item) -> bool:
    """Whether a number or mail address stands right behind the words for an office, or its name."""
    if item.kind not in KINDS:
        return False
    if OFFICE.search(scan.before(item.start, REACH)):
        return True
    low = max(0, item.start - REACH)
    named = NAME_OF_ONE.search(scan.raw[low : item.start])
    if named is None:
        return False
    name = named.group(1).decode("ascii").lower().rstrip(".").split()
    person = name[0] in TITLES or (len(name) == 2 and name[0] in first_names())
    return len(name) > 1 and not person and not IN_A_NAME.isdisjoint(name)
