"""What speaks for or against keeping back a datum beside which nobody is meant.

In mail to one private reader that speaks of nobody else it is the reader's own; not where somebody is to be rung on
it, where tales are told, or where the record knows another as the reader's.
"""

from rules.personal_data.contact import CONTACT
from rules.personal_data.homes import PLACES, is_lived_in, is_occupied, is_site
from rules.personal_data.item import Item
from rules.personal_data.kinds import bank
from rules.personal_data.patterns import pattern
from rules.personal_data.reading import Reading
from rules.personal_data.who import Who

SEEN_BY_OTHERS = frozenset({"vehicle", "ip", "cookie", "email"})
CHANGED = pattern(
    rb"\b(?:new|old|chang\w+|updat\w+|amend\w+|correct\w*|moved?|instead|second|other|also|still right)\b"
)
FLEET = pattern(
    rb"\b(?:mot|service|servicing|serviced|insur\w+|renew\w*|cover|fleet|minibus|tractor|trailer|mower|pick-?up"
    rb"|road tax|fuel|diesel|tyres?|breakdown|repair\w*|hire|lease|sold|for sale|drives|borrow"
    rb"|(?:any|named|authorised|additional) (?:[a-z]+ )?drivers?"
    rb"|our (?:[a-z]+ )?(?:van|truck|vehicle|bus|lorry))\b"
)
OURS = pattern(rb"\b(?:council(?:'s)?|depot|our(?: own)?) (?:[a-z0-9-]+,? ){0,3}[(,]?$")
OWNED = pattern(rb"^[ ,(]*(?:which |that )?(?:belongs to|is owned by|owned by) (?:the (?:parish |town )?council|us)\b")
TELLS_TALES = pattern(
    rb"\b(?:who|whose|someone|somebody|culprit|block(?:s|ed|ing)?|parked|seen|spotted|reported|complain\w*"
    rb"|abus\w+|comments?|posted|came from|attack\w*"
    rb"|hit|damaged?|speeding|fly-?tip\w*|dump\w*|it was|took it down|abandon\w*|uplift\w*|been there"
    rb"|flat tyres?|not (?:one of )?ours|no tax|untaxed|windscreen|left across|belongs?|offender|visitors?|sentry"
    rb"|logs?|logged|error|payload|sessions?|users?|after|ran it)\b"
)
OF_YOURS = pattern(
    rb"\bpermits? [a-z0-9-]+ (?:is|was|has been|renewed|issued|runs)\b"
    rb"|\byour (?:[a-z]+ ){0,2}(?:car|van|vehicle|permit|reg|registration|badge|ip|address|computer|browser|session"
    rb"|cookie|visit|device|e-?mail|claim|form)\b|\byou(?:'ve| have| posted| wrote| logged| visited| gave| told)\b"
)
YOUR_RECORD = pattern(
    rb"\byour (?:[a-z]+ )?(?:details|record|records|entry|form|permits?|application|booking|account|address|number"
    rb"|registration|tenancy|data|file|claim)\b"
    rb"|\bupdated\b|\b(?:what|all|everything|whole of what) (?:that )?we (?:hold|have|keep)\b|\b(?:held|hold"
    rb"|have) (?:on|about|for) (?:you|u)\b|\bon (?:the|your) card\b|\bas (?:you )?(?:requested|asked)\b"
    rb"|\bchanged (?:it|them|this)\b|\bwe (?:now )?(?:hold|have)\b|\bposted (?:today )?to\b|\bsent (?:today )?to\b"
)
ASKS = pattern(rb"\b" + CONTACT + rb"\b[^.,?!\n]{0,40}$")
LABELS = pattern(rb"(?:^|\n)[ \t]*[-*\x95][ \t]*(?:telephone|phone|e-?mail|text)s?[ :]+[^a-z\n]*(?:and )?$")
STILL = pattern(
    rb"^\s*(?:and |or )?(?:is|are) (?:it|that|this|you) still\b[^?]*\?|\bstill (?:the )?(?:right|correct|true"
    rb"|best|good"
    rb"|current|yours|where you are)\b[^.?]{0,20}\?|^\s*still (?:on |at )?[\d+(][^?]*\?"
    rb"|\bthe (?:right|correct|same|best) (?:[a-z]+ ){1,2}for you\b[^?]*\?"
)
OF_YOUR_RECORD = pattern(
    rb"\b(?:what|everything|all) (?:we|i) (?:hold|have|keep|know)[a-z ]{0,14} (?:for|on|about|of) you\b"
    rb"|\b(?:we|i) (?:now |only )?(?:hold|have) (?:this |these |the following |only )?(?:for|on|about) you\b"
    rb"|\byou(?:'re| are)(?: now| still)? (?:down|registered|listed|entered|shown) (?:as|at|with|under)\b|\byou are: "
    rb"|\byours (?:reads?|says)\b|\byour (?:row|entry|record|line|bit|card|form|file|details)\b[^.\n]{0,24}:"
)
RECORD_REACH = 200  # characters
THERE = pattern(
    rb"^[^.\n]{0,30}\. (?:the )?(?:occupiers?|householders?|tenants?|residents?|lady|gentleman|family|couple"
    rb"|old (?:boy|girl)|(?:old )?(?:man|woman))(?: there| inside)? (?:is|are|has|have|was|were|lives?|can't|cannot"
    rb"|keeps?|does|says)\b"
)
PAID = pattern(rb"\b(?:paid|payment|invoice|remittance|quote|quotation|bacs|transfer)\b")


def weight_unattached(reading: Reading, item: Item, number: int) -> float:
    """More than 0 speaks for keeping it back; `number` is its segment's."""
    scan, segment = reading.scan, reading.segments[number]
    low, high = reading.layout.unit(item.start, item.end, segment.start, segment.end)
    before = scan.lower[max(low, item.start - 200) : item.start]
    around = before + scan.lower[item.start : min(high, item.end + 100)]
    own = -reading.weights.own_in_mail_to_one
    to_one = segment.own and (reading.message or _names_reader(reading)) and _is_to_one(reading, number)
    if item.kind in PLACES:
        return _of_place(reading, item, around, to_one)
    if item.kind == bank.KIND and segment.own and reading.says(number, PAID) and not reading.speaks_of_others(number):
        return own if reading.cast.addressed & reading.cast.offices or to_one else 0.0
    if item.kind == "vehicle" and reading.cast.addressed & reading.cast.offices:
        return own if _is_our_vehicle(reading, number) else 0.0
    if not to_one:
        return 0.0
    if item.kind in SEEN_BY_OTHERS and reading.layout.record_at(item.start) is None and not OF_YOURS.search(around):
        return 0.0 if not reading.says(number, YOUR_RECORD) and reading.says(number, TELLS_TALES) else own
    asks = ASKS.search(before) and not LABELS.search(scan.lower[segment.start : item.start][-80:])
    return 0.0 if asks or is_of_another(reading, item) else own


def is_called_ours(reading: Reading, item: Item) -> bool:
    """Whether something is called the council's own: our van, the depot tractor."""
    owned = OWNED.search(reading.scan.after(item.end, 60)) is not None
    return owned or OURS.search(reading.scan.before(item.start, 80)) is not None


def _is_our_vehicle(reading: Reading, number: int) -> bool:
    """Whether an office is told of one of the council's own vehicles: its service, its cover, its hire."""
    tells = reading.says(number, TELLS_TALES) or reading.speaks_of_others(number)
    return reading.segments[number].own and reading.says(number, FLEET) and not tells


def is_asked_about(reading: Reading, item: Item, number: int) -> bool:
    """Whether it is asked if a datum still holds, or told as what is held of "you": whoever was spoken of before."""
    segment = reading.segments[number]
    if not segment.own or reading.voices[number].audience.who is not Who.READER:
        return False
    low, high = reading.layout.unit(item.start, item.end, segment.start, segment.end)
    if STILL.search(reading.scan.lower[low : high + 1]):
        return True
    low = max(segment.start, item.start - RECORD_REACH)
    told = [low + match.end() for match in OF_YOUR_RECORD.finditer(reading.scan.lower[low : item.start])]
    return bool(told) and not any(m.who is Who.NAMED for m in reading.between(told[-1], item.start))


def _of_place(reading: Reading, item: Item, around: bytes, to_one: bool) -> float:
    if is_occupied(reading, item):
        return 2.0
    if not item.sure:
        return -reading.weights.own_in_mail_to_one
    if THERE.search(reading.scan.after(item.end, 60)):
        return 1.5
    if is_site(around) or to_one:
        return -3.0
    return 1.5 if is_lived_in(around) else 0.0


def is_of_another(reading: Reading, item: Item) -> bool:
    """Whether the record knows another datum of this kind to be the reader's; a change is spoken of as one."""
    around = reading.scan.lower[max(0, item.start - 200) : item.end + 100]
    known = {value for reader in reading.cast.readers for kind, value in reader.items if kind == item.kind}
    return bool(known) and item.value not in known and CHANGED.search(around) is None


def _names_reader(reading: Reading) -> bool:
    """Whether a document names its reader: it is about them."""
    return any(mention.who is Who.READER and mention.name[1] for mention in reading.mentions)


def _is_to_one(reading: Reading, number: int) -> bool:
    """Whether a stretch goes to one private reader (or one house) and speaks of nobody else."""
    cast = reading.cast
    readers = frozenset(range(len(cast.readers)))
    alone = len(readers) == 1 or cast.are_a_household(readers)
    if not alone or not cast.addressed or cast.spoken_of or reading.speaks_of_others(number):
        return False
    return not cast.offices or reading.says(number, YOUR_RECORD)
