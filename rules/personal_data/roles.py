"""Who acts in a role by the form of words, whatever the trade: "the sculptor is X", "Marquee: X", "X, their piper"."""

from rules.personal_data.cues import WORDS, Says
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import Match, one_of, pattern
from rules.personal_data.words import ORGANISATIONS, PUBLIC_PLACES, ROLES, TRADES, words

ROLE = one_of(
    (ROLES | TRADES) - {"st", "king", "queen", "prince", "princess", "saint", "lead", "sir", "lady", "lord", "dr"}
)
NOBODY_WORKS_THERE = frozenset(
    (
        "bank",
        "house",
        "water",
        "property",
        "allotment",
        "allotments",
        "playground",
        "recreation",
        "churchyard",
        "junction",
        "shelter",
    )
)
BODY = one_of((ORGANISATIONS | PUBLIC_PLACES) - NOBODY_WORKS_THERE)
TITLE = rb"(?:a |the )?(?:mr |mrs |ms |miss |dr )?$"
AGENT_NOUN = rb"([a-z-]*(?:[a-z]{2}(?:er|or|ist|ian|eer)|[a-z]{2}(?:man|woman|master|smith|wright)))"
CALLED = pattern(
    rb"(?:\b(?:the|our|your|their|a|an|local|new) (?:[a-z-]+ ){0,2}|'s |(?:^|[.:;\n] ?|- ))"
    + AGENT_NOUN
    + rb"(?: round here| here| if you'd rather| if you (?:want|need) one| we (?:use|had|have)"
    rb"| of choice| (?:at|for|of|in|on) (?:the )?[a-z' -]{2,30})?(?: is| was|,|:| -)(?: now| still| called)? " + TITLE
)
CALLS = pattern(rb"^(?:,|,? who(?: is|'s)|,? is)? (?:the|our|their|your|a|an) (?:[a-z-]+ ){0,2}" + AGENT_NOUN + rb"\b")
AT_AN_OFFICE = pattern(
    rb"\b(?:man|woman|lady|chap|girl|lad|person|contact|one)s? (?:at|for|from|in|with) (?:the )?"
    rb"(?:county|district|borough|council|town hall|depot|harbour|office|station"
    rb"|water board|ministry|diocese|registry|agency|bank|company)\b"
    rb"[^.\n]{0,16}(?: is|,|:| -| called) " + TITLE
)
OUR_MAN = pattern(
    rb"\b(?:(?:our|your|their|council's|county's) (?:[a-np-z][a-z]+|[a-z]{2})"
    rb"|(?:the|that|this|a) (?:county|council|district|borough|board|highways|water|gas|electric|broadband|drainage"
    rb"|insurance|planning|rates|parking|footpaths))"
    rb" (?:man|woman|lady|chap|lad|girl|guy|person|contact|people)(?:,| is| was|:| there is| called) " + TITLE
)
WITH_A_DUTY = pattern(
    rb"\b" + ROLE + rb"s? (?:on|for|from|with|covering|handling|dealing with|looking after|responsible for|this|that we"
    rb"|that you|we|you) [a-z0-9/' -]{2,40} (?:is|was)(?: now)? " + TITLE
)
DESCRIBED = pattern(rb"\b" + ROLE + rb"(?:(?:'s| is) an? [a-z ]{2,20}, | \([a-z'& -]{2,30}, )" + TITLE)
OF_SEVERAL = pattern(
    rb"\b(?:councillors|cllrs|officers|judges|governors|trustees|churchwardens|surveyors|engineers|solicitors|architects"
    rb"|inspectors|wardens|registrars|magistrates|doctors|speakers)(?: (?:for|of|at|in) [a-z ]{2,20})?(?: are| were|:) "
    rb"[^.;\n]{3,80}(?:,|,? and|,? &) (?:[a-z]+ )?" + TITLE
)
AT_A_BODY = pattern(rb"\b" + BODY + rb"(?: \(| has |,? (?:attn|attention|fao)[.:]? )" + TITLE)
TOPICS = one_of(
    words(
        """
        bin bins pothole potholes lights lighting streetlights highways drains gullies footpaths verges grass mowing
        hedges allotments hall halls graves burials cemetery planning trees licensing housing benefits rates parking
        press publicity boiler heating plumbing plumber electrics sparks marquee marquees bar catering food music
        band disco sound security toilets skip skips taxi taxis minibus roof gutters chimney windows noise pests
        wasps bees moles rats gas water electricity moorings meals courier images artwork design interviews pharmacy
        slip funerals bookings payroll insurance website printing photographs photos tickets transport traffic
        refreshments teas cakes flowers fireworks generator staging stage duty emergencies emergency
        """
    )
)
UNDER = pattern(
    rb"(?:^|[.;:\n)] ?|- |\* )(?:for )?(?:the )?(?:[a-z]+ (?:(?:and|&|or) )?)?"
    + TOPICS
    + rb"(?:,|:| -+| =|\t|,? (?:you want|try|ring|see|ask|ask for|speak to|from|by|with|on wheels,?))+ "
    + TITLE
)
ASKED = (WITH_A_DUTY, DESCRIBED, OF_SEVERAL, AT_A_BODY, UNDER, AT_AN_OFFICE, OUR_MAN)
HOURS = pattern(
    rb"\b(?:open|opens|opening|24 ?hours?|24/7|switchboard|helpline|hotline|answerphone"
    rb"|direct (?:line|dial|number)|ask for|or (?:report|book|apply|pay|order)(?: it)? on-?line|option \d|press \d"
    rb"|reception"
    rb"|mon(?:day)?s? ?(?:-|to) ?(?:thu|fri|sat|sun)[a-z]*|9 ?(?:am)? ?(?:-|to) ?5 ?(?:pm)?)\b"
)
INITIALS = pattern(rb"\b(?:[A-Z]{3,6}|[A-Z][a-z]+[A-Z][a-z]+[A-Za-z]*),?(?: on| at)? \(?$")
NO_BODY = pattern(
    rb"\b(?:TEL|MOB|HOME|WORK|FAX|ICE|DOB|MUM|DAD|GRAN|RING|CALL|PHONE|MOBILE|TEXT|NOT|NEW|OLD|AND|FOR|CELL"
    rb"|M[ac]c?[A-Z][a-z]+),? "
)
PRIVATE = frozenset(
    word for says in (Says.PERSON, Says.KIN, Says.RELATIVE) for word in WORDS[says].replace("\n", "|").split("|")
)
NO_WORKER = PRIVATE | words(
    """
    another answer after alter better border butter car chapter center charter clever clover computer consider copper
    corner counter cover customer december delivery dinner door easter either ever father favor february fever filter
    finger flavor flower folder former further gender grander greater hammer harbor heather her hinder honor hunger
    inner january larger late latter letter litter lesser liquor longer lower lumber matter member meter minor mirror
    mother motor never newer november number october odor offer older or order other outer over paper peer pepper per
    picture pier poster power prayer quarter rather register remember river roller rubber rumor sender september
    shelter shorter shower silver sister smaller smoker stranger summer sweater tower trailer transfer trigger under
    upper usher visor voucher wander water weather whether whichever whoever winter younger human woman man gentleman
    german roman italian russian indian christian resist exist list mist twist fist offender beginner believer
    survivor ancestor competitor investor debtor donor mentor abuser attacker intruder squatter loser user eater
    drinker dreamer follower fan lover hater stalker villager newcomer incomer comer troublemaker latecomer runner-up
    swimmer traveller camper foreigner elder sufferer prisoner shareholder ratepayer taxpayer payer receiver giver
    borrower lender bearer signer marcher protester sympathiser whistleblower caregiver babysitter mover neighbor
    successor predecessor purchaser executor testator petitioner emailer blogger commenter campaigner activist jogger
    runner rambler biker birdwatcher trespasser poacher flytipper tipper dumper parker breeder sitter fundraiser
    proposer seconder nominator tester walker stepfather stepmother grandfather grandmother co-owner joiner starter
    leaver sharer passer-by seeker lesbian vegetarian
    """
)


def is_trade(called: Match | None) -> bool:
    """Whether the word by which somebody is called is formed as a trade's, and none for private people.

    The harpsichord maker is at work, a troublemaker is not.
    """
    return called is not None and called.group(1).decode("ascii").rpartition("-")[2] not in NO_WORKER


def is_manned(scan: Scan, item: Item, low: int, high: int) -> bool:
    """Whether a number is an office's by what stands beside it: opening hours, or initials for a name."""
    before = scan.raw[max(low, item.start - 40) : item.start]
    if INITIALS.search(before) and not NO_BODY.search(before):
        return True
    return HOURS.search(scan.lower, max(low, item.start - 60), min(high, item.end + 40)) is not None
