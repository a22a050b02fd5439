"""The cells of a list of people: what each says, in the normal form in which mail is looked through for it."""

from rules.personal_data import names
from rules.personal_data.item import Scan
from rules.personal_data.kinds import KINDS, address, phone, vehicle
from rules.personal_data.people import name_of

JOINTS = (" and ", " & ", " + ", "/", ";", "\n")
LABELS = {"birth-date": "date of birth: ", vehicle.KIND: "registration "}
FINDERS = {kind.KIND: kind for kind in KINDS}
BRITISH_LENGTH = 10  # digits without the 0 that a spreadsheet drops


def recognise(kind: str, written: str) -> frozenset[tuple[str, str]]:
    """What a cell of this kind says, as (kind, normal form) pairs; nothing where it cannot be told."""
    if kind == names.KIND:
        return frozenset((kind, name) for name in _names(written))
    if kind == phone.KIND:
        written = _with_zeros(written)
    if kind == address.KIND and (written.isupper() or written.islower()):
        written = written.title()
    finder = FINDERS.get(kind)
    found = finder.find(Scan.of(LABELS.get(kind, "") + written)) if finder else ()
    return frozenset((item.kind, item.value) for item in found)


def _names(written: str) -> set[str]:
    """The people in a cell; of a couple the first may go without the surname."""
    parts = [written]
    for joint in JOINTS:
        parts = [piece for part in parts for piece in part.split(joint)]
    found = [name for part in parts if (name := name_of(part))]
    last = next((last for _, last in reversed(found) if last), "")
    return {f"{first} {own or last}" for first, own in found if first and (own or last)}


def _with_zeros(written: str) -> str:
    """Numbers as they are dialled: a spreadsheet takes 07700 900123 for a number, and drops its 0."""
    digits = "".join(filter(str.isdigit, written))
    bare = len(digits) == BRITISH_LENGTH and digits[0] in "127"
    return f"0{digits}" if bare else written
