"""Why a datum is held back, in one sentence for the author and the Clerk: which kind, whose, where. Never the value."""

from gateway.model.message import TextKind
from rules.personal_data.who import Who

PLACES = {
    TextKind.HEADER: "the subject or another header line",
    TextKind.DOCUMENT: "an attachment",
    TextKind.FILE_NAME: "a file name",
}
OF = {
    Who.NAMED: "of somebody named here, who is not among those it goes to",
    Who.SOMEBODY: "of somebody spoken of here, who is not among those it goes to",
    Who.READER: "of one recipient, which another recipient would see",
    Who.UNKNOWN: "of somebody, and nothing shows that it is the recipient's own",
}


def reason(named: str, who: Who, where: TextKind, readers: int) -> str:
    """One sentence; `named` begins it, such as "A telephone number"."""
    whose = OF.get(who, OF[Who.UNKNOWN])
    if who is Who.READER and readers == 1:
        whose = "of somebody other than the recipient"
    return f"{named} {whose}, stands in {PLACES.get(where, 'the text')}."
