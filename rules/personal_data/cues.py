"""Words that say of whom a text speaks: you and I, she and they, the lady, the caretaker, the council.

Each is looked for as a whole word in plain lower case, the longest first.
"""

from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

import ahocorasick

from rules.personal_data.item import Scan
from rules.personal_data.patterns import IN_LOWER_CASE


class Says(Enum):
    """What one of these words points at."""

    YOU = "you"
    I = "i"  # noqa: E741
    SINGULAR = "he or she"
    PLURAL = "they"
    PERSON = "a private person, unnamed"
    KIN = "somebody's spouse or child"
    RELATIVE = "somebody's relative of another house"
    ROLE = "somebody in a role"
    BODY = "an office, firm or other body"


OF_SOMEBODY = frozenset({Says.SINGULAR, Says.PLURAL, Says.PERSON, Says.KIN, Says.RELATIVE})


class Cue(NamedTuple):
    """One such word in a text."""

    start: int
    end: int
    says: Says


KIN = """
wife|husband|partner|spouse|fiance|fiancee|son|daughter|child|children|kids|baby|family|household|twins|toddler|stepson
stepdaughter|little one|other half|hubby|missus|eldest|youngest|other two
"""
RELATIVES = """
mother|father|mum|dad|mam|mummy|daddy|brother|sister|grandson|granddaughter|grandmother|grandfather|gran|grandma
granny|grandpa|grandad|nan|nana|nain|taid
aunt|auntie|uncle|niece|nephew|cousin|mother-in-law|father-in-law|son-in-law|daughter-in-law|in-laws|next of kin|widow
great-niece|great-nephew|great-aunt|great-uncle|widower|parents|parent|late husband|late wife
"""
PERSONS = """
resident|residents|neighbour|neighbours|neighbor|tenant|tenants|lady|ladies|gentleman|gentlemen|gent|man|men|woman
women|chap|chaps|bloke|blokes|fella|fellow|guy|lad|lads|lass|couple|old boy|old girl|pensioner|pensioners|occupier
occupiers|occupant|occupants|householder|householders|homeowner|landowner|owner|owners|keeper|driver|caller|complainant
complainants|objector|objectors|supporter|claimant|claimants|applicant|applicants|witness|witnesses|victim|suspect
culprit|offender|defendant|hirer|hirers|plotholder|plot holder|plot-holder|plotholders|allotment holder|keyholder
keyholders|key holder|volunteer|volunteers|customer|customers|client|clients|patient|patients|passenger|pupil|student
visitor|visitors|user|users|member of the public|parishioner|parishioners|villager|villagers|donor|bidder
signatory|signatories|subscriber|subscribers|starter|joiner|leaver|employee|candidate|lodger|carer|friend|friends|mate
the one at|the one in|the one from|the ones at|the one on|that one at|someone|somebody|someone's|somebody's|person
finder|rider|walker|dog walker|dog owner|cyclist|farmer|beneficiary
leaseholder|freeholder|buyer|seller|purchaser|vendor|deceased|informant|whistleblower|respondent|respondents|petitioner
attendee|attendees|participant|participants|entrant|entrants|winner|payee|debtor|holder|nominee|requester|requestor
licensee|bereaved|other side|party|stallholder|stallholders|exhibitor|shopper|motorist|boy|girl|boys|girls|teenager
teenagers|youth|youths
youngster|youngsters|elderly|people at|those at|folk at|folks at|whoever
"""
ROLES = """
harbour master|harbourmaster|sweep|chimney sweep|locksmith|officer|officers|manager|clerk|director|rector|vicar
curate|canon|warden|wardens|churchwarden|pcso|sergeant|inspector
constable|headteacher|head teacher|headmaster|headmistress|head|deputy head|principal|mp|mep|msp|caseworker|case worker
case officer|solicitor|surveyor|engineer|engineers|secretary|chairman|chairwoman|chair|chairperson|treasurer|editor
agent|landlord|landlady|mayor|governor|planner|ecologist|arborist|tree surgeon|architect|auditor|accountant|adviser
advisor|coordinator|co-ordinator|administrator|assistant|superintendent|supervisor|foreman|consultant|ranger|librarian
caretaker|representative|rep|minister|commissioner|chief executive|lead|technician|proprietor|curator|receptionist
registrar|nurse|imam|rabbi|priest|fitter|plumber|electrician|decorator|gardener|groundsman|groundsperson|groundswoman
handyman|builder|roofer|carpenter|joiner by trade|glazier|blacksmith|stonemason|organiser|bandmaster|undertaker
funeral director|installer|teacher|trustee|president|councillor|councillors|cllr|members|locum|cleaner|lengthsman
postmaster|postmistress|contact|account manager|site manager|project manager|reporter|journalist|correspondent
policeman|policewoman|postman|fireman|miner|soldier|lorry driver|bus driver
photographer|instructor|coach|inspectors|steward|bailiff|valuer|actuary|conveyancer|barrister|operator|duty manager
line manager|helpdesk|leader|brown owl|akela|captain|beat officer|bugler|organist|bell ringer|speaker|author|publican
"""
BODIES = """
doctors|dentist|dentists|chemist|pharmacy|opticians|samaritans|office|orders|helpline|hotline|switchboard|reception
help desk|desk|team|department|council|company|firm|contractor
contractors|supplier|suppliers|surgery|agency|emergency|bookings|tickets|enquiries|headquarters|depot|ltd|limited|llp
plc|police|hospital|school|charity|association|society|club|website|parish|authority|insurer|insurers|insurance|bank
trust|church|chapel|library|museum|pub|inn|hotel|shop|store|garage|nursery|college|university|academy|clinic|vet|vets
undertakers|solicitors|highways|environmental health|planning|housing association|utility|water board|post office
legion|institute|federation|union|committee|board|service|services|county|borough|district|government|ministry
out of hours|out-of-hours|control room|call centre|main number|landline for the hall|hall|centre|ombudsman|regulator
registry|surveyors|architects|accountants|brokers|broker|auctioneers|estate agent|estate agents|letting agent|lettings
agents|scouts|guides|brownies|cubs|beavers|u3a|womens institute|pta|fire station|ambulance|coastguard|rnli|samaritans
citizens advice|food bank|consultants|hauliers|recycling centre|cemetery|crematorium|newspaper|gazette|press
"""
WORDS: dict[Says, str] = {
    Says.YOU: "u|ur|you|your|yours|you're|you've",
    Says.I: "i|me|my|mine|i'm|i've|we|us|our|ours",
    Says.SINGULAR: "he|she|him|her|his|hers|he's|she's|himself|herself",
    Says.PLURAL: "they|them|their|theirs|they're|themselves",
    Says.KIN: KIN,
    Says.RELATIVE: RELATIVES,
    Says.PERSON: PERSONS,
    Says.ROLE: ROLES,
    Says.BODY: BODIES,
}
PART_OF_A_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_@/")
NOT_AFTER = PART_OF_A_WORD | {"-", "."}


def _words(says: Says) -> list[str]:
    return WORDS[says].strip().replace("\n", "|").split("|")


SOMEBODY = IN_LOWER_CASE.pattern(
    b"(?:^|[^a-z0-9_@/.-])(?:%s)(?:[^a-z0-9_@/]|$)"
    % "|".join(word for says in Says if says in OF_SOMEBODY for word in _words(says)).encode("ascii")
)


@cache
def _automaton() -> Any:
    known = ahocorasick.Automaton()
    for says in WORDS:
        for word in _words(says):
            known.add_word(word, (len(word), says))
    known.make_automaton()
    return known


def is_of_somebody(scan: Scan) -> bool:
    """Whether any cue means somebody other than I and you."""
    return scan.has(SOMEBODY)


def find(scan: Scan) -> list[Cue]:
    """Every cue in the order of the text; one may lie within another, and then comes after it."""
    return sorted(_found(scan), key=lambda cue: (cue.start, -cue.end))


def _found(scan: Scan) -> Iterator[Cue]:
    text = scan.lower_words
    padded = text + " "
    for last, (length, says) in _automaton().iter(text):
        start, end = last - length + 1, last + 1
        if padded[end] in PART_OF_A_WORD or (start and text[start - 1] in NOT_AFTER):
            continue
        yield Cue(start, end, says)
