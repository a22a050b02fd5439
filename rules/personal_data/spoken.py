"""Whom the words for people mean: "your" and "my", she, the lady, the caretaker, the council.

"My" is the hand's in that stretch of the text, "you" whoever that hand writes to.
"""

from collections.abc import Iterator, Sequence

from rules.personal_data.contact import CONTACT
from rules.personal_data.cues import Cue, Says
from rules.personal_data.gender import gender_of
from rules.personal_data.item import Scan
from rules.personal_data.mention import BODY, ROLE, YOU_ALONE, Mention
from rules.personal_data.patterns import pattern
from rules.personal_data.speech import Hearing, Speech
from rules.personal_data.who import Party, Who
from rules.personal_data.words import words

KIN = frozenset({Says.KIN, Says.RELATIVE})
LONGEST_OPENING = 20  # characters before the first word of a message
DATA = (
    rb"(?:(?:[a-z]+ ){0,2}(?:address|number|phone|mobile|telephone|tel|cell|landline|e-?mail|house|home|property"
    rb"|place|flat"
    rb"|cottage|farm|yard|account|bank|details|sort code|insurance|ni|nino|birth|dob|birthday|vehicle|car|van|motor"
    rb"|truck|reg"
    rb"|registration|ip|cookie|session|browser|computer|passport|licence|postcode|refund|payment|deposit|name|entry"
    rb"|record"
    rb"|records|invoice|card|plot|letterhead|quote|quotation|tenancy|booking|permit|mandate|data|file|form|claim"
    rb"|application"
    rb"|letter|surname|initials|contact|end|request|subscription|order|hire|allotment|garage|pitch|stall|bin|bins"
    rb"|garden"
    rb"|drive|hedge|wall|gate|request|membership|signature|nhs|utr|visit|appointment|login|login details|office"
    rb"|unit)s?)"
)
ASKED_TO = pattern(
    rb"^(?:,? (?:can|could|may|might|should|must|need to|want to|would|will|either|also|just|please|now|or|to))*? "
    + CONTACT
    + rb"\b"
)
HAVE_DATA = pattern(rb"^ (?:(?:own |new |old |current |full )?" + DATA + rb"\b|[+(]?\d)")
RIGHT_BEHIND = pattern(rb"\d(?: is|,)? $")  # is 07700 900123 yours?
HAVE_GROUND = pattern(rb"^ (?:[a-z]+ )?(?:hedge|wall|gate|drive|garden|garage|bins?)\b")
YOU_OWN = pattern(
    rb"^()(?: (?:at|as|on|down|under|via)\b|[ ]?[(:]? ?[+(]?\d)"
    rb"|^((?:'ve|'re| have| had| are| were| also| still| now| currently| both| may| can| used to)* (?:live|living"
    rb"|moved|gave|given|give us|posted|wrote from|write from"
    rb"|writing from|paid from|paid with|registered|drive|drove|own|bought|applied|reported from|stay|staying"
    rb"|reside|can be reached|be reached|to be (?:rung|called|phoned|reached)(?: first)?|signed in|logged"
    rb"|connect|connected|visited from|visit from|hold|rent|use|used|came from|called from"
    rb"|rang from)(?: with (?:him|her|them))?)\b"
)
NOT_YOU = pattern(
    rb"\b(?:opposite|behind|above|below|beside|next to|next door to|near|against|about|told|tell|thank|letting|let"
    rb"|between|both of) $"
)
ABOUT_ANOTHER = pattern(rb"^ (?:[a-z]+ ){0,2}(?:about|against|regarding|re|concerning|with|from|of) ")
I_AM = pattern(
    rb"^(?:'m| am| was| live| can be| could be| may be|'ll be| will be|'re| are) (?:now |still )?(?:at|on|in"
    rb"|reached|contacted|available|back|based|[0-9(+])"
)
SPEAKS = pattern(
    rb"\b(?:(you)|[a-z]+),? (?:wrote|writes|said|says|told (?:me|us|him|her|them)|replied|added|put it)"
    rb"(?: (?:to (?:me|us)|that|in [a-z ]{1,20}))?(?:: ?\n{0,2}|,? ?\n?[\"'] ?)[\"']?[^\"\n]{0,160}$"
)
REACH_ME = pattern(rb"\b(?:" + CONTACT[3:-1] + rb"|with|to|at|for|by|or) (?:back )?$")
MY_NUMBER = pattern(rb"^(?:[:,]| -) ?[(+]?\d")
AFTER_ME = pattern(rb"^ (?:on|at|via|by|direct|any ?time|if|or|know)\b|^[ ]?[:(,.]|^ [0-9(+]")
ATTRIBUTIVE = pattern(
    rb"^s?'? (?:address|permits?|parking|services?|centre|groups?|associations?|meetings?|survey"
    rb"|day|policy|card|records?"
    rb"|pack|handbook|rota|guide"
    rb"|moorings?|berths?|badges?|bays?|schemes?|information|engagement|panel|forum|feedback|complaints|relations"
    rb"|support|council|club|worker|team|leader|charges?|fees?"
    rb"|levy|rights|liaison|consultation|database|list|register|numbers|participation|questions|hut|shelter|project"
    rb"|football|care|home"
    rb"|experience|side)\b"
)
CAN_BE_READER = words(
    """
    tenant tenants hirer hirers applicant applicants holder plotholder keyholder customer client claimant owner
    owners employee candidate volunteer
    user visitor patient pupil student passenger attendee participant participants payee nominee subscriber
    purchaser buyer
    licensee leaseholder householder requester requestor beneficiary entrant winner starter joiner leaver signatory
    bidder donor
    """
)
SPOUSES = words("husband wife partner spouse hubby missus son daughter")
OF_ANOTHER = pattern(rb"(?:\b(?:his|her|their|the|a|an|another|other|that|whose|my|our)|'s) $")
CHILDREN = words("boy boys girl girls")
AT_WORK = words(
    "driver man men lad lads chap chaps bloke guy girl lady employee customer-service colleague operative person"
)
OTHER_ONE = pattern(rb"\b(?:other|another|new|previous|last|next|old|former|that|outgoing|our|a|an|one|some) $")
FORMERLY = pattern(rb"\b(?:was|were|been|used to be|retired|former|ex-)(?: the| our| a| an)? ?$")
LABELS = pattern(rb"^ ?(?:num|no\b|nos\b|tel|phone|mob|e-?mail|details|is|on|:|\()")
OF_A_DATUM = pattern(rb"^ (?:num|no\b|nos\b|acc|details)")  # the insurance of a number, the bank of an account
STREET = pattern(rb"[A-Z][a-z'-]+ Bank,? \d{1,4}\b")  # a house number behind it
IS_A_DATUM = pattern(rb"^ ?(?:is|was|:|=)")
DATA_WORDS = frozenset({"bank", "insurance"})
OF_MANY = pattern(
    rb"^' (?:scratch|day|cards?|tickets?|entrance|toilets?|room|book|rules?|agreements?|notes?|pack|meeting|tea|party"
    rb"|permits?|parking|bays?|lounge|survey|handbook|guide|evening|event|fund|charter|welcome|insurance|rota|list)\b"
)
ONE_HOUSE = pattern(rb"\b(?:one|same|single) $")
WORKS_FOR_ALL = pattern(
    rb"^ (?:who|that) (?:does|do|did|looks? after|sees? to|deals? with|mends?|fixes|services?|cleans?|mows?|sweeps?) "
    rb"(?:the|our|all|your|that)\b"
)
YOU_AS = pattern(
    rb"\byou,? (?:(?:both|all|also|only|now|then|here|again|yourself|down|in|up|named|listed|registered) )?"
    rb"as (?:(?:his|her|their|the|a|an|my) )?(?:[a-z]+ )?$"
)
YOU_ARE = pattern(rb"\byou(?:'re| are| were)(?: now| still)? (?:his|her|their|the|a|an|my|our|[a-z]+'s) $")
ANY = pattern(rb"\b(?:any|every|each|no|all|most|many|authorised|additional|named) (?:[a-z]+ )?$")
FORMER = pattern(rb"\b(?:former|ex|estranged|first)\b")
FOLLOWED_AT_ONCE = 24  # characters between "your" and the neighbour


def of_cues(scan: Scan, found: Sequence[Cue], speech: Speech) -> Iterator[Mention]:
    """Everybody whom a word such as "your" or "the lady" means, pronouns of the third person left open."""
    segment = 0
    for number, cue in enumerate(found):
        if number + 1 < len(found) and found[number + 1].start < cue.end and found[number + 1].end > cue.end:
            continue
        while segment + 1 < len(speech.starts) and speech.starts[segment + 1] <= cue.start:
            segment += 1
        mention = _of_cue(scan, cue, found[number + 1 : number + 2], speech.hearings[segment])
        if mention is not None:
            yield mention


def _of_cue(scan: Scan, cue: Cue, following: Sequence[Cue], hearing: Hearing) -> Mention | None:
    if cue.says is Says.YOU:
        return _you(scan, cue, following, hearing)
    if cue.says is Says.I:
        return _i(scan, cue, following, _quoted(scan, cue, hearing) or hearing.speaker)
    if cue.says in {Says.SINGULAR, Says.PLURAL}:
        return _third(cue, following, hearing.house)
    if cue.says in KIN:
        return _relative(scan, cue, hearing)
    return _person(scan, cue, hearing) if cue.says is Says.PERSON else _office(scan, cue, hearing)


def _quoted(scan: Scan, cue: Cue, hearing: Hearing) -> Party | None:
    """Whose "I" it is where somebody's words are given: Jo told me: I am on ..."""
    said = SPEAKS.search(scan.before(cue.start, 220))
    if said is None:
        return None
    return hearing.audience if said.group(1) is not None else Party(Who.SOMEBODY)


def _third(cue: Cue, following: Sequence[Cue], house: Party) -> Mention | None:
    """She, their; her mother is somebody else, of the same house where the message is about a child."""
    related = following and following[0].says in KIN and following[0].start - cue.end < FOLLOWED_AT_ONCE
    if related and house.readers and following[0].says is Says.RELATIVE:
        return Mention(cue.start, following[0].end, house, strength=3.0, kin=True)
    return None if related else Mention(cue.start, cue.end, Party(Who.SOMEBODY), pronoun=True)


def _relative(scan: Scan, cue: Cue, hearing: Hearing) -> Mention | None:
    """Somebody's relative, without "your": the reader's where the message goes to one house."""
    word = scan.lower_words[cue.start : cue.end]
    if YOU_ARE.search(scan.before(cue.start, 32)):
        return Mention(cue.start, cue.end, hearing.audience, strength=2.5)
    if word == "household" and ONE_HOUSE.search(scan.before(cue.start, 8)):
        return None
    party, strength = Party(Who.SOMEBODY), 2.5
    if not OF_ANOTHER.search(scan.before(cue.start, 12)):
        if word in SPOUSES and hearing.to_house:
            party = hearing.audience
        elif cue.says is Says.RELATIVE and hearing.house.readers:
            party, strength = hearing.house, 3.0
    return Mention(cue.start, cue.end, party, strength=strength, kin=True, gender=gender_of(word))


def _person(scan: Scan, cue: Cue, hearing: Hearing) -> Mention | None:
    """A private person, unnamed; not where the word only describes another, or may mean the reader."""
    word = scan.lower_words[cue.start : cue.end]
    before = scan.before(cue.start, 24)
    if YOU_AS.search(before) or ANY.search(before):
        return None
    if word in CAN_BE_READER and hearing.to_house and not OTHER_ONE.search(scan.before(cue.start, 12)):
        return None
    after = scan.after(cue.end, 40)
    if ATTRIBUTIVE.search(after) or (after.startswith(b"' ") and OF_MANY.search(after)):
        return None
    if after.startswith((b" who", b" that")) and WORKS_FOR_ALL.search(after):
        return Mention(cue.start, cue.end, Party(Who.OFFICE), strength=ROLE, gender=gender_of(word))
    return Mention(cue.start, cue.end, Party(Who.SOMEBODY), strength=2.5, gender=gender_of(word))


def _office(scan: Scan, cue: Cue, hearing: Hearing) -> Mention | None:
    """Somebody in an office, or an office; one who is called by it at the head of a message is the reader."""
    after = scan.after(cue.end, 12)
    if _is_part_of_a_datum(scan, cue, after):
        return None
    if LABELS.search(after) and scan.lower_words[cue.start : cue.end] == "contact":
        return None
    if cue.says is Says.ROLE and (formerly := FORMERLY.search(scan.before(cue.start, 16))):
        private = formerly.group().startswith((b"retired", b"ex-", b"former"))
        return Mention(cue.start, cue.end, Party(Who.SOMEBODY), strength=2.5) if private else None
    opens = not scan.lower_words[: cue.start].strip() if cue.start < LONGEST_OPENING else False
    if cue.says is Says.ROLE and opens and scan.words[cue.end : cue.end + 1] == ",":
        return Mention(cue.start, cue.end, hearing.audience, strength=YOU_ALONE)
    return Mention(cue.start, cue.end, Party(Who.OFFICE), strength=ROLE if cue.says is Says.ROLE else BODY)


def _is_part_of_a_datum(scan: Scan, cue: Cue, after: bytes) -> bool:
    """Whether an office's word only says what kind of number follows, or belongs to a street's name."""
    if cue.says is Says.BODY and after[:2] in {b" n", b" a", b" d"} and OF_A_DATUM.search(after):
        return True
    word = scan.lower_words[cue.start : cue.end]
    if word in DATA_WORDS and (IS_A_DATUM.search(after) or scan.before(cue.start, 10).endswith(b"national ")):
        return True
    return word == "bank" and STREET.search(scan.raw[max(0, cue.start - 20) : cue.end + 5]) is not None


def _leads_to_another(scan: Scan, cue: Cue, following: Sequence[Cue]) -> Cue | None:
    """The person or office right behind "your" or "our"."""
    if not following or following[0].says in {Says.YOU, Says.I, Says.SINGULAR, Says.PLURAL}:
        return None
    between = scan.words[cue.end : following[0].start]
    close = len(between) < FOLLOWED_AT_ONCE
    return following[0] if close and (between == " " or between.replace(" ", "").replace("-", "").isalpha()) else None


def _you(scan: Scan, cue: Cue, following: Sequence[Cue], hearing: Hearing) -> Mention | None:
    audience = hearing.audience
    word, after = scan.words[cue.start : cue.end].lower(), scan.after(cue.end, 60)
    if word in {"your", "ur"}:
        return _your(scan, cue, following, hearing)
    if word == "yours" and RIGHT_BEHIND.search(scan.before(cue.start, 8)):
        return Mention(cue.start, cue.end, audience, strength=2.5)
    if ASKED_TO.search(after) or NOT_YOU.search(scan.before(cue.start, 16)):
        return None
    end = cue.end
    if word[:1] in "yu" and (match := YOU_OWN.search(after)):
        return Mention(cue.start, end + max(match.end(1), match.end(2), 0), audience, strength=2.5)
    return Mention(cue.start, end, audience, strength=YOU_ALONE)


def _your(scan: Scan, cue: Cue, following: Sequence[Cue], hearing: Hearing) -> Mention | None:
    """Your number, your driver; what you have on the ground, such as a wall, is only where something happens."""
    after = scan.after(cue.end, 60)
    has_data = HAVE_DATA.search(after) is not None
    if not has_data and (other := _leads_to_another(scan, cue, following)) is not None:
        return _of_reader(scan, cue, other, hearing)
    if not has_data or HAVE_GROUND.search(after):
        return Mention(cue.start, cue.end, hearing.audience, strength=1.2)
    return Mention(cue.start, cue.end, hearing.audience, strength=2.0 if ABOUT_ANOTHER.search(after) else 3.5)


def _of_reader(scan: Scan, cue: Cue, other: Cue, hearing: Hearing) -> Mention | None:
    """Your daughter, your driver: somebody of the reader's house or firm; your neighbour is neither."""
    word = scan.lower_words[other.start : other.end]
    if word in CHILDREN:
        return Mention(cue.start, other.end, hearing.audience, strength=3.0, kin=True, gender=gender_of(word))
    if other.says in KIN:
        was = FORMER.search(scan.lower[cue.end : other.start]) is not None
        return _kin(cue.start, other, Party(Who.SOMEBODY) if was else hearing.audience, gender_of(word))
    if other.says is Says.PERSON and word in AT_WORK and hearing.to_firm:
        return Mention(cue.start, other.end, Party(Who.OFFICE), strength=3.0, gender=gender_of(word))
    if word == "client" and hearing.to_firm:
        return Mention(cue.start, other.end, hearing.audience, strength=3.0, kin=True)
    return None


def _kin(start: int, other: Cue, of: Party, gender: str) -> Mention:
    """Somebody's relative: of the same house where it is a spouse or child, else a private person of another."""
    if other.says is Says.KIN and of.who is Who.READER:
        return Mention(start, other.end, of, strength=3.0, kin=True, gender=gender)
    return Mention(start, other.end, Party(Who.SOMEBODY), strength=3.0, gender=gender)


def _i(scan: Scan, cue: Cue, following: Sequence[Cue], speaker: Party) -> Mention | None:
    word, after = scan.words[cue.start : cue.end].lower(), scan.after(cue.end, 60)
    if word in {"my", "our"}:
        other = _leads_to_another(scan, cue, following)
        has_data = HAVE_DATA.search(after) is not None
        if other is not None and not has_data:
            gender = gender_of(scan.lower_words[other.start : other.end])
            return _kin(cue.start, other, speaker, gender) if other.says in KIN else None
        return Mention(cue.start, cue.end, speaker, strength=3.0) if has_data else None
    if word in {"i", "we", "i'm"}:
        told = after if word != "i'm" else b" am" + after
        return Mention(cue.start, cue.end, speaker, strength=2.5) if I_AM.search(told) else None
    if word == "me" and MY_NUMBER.search(after):
        return Mention(cue.start, cue.end, speaker, strength=2.5)
    if word in {"me", "us"} and REACH_ME.search(scan.before(cue.start, 24)) and AFTER_ME.search(after):
        return Mention(cue.start, cue.end, speaker, strength=2.5)
    return Mention(cue.start, cue.end, speaker) if word in {"mine", "ours"} else None
