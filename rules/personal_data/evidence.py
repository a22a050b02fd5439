"""What the words near a name show of whoever bears it: a role and a body, or a private life."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from rules.personal_data.item import Item, Scan
from rules.personal_data.layout import Layout
from rules.personal_data.mention import Mention
from rules.personal_data.name_lists import first_names, surnames
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Several, pattern
from rules.personal_data.people import is_organisation
from rules.personal_data.roles import ASKED, AT_AN_OFFICE, BODY, CALLED, CALLS, OUR_MAN, ROLE, UNDER, is_trade
from rules.personal_data.rows import Record
from rules.personal_data.weights import Weights
from rules.personal_data.words import (
    BODY_WORDS,
    FIRM_ENDINGS,
    NO_NAMES,
    OFFICIAL_TITLES,
    ORGANISATIONS,
    POST_NOMINALS,
    ROLES,
    TRADES,
)

ADJECTIVES = rb"(?:[a-z&/'-]+ ){0,3}"
HOLDS = pattern(
    rb"^'?(?:,? (?:is|was|as|who is|who's) |[ \t]?[,|(/-][ \t-]?|[ \t]{2,}|\r?\n[> \t]*| (?:the|our) )"
    rb"(?:(?:the|our|a|an|your|their|his|her|its|local|my"
    rb"|acting|deputy|senior|new|joint|vice|assistant|head|chief) )*" + ADJECTIVES + ROLE + rb"s?\b"
    rb"|^ \((?:the )?(?:county|district|borough|police|highways|nhs|cab|parish|agent|architect)\)"
    rb"|^'s (?:direct (?:line|dial|number)|extension|(?:office|work) (?:number|mobile|phone|line|e-?mail))\b"
)
WORKS = pattern(
    rb"^,? (?:in|on) (?:the|our|their|your) (?:[\w&'-]+ ){0,3}(?:team|department|dept|office|section|division|unit"
    rb"|directorate|service|branch|bureau|desk|committee|board|panel)\b"
    rb"|^[ \t]?(?:[,|(/-][ \t]?|,? (?:of|from|at|for|with|who runs|runs|owns) (?:the )?|\r?\n[> \t]*)"
    rb"(?:[\w&'.-]+ ){0,4}"
    + BODY
    + rb"(?:[^\w ]| [^a-zA-Z]|$| (?:is|was|on|at|has|will|to|who|and|about|for|in|said|can|by|are|if|or|with)\b)"
)
HELD = pattern(
    rb"\b" + ROLE + rb"s?(?: in charge| on duty| on call| round here| here| there| now| if you[a-z' ]{3,9})*"
    rb"(?: (?:for|of|at|in|to) (?:the )?[a-z' -]{2,30})?"
    rb"(?:(?:,? is|'s)(?: now| still| called)?|,? (?:are|was|were|called)|'s name is|,? by the name of|:|,| -)?"
    rb",? \(?(?:mr |mrs |ms |miss |dr |capt\.? |rev\.? |prof\.? )?$"
)
OF_THE_READER = pattern(
    rb"\byour (?:[a-z]+ ){0,2}(?:driver|man|lad|chap|colleague|operative|apprentice|engineer|surveyor|foreman"
    rb"|fitter|assistant|team|rep|agent|manager|officer"
    rb"|director|partner|trainee|technician|crew|office|staff|secretary|predecessor|successor"
    rb"|inspector)[a-z]*[ ,(]+(?:mr |mrs |ms |miss )?$"
)
USED = pattern(
    rb"\b(?:we use|we used|recommend\w*|did (?:our|the|my)|does (?:our|the|my)|deals with|handles|looks after"
    rb"|run by|runs the|managed by|dealt with by|in charge"
    rb"|the (?:man|woman|person|people|chap|lady) (?:for|to|you want|who (?:deals|does|handles))|ask for"
    rb"|the contact|contact is|attn)\b[^.\n]{0,40}$"
    rb"|\bquot(?:e|es|ed|ation|ations)\b[^\n]{0,90} \((?:mr |mrs |ms |miss )?$"
)
LED = pattern(
    rb"\b" + BODY + rb"(?:'s|,|:| -| \(|, ask for| on|, speak to|, contact| is| are)? (?:mr |mrs |ms |miss |dr )?$"
)
PRIVATE_NOUN = pattern(
    rb"\b(?:residents?|neighbours?|tenants?|pensioners?|widow(?:er)?|parishioners?|villagers?|complainants?"
    rb"|objectors?|plot ?holders?"
    rb"|householders?|occupiers?|applicants?|claimants?|hirers?|callers?|witness(?:es)?|customers?|victim|patients?"
    rb"|volunteers?|wife|husband|son|daughter|mother|father|mum|dad|children|elderly|lady|gentleman|lives?|family"
    rb"|passenger|next of kin|(?:family|emergency|personal|home) contact)"
    rb"(?: of| called| named|,|:| is| was| -)? (?:mr |mrs |ms |miss |mx |dr )?(?:and |& )?(?:mrs |mr )?$"
)
PRIVATE_LIFE = pattern(
    rb"^(?:'s (?:[a-z]+ )?(?:wife|husband|house|home|garden|dog|hedge|mother|mum|son|daughter|kids|children"
    rb"|complaint|allotment|plot)"
    rb"|,? (?:who )?(?:lives|lived|complain|object|has complain|has object|rang|phoned|reported|fell|tripped"
    rb"|moved (?:in|to)|"
    rb"(?:a |the |our )?(?:local )?(?:resident|tenant|neighbour|parishioner|widow|pensioner|plot ?holder)|aged?\b"
    rb"|next door|opposite)|,? (?:who |he |she )?(?:is|who's|he's|she's)(?: only| just)? \d{1,2}\b(?:[,.\n]| and))"
)
FORMERLY = pattern(
    rb"^(?:,| is| was)(?: an?| the| our)? (?:retired|former|ex-|unemployed|trainee)\b|^,? (?:who |he |she )?(?:was"
    rb"|used to be|had been|served as)\b[^.\n]{2,40}\b(?:till|until|before|from \d{4}"
    rb"|for (?:\d+|many|several|some) years|in the (?:\w+ )?(?:\d0s|days))\b"
)
WORK = pattern(
    rb"^,? (?:who )?(?:will|can|is|has|would)?(?: be| also| now)? ?(?:attend|visit|inspect|carr(?:y|ied) out"
    rb"|install|survey|quot(?:e|ed|ing)|"
    rb"repair|servic|deliver|on site|present(?:ed|ing)?|chair|minut|audit|represent|taking the|leading|officiat"
    rb"|conduct)"
)
LETTERS = (
    b"(?:"
    + b"|".join(sorted(word.upper().encode() for word in POST_NOMINALS))
    + rb"|BEd|BSc|MSc|PhD|DPhil|Dip|DipHE|Cert"
    rb"|CertEd|CiLCA|MRPharmS|BVSc|MEng|BEng|CEng|\(Hons\)|Hons|Retd)\b"
)
POST_NOMINAL = AS_WRITTEN.pattern(rb"[a-z][, ]{1,2}" + LETTERS)
QUALIFIED = pattern(rb"^(?:,? " + LETTERS + rb"\)?){0,4}")
CANDIDATE = IN_LOWER_CASE.pattern(
    rb"\b(?:candidates?|applicants?|shortlist(?:ed|ing)?|interview(?:s|ed|ing|ees?)?|applied for|applying for|vacancy"
    rb"|application (?:for|from))\b"
)
THANKED = pattern(rb"\bthank(?:s|ed|ing)?(?: to)?\b[^.;\n]{0,100}$")  # by a committee, so not of it
PANEL = pattern(rb"\bpanel\b|\binterviewers?\b|\binterviewed by\b")
COULD = pattern(rb"\b(?:could|can|would|will|please ask|please have|perhaps) (?:mr |mrs |ms |miss |dr )?$")
DO = pattern(
    rb"^ (?:please )?(?:look|check|confirm|send|resend|re-?issue|quote|invoice|correct|amend|sort|attend|advise"
    rb"|(?:call|ring|email|e-mail|let|drop) (?:me|us)\b)"
)
SERVICE_NUMBER = pattern(rb"\b0(?:3\d\d|800|808|845|870)[ -]?\d{3}")
TELLS = pattern(
    rb"^ (?:is|was|has|had|hasn't|isn't|rang|says|said|wants|lives|complained|owes|asked|wrote|reported|did|moved"
    rb"|died|came"
    rb"|would|objects|objected|thinks|lost|broke|fell|phoned)\b"
)  # Allotments: Jean Pike is in arrears
OFFICES = ROLES | TRADES | BODY_WORDS
BEFORE = Several(HELD, LED, USED, OF_THE_READER, PRIVATE_NOUN, CALLED, *ASKED)
IS_HELD, IS_LED, IS_USED, IS_OF_READER, IS_PRIVATE, IS_CALLED = range(6)  # what is more, is asked
IS_UNDER = IS_CALLED + 1 + ASKED.index(UNDER)
IS_SENT = frozenset(IS_CALLED + 1 + ASKED.index(form) for form in (AT_AN_OFFICE, OUR_MAN))  # the County lady
AFTER = Several(HOLDS, WORKS, WORK, PRIVATE_LIFE, CALLS)
HOLDS_IT, WORKS_THERE, AT_WORK, LIVES, CALLS_IT = range(5)
OF_PRIVATE_LIFE = frozenset({"birth-date", "national-insurance", "nhs"})
CLOSE = 14  # characters
PLAIN_TITLES = frozenset({"mr", "mrs", "miss", "ms", "master"})
OUR = pattern(rb"\bour $")
INTRODUCES = pattern(rb"^(?:'s|,|:| -| \(|,? ask for|,? speak to|,? contact)? ?\(?$")
IS_AT = pattern(rb"^(?:,? (?:of|from|at|with|for)|,| -|, who runs|, who owns| \(| \((?:of|from|at))? ?(?:the )?$")
GROUNDS = frozenset(
    {"room", "hall", "park", "pavilion", "playground", "cemetery", "churchyard", "allotments", "shelter"}
)
THERE = pattern(rb"\b(?:to|into|in|at|for|from|outside|near)(?: the)? $")
BODIES_IN_A_UNIT = 12  # that are looked at


class Near:
    """The evidence that stands near a name."""

    def __init__(
        self, scan: Scan, layout: Layout, bodies: Sequence[tuple[int, int]], items: Sequence[Item], to_firms: bool
    ) -> None:
        self.scan, self.layout, self.bodies, self.items, self.to_firms = scan, layout, sorted(bodies), items, to_firms
        self._item_starts = [item.start for item in items]

    def evidence(self, mention: Mention, weights: Weights) -> Iterator[float]:
        """The weight of each piece: more for a role, less for a private life."""
        scan = self.scan
        qualified = QUALIFIED.search(scan.raw[mention.end : mention.end + 40]) if scan.has(POST_NOMINAL) else None
        end = mention.end + (qualified.end() if qualified else 0)
        before, after = scan.before(mention.start, 120), scan.after(end, 90)
        record = self.layout.record_at(mention.start)
        if record and record.form:
            after = after.partition(b"\n")[0]  # the next line has a label of its own
        title = scan.lower_words[mention.start : mention.end].split(" ", 1)[0].rstrip(".")
        if title in OFFICIAL_TITLES:
            yield weights.official_title
        led, told = BEFORE.fitting(before), AFTER.fitting(after)
        by_trade = (IS_CALLED in led and is_trade(CALLED.search(before))) or (
            CALLS_IT in told and is_trade(CALLS.search(after))
        )
        asked = any(
            form > IS_CALLED for form in led if form != IS_UNDER or not TELLS.search(after)
        ) or self._is_beside_a_body(mention)
        if IS_HELD in led or (HOLDS_IT in told and not FORMERLY.search(after)):
            yield weights.role_beside
        elif IS_PRIVATE not in led and by_trade:
            yield weights.works_for
        if IS_LED in led or WORKS_THERE in told or asked:
            yield weights.works_for
        if IS_USED in led:
            yield weights.body_in_sentence
        if AT_WORK in told:
            yield weights.at_work
        if self._has_firm(mention) or (self.to_firms and (IS_OF_READER in led or _is_asked_of(before, after))):
            yield weights.works_for
        if title in PLAIN_TITLES and OUR.search(before):
            yield weights.role_beside
        if (IS_PRIVATE in led and IS_SENT.isdisjoint(led)) or LIVES in told:
            yield -weights.private_life
        sentence = before.rpartition(b". ")[2]
        if scan.has(CANDIDATE) and CANDIDATE.search(sentence) and not PANEL.search(before):
            yield -weights.private_life
        if title in PLAIN_TITLES:
            yield -weights.plain_title
        yield from self._in_unit(mention, weights, asked, record)

    def _has_firm(self, mention: Mention) -> bool:
        """Whether the surname goes on as a firm's nearby: Ann Parmar of Parmar Events, Strang & Hale."""
        surname = mention.name[1].capitalize()
        if len(surname) < 3:
            return False
        words = self.scan.words
        for low, high in ((max(0, mention.start - 60), mention.start), (mention.end, mention.end + 60)):
            place = words.find(surname + " ", low, high)
            if place >= 0 and _goes_on_as_a_firm(words[place + len(surname) : place + len(surname) + 40].split()[:2]):
                return True
        return False

    def _is_beside_a_body(self, mention: Mention) -> bool:
        """Whether a body's name and no more than a comma, a bracket or "of" stand between: Fettle Trees (Ann Kells)."""
        place = bisect_left(self.bodies, (mention.start, 0))
        low = self.scan.lower
        gap = mention.start - self.bodies[place - 1][1] if place else CLOSE
        if gap < CLOSE and INTRODUCES.search(low[mention.start - gap : mention.start]):
            return True
        after = self.bodies[place][0] if place < len(self.bodies) else -1
        return 0 <= after - mention.end < CLOSE and IS_AT.search(low[mention.end : after]) is not None

    def _is_a_place(self, start: int, end: int) -> bool:
        """Whether a body is a room or a ground where something happens, and nobody's place of work: to the Oak Room."""
        last = self.scan.lower_words[start:end].rpartition(" ")[2]
        return last in GROUNDS and THERE.search(self.scan.before(start, 16)) is not None

    def _has_office(self, record: Record) -> bool:
        """Whether a row or form says for which body, or in which office, somebody acts."""
        low = self.scan.lower_words
        return record.has("body") or any(
            cell.means == "role" and not OFFICES.isdisjoint(low[cell.start : cell.end].split()) for cell in record.cells
        )

    def _in_unit(self, mention: Mention, weights: Weights, asked: bool, record: Record | None) -> Iterator[float]:
        scan = self.scan
        low, high = self.layout.unit(mention.start, mention.end, 0, len(scan.raw))
        low, high = max(low, mention.start - 300), min(high, mention.end + 300)
        place = bisect_left(self.bodies, (low, 0))
        thanked = THANKED.search(scan.before(mention.start, 120)) is not None
        bodies = () if thanked or (record and record.has("school")) else self.bodies[place : place + BODIES_IN_A_UNIT]
        if any(b <= high and not (a <= mention.start < b) and not self._is_a_place(a, b) for a, b in bodies):
            yield weights.body_in_sentence
        if record and self._has_office(record):
            yield weights.role_beside
        if SERVICE_NUMBER.search(scan.raw, low, high):
            yield weights.service_number
        for item in self.items[bisect_left(self._item_starts, low) : bisect_right(self._item_starts, high)]:
            if item.kind == "email":
                yield weights.office_mailbox if is_organisation(item.value) else -weights.private_mailbox
            elif item.kind in OF_PRIVATE_LIFE or (not asked and _is_home_beside(mention, item)):
                yield -weights.private_life
            elif not asked and _is_house_beside(mention, item):
                yield -weights.private_life / 2


def _is_asked_of(before: bytes, after: bytes) -> bool:
    """Whether an office is asked that somebody of it does something: could Mrs Kidd look again?"""
    return COULD.search(before) is not None and DO.search(after) is not None


def _is_home_beside(mention: Mention, item: Item) -> bool:
    return item.kind == "address" and item.sure and 0 <= item.start - mention.end < CLOSE


def _is_house_beside(mention: Mention, item: Item) -> bool:
    """Whether a house by its name stands right behind a name, and nothing but a comma between."""
    return item.kind == "address" and not item.sure and 0 <= item.start - mention.end <= len(", ")


def _goes_on_as_a_firm(words: list[str]) -> bool:
    """Whether the words after a surname are what firms call themselves, and no other's name."""
    plain = [word.strip(",.;:()").lower() for word in words]
    if not plain or plain[0] == "&" or plain[0] in FIRM_ENDINGS or plain[0] in ORGANISATIONS:
        return bool(plain)
    word = plain[0]
    return (
        words[0][:1].isupper()
        and word.isalpha()
        and word not in NO_NAMES
        and word not in first_names()
        and word not in surnames()
    )
