"""Special categories of data and those that are guarded like them: health, benefits, offences, and children in care.

UK GDPR articles 9 and 10. A hint is no datum by its value: it counts only where its words speak of a private person,
by name or not.
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import Pattern, pattern

NAMED = {
    "health": "A hint of somebody's health",
    "benefits": "A hint of somebody's benefits or debts",
    "criminal": "A hint of somebody's offences",
    "care": "A hint that somebody is in care or under protection",
}
HINTS: dict[str, Pattern] = {
    "health": pattern(
        rb"\b(?:chemo(?:therapy)?|cancer|dementia|alzheimer'?s|depress(?:ion|ed)|diabet(?:es|ic)|epilep(?:sy|tic)"
        rb"|asthma|copd|dialysis|had a stroke|heart attack|hiv|mental health|(?:in|into|from|to) hospital|wheelchair"
        rb"|(?:is|was|registered|been) disabled|on oxygen|hip (?:op|operation|replacement)|fit note"
        rb"|signed off|off (?:sick|with)|pregnan(?:t|cy)|autis(?:m|tic)|adhd|cerebral palsy|on tablets|medication"
        rb"|(?:broken|fractured) (?:arm|leg|wrist|hip|ankle|collarbone)|diagnos(?:ed|is)|overdose|alcoholic"
        rb"|self[ -]harm|suicid(?:e|al)|surgery on h(?:is|er)|ill health|terminally ill|ward \d{1,2})\b"
    ),
    "benefits": pattern(
        rb"\b(?:universal credit|housing benefit|jobseeker'?s|on benefits|attendance allowance|(?:his|her|their) pip"
        rb"|bankrupt(?:cy)?|bailiffs?|food ?bank|rent arrears|in arrears|evict(?:ed|ion))\b"
    ),
    "criminal": pattern(
        rb"\b(?:convict(?:ed|ion)s?|previous for|prison|hmp|probation|arrested|cautioned|charged with|criminal record"
        rb"|restraining order|dealing drugs|drug dealer|shoplifting|tagged)\b"
    ),
    "care": pattern(
        rb"\b(?:social services|social worker|foster(?:ed| care| carers?| parents)|safeguarding|child protection"
        rb"|looked[ -]after child|taken into care|free school meals|domestic (?:violence|abuse))\b"
    ),
}


def find(scan: Scan) -> Iterator[Item]:
    """Each hint, in no order; its value says nothing."""
    for kind, form in HINTS.items():
        for match in form.finditer(scan.lower):
            yield Item(kind, *match.span(), "", sure=False)
