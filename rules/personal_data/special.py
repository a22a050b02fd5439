"""Special categories of data and those that are guarded like them: health, benefits, offences, and children in care.

UK GDPR articles 9 and 10. A hint is no datum by its value: it counts only where its words speak of a private person,
by name or not.
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.mention import Mention
from rules.personal_data.patterns import IN_LOWER_CASE, Sought, pattern
from rules.personal_data.reading import Reading
from rules.personal_data.who import PRIVATE, Who

NAMED = {
    "health": "A hint of somebody's health",
    "benefits": "A hint of somebody's benefits or debts",
    "criminal": "A hint of somebody's offences",
    "care": "A hint that somebody is in care or under protection",
}
HINTS: dict[str, Sought] = {
    "health": IN_LOWER_CASE.pattern(
        rb"\b(?:chemo(?:therapy)?|cancer|dementia|alzheimer'?s|depress(?:ion|ed)|diabet(?:es|ic)|epilep(?:sy|tic)"
        rb"|asthma|copd|dialysis|had a stroke|heart attack|hiv|mental health|(?:in|into|from|to) hospital|wheelchair"
        rb"|(?:is|was|registered|been) disabled|on oxygen|hip (?:op|operation|replacement)|fit note"
        rb"|signed off|off (?:sick|with)|pregnan(?:t|cy)|autis(?:m|tic)|adhd|cerebral palsy|on tablets|medication"
        rb"|(?:broken|fractured) (?:arm|leg|wrist|hip|ankle|collarbone)|diagnos(?:ed|is)|overdose|alcoholic"
        rb"|antidepressants?|tablets for|steroids|insulin|inhaler|epi-?pens?|coeliac|peanut|nut allerg\w+"
        rb"|allergic to|had a fall|wheelchair|zimmer|on (?:two )?sticks"
        rb"|parkinson'?s|multiple sclerosis|motor neurone|angina|pneumonia|sepsis|leuk(?:ae|e)mia|tumou?r|lymphoma"
        rb"|melanoma|arthritis|osteoporosis|fibromyalgia|lupus|crohn'?s|colitis|cirrhosis|hepatitis|tuberculosis"
        rb"|pacemaker|bypass operation|stent|catheter|colostomy|mastectomy|hysterectomy|knee replacement|amputat\w+"
        rb"|paralysed|seizures?|ha[ds] a fit\b|having a fit\b|migraines?|panic attacks?|ptsd|psychosis"
        rb"|psychiatric|nervous breakdown|had a breakdown|low mood"
        rb"|post-?natal|ivf|rehab|detox|methadone|walking frame|mobility scooter|stairlift"
        rb"|blood thinners?|warfarin|(?:heart|blood pressure|sleeping) (?:tablets|pills)|bad (?:chest|heart|back|knee)"
        rb"|weak heart|poor(?:ly)? health|nerves are bad|on the sick|respite|occupational therapist|district nurse"
        rb"|memory clinic|oncolog\w+|radiotherapy|biopsy|macmillan|end of life|do not resuscitate"
        rb"|with (?:his|her|their) (?:heart|chest|back|nerves|legs?|hip|knee|lungs?|kidneys?|eyes|bowels?|prostate)"
        rb"|(?:his|her) (?:operation|op|chemo|heart|stroke|dementia|depression"
        rb"|breakdown|diagnosis|consultant|oxygen|prescription|condition)|a stroke|heart trouble|in intensive care"
        rb"|a scan|hospice|palliative|miscarriage|sectioned|mental\b|bipolar"
        rb"|schizophren\w+|anorexi\w+|blind|deaf|partially sighted|learning disabilit\w+|special needs|disab(?:led"
        rb"|ility)|sick(?:ness)? (?:leave|absence|pay)|long-term sick|self[ -]harm|suicid(?:e|al)|surgery on h(?:is"
        rb"|er)|ill health|terminally ill|ward \d{1,2})\b"
    ),
    "benefits": IN_LOWER_CASE.pattern(
        rb"\b(?:universal credit|housing benefit|jobseeker'?s|on benefits|attendance allowance|(?:his|her|their) pip"
        rb"|bankrupt(?:cy)?|bailiffs?|(?:us(?:e|es|ing)|rel(?:y|ies|ying) on|been to|referred to)"
        rb"(?: the| our| a)? food ?bank"
        rb"|food ?bank (?:parcel|voucher|referral|user|client)s?|rent arrears|in arrears|evict(?:ed|ion)"
        rb"|behind with (?:the|his|her|their) rent|(?:weeks|months|payments) behind|lost (?:his|her|their) job"
        rb"|made redundant|on the dole|in debt|debt collectors?|loan shark|payment plan"
        rb"|repossess\w+|can(?:no|')t afford|hardship fund|council tax support|pension credit|carer'?s allowance)\b"
    ),
    "criminal": IN_LOWER_CASE.pattern(
        rb"\b(?:convict(?:ed|ion)s?|previous for|prison|hmp|probation|arrested|cautioned|charged with|criminal record"
        rb"|restraining order|dealing drugs|drug dealer|shoplifting|tagged|on bail|nicked for"
        rb"|for possession\b|possession of (?:drugs|cannabis|a knife|an offensive)|drink[- ]driv\w+"
        rb"|banned from driving|stole|stealing|thief|burgl\w+"
        rb"|young offenders?|sex offender|ex-offender|released from (?:prison|custody|jail))\b"
    ),
    "care": IN_LOWER_CASE.pattern(
        rb"\b(?:social services|social worker|foster(?:ed| care| carers?| parents)|safeguarding|child protection"
        rb"|looked[ -]after child|taken into care|free school meals|domestic (?:violence|abuse)|refuge|injunction"
        rb"|non-molestation|abusive (?:partner|husband|wife|ex)|stalk(?:ed|ing|er)"
        rb"|custody (?:battle|case|hearing)|adoption order)\b"
    ),
}


FIRST_PERSON = pattern(rb"\b(?:i|i'm|i've|i'd|my|me)\b")
OUR = pattern(rb"\bour (?:[a-z]+ ){1,3}$")
AWAY = pattern(
    rb"^(?:off (?:sick|with)|signed off|(?:in|into|from|to) hospital|sick\w* (?:leave|absence|pay)|had a fall)$"
)
OF_A_PLACE = pattern(
    rb"^(?:disabled (?:bays?|parking|spaces?|toilets?|loos?|access|ramps?|facilit)|blind (?:bends?|corners?|spots?"
    rb"|junctions?|summits?|dates?))"
)
WORD_BEGINS = frozenset({b"", b" ", b"\n", b"(", b"'", b'"', b"-", b"/", b"\t", b","})


def find(scan: Scan) -> Iterator[Item]:
    """Each hint, in no order; its value says nothing."""
    for kind, form in HINTS.items():
        for match in scan.all(form):
            begins = scan.raw[match.start() - 1 : match.start()] in WORD_BEGINS
            if begins and not OF_A_PLACE.search(scan.lower[match.start() : match.start() + 24]):
                yield Item(kind, *match.span(), "", sure=False)


def of_whom(reading: Reading, item: Item) -> Who | None:
    """What the private person is of whom a hint speaks in its sentence; None where there is none, or all may know."""
    number = reading.place_of(item.start)
    segment = reading.segments[number]
    low, high = reading.layout.unit(item.start, item.end, segment.start, segment.signature)
    spoken = reading.between(low, high)
    before = [m for m in spoken if m.end <= item.start and m.strength >= 2]
    after = [m for m in spoken if m.start >= item.end and m.strength >= 2]
    nearest = before[-1] if before else after[0] if after else None
    may, hand = reading.voices[number].had, reading.voices[number].speaker.who
    if hand in PRIVATE and FIRST_PERSON.search(reading.scan.lower, low, item.start):
        return None if _may_all_know(reading, item, may) else Who.NAMED
    if nearest is None:
        return None
    if nearest.who is Who.READER and nearest.name[0]:
        may |= reading.cast.household_of(nearest.party.readers)  # one of several is told of before the others
    elif nearest.who not in PRIVATE and not _is_of_staff(reading, item, nearest):
        return None
    if _may_all_know(reading, item, may):
        return None
    return nearest.who if nearest.who in PRIVATE else Who.NAMED


def _may_all_know(reading: Reading, item: Item, had: frozenset[int]) -> bool:
    return all(i in had or item.kind in reader.may_receive for i, reader in enumerate(reading.cast.readers))


def _is_of_staff(reading: Reading, item: Item, mention: Mention) -> bool:
    """Whether more is told of one of the council's people, not the author, than that they are away."""
    ours = mention.who is Who.COUNCIL or OUR.search(reading.scan.before(mention.start, 40))
    named = ours and mention.name[0] and not reading.cast.author.is_called(mention.name)
    return bool(named) and AWAY.search(reading.scan.lower[item.start : item.end]) is None
