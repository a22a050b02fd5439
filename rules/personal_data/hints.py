"""Words that hint at special categories of data, and those guarded like them: UK GDPR articles 9 and 10."""

from rules.personal_data.patterns import IN_LOWER_CASE, Sought, pattern


def _said(words: bytes) -> Sought:
    """A pattern whose blanks may also be the end of a line."""
    return IN_LOWER_CASE.pattern(words.replace(b" ", rb"\s"))


NAMED = {
    "health": "A hint of somebody's health",
    "benefits": "A hint of somebody's benefits or debts",
    "criminal": "A hint of somebody's offences",
    "care": "A hint that somebody is in care or under protection",
    "belief": "A hint of somebody's beliefs, origin or sexual life",
}
HINTS: dict[str, Sought] = {
    "health": _said(
        rb"\b(?:chemo(?:therapy)?|cancer|dementia|alzheimer'?s|depress(?:ion|ed)|diabet(?:es|ic)|epilep(?:sy|tic)"
        rb"|asthma|copd|dialysis|had a stroke|heart attack|hiv|mental health|(?:in|into|from|to) hospital|wheelchair"
        rb"|(?:is|was|registered|been) disabled|on oxygen|hip (?:op|operation|replacement)|fit note|signed off"
        rb"|off (?:sick|with)|pregnan(?:t|cy)|expecting (?:a baby|twins|again|in (?:january|february|march|april|may"
        rb"|june|july|august|september|october|november|december))|autis(?:m|tic)|adhd|cerebral palsy|on tablets"
        rb"|medication|(?:broken?|fractured|breaking|broke) (?:his |her |their |an? )?(?:arm|leg|wrist|hip|ankle"
        rb"|collarbone|neck|back|rib|ribs)|(?:arm|leg|wrist|hip|ankle|rib|skull) (?:break|fracture)|having it pinned"
        rb"|fractured skull|diagnos(?:ed|is)|overdose|alcoholic|antidepressants?|tablets for|steroids|insulin"
        rb"|inhaler|epi-?pens?|coeliac|peanut|nut allerg\w+|allergic to|had a fall|wheelchair|zimmer"
        rb"|on (?:two )?sticks|parkinson'?s|multiple sclerosis|motor neurone|angina|pneumonia|sepsis|leuk(?:ae|e)mia"
        rb"|prostate|tumou?r|lymphoma|melanoma|arthritis|osteoporosis|fibromyalgia|lupus|crohn'?s|colitis|cirrhosis|hepatitis"
        rb"|tuberculosis|pacemaker|bypass operation|stent|catheter|colostomy|mastectomy|hysterectomy"
        rb"|knee replacement|amputat\w+|paralysed|seizures?|ha[ds] a fit\b|having a fit\b|migraines?|panic attacks?"
        rb"|ptsd|psychosis|psychiatric|nervous breakdown|had a breakdown|low mood|post-?natal|ivf|rehab|detox"
        rb"|methadone|walking frame|mobility scooter|stairlift|blood thinners?|warfarin|(?:heart|blood pressure"
        rb"|sleeping) (?:tablets|pills)|bad (?:chest|heart|back|knee|hip)|weak heart|poor(?:ly)? health|nerves are bad"
        rb"|on the sick|respite|occupational therapist|district nurse|memory clinic|oncolog\w+|radiotherapy|biopsy"
        rb"|after (?:his|her|their|a) fall|hospital appointment|macmillan|end of life|do not resuscitate|with (?:his"
        rb"|her|their) (?:heart|chest|back|nerves|legs?|hip"
        rb"|knee|lungs?|kidneys?|eyes|bowels?|prostate)|(?:his|her) (?:operation|op|chemo|heart|stroke|dementia"
        rb"|depression|breakdown|diagnosis|consultant|oxygen|prescription|condition)|a stroke|heart trouble"
        rb"|in intensive care|a scan|hospice|palliative|miscarriage|sectioned|mental\b|bipolar|schizophren\w+"
        rb"|anorexi\w+|blind|deaf|partially sighted|learning disabilit\w+|special needs|disab(?:led|ility)"
        rb"|sick(?:ness)? (?:leave|absence|pay)|long-term sick|self[ -]harm|suicid(?:e|al)|surgery on h(?:is|er)"
        rb"|ill health|terminally ill|ward \d{1,2}|h(?:as|ad) (?:ms|tb|mnd|cjd|ibs|me|an abortion|a (?:stoma"
        rb"|drink problem|bad back|drug problem|hernia|growth|bleed))|an abortion|long covid|(?:tested positive"
        rb"|being treated|treated) for|incontinent|housebound|bed-?bound|bedridden|learning difficult\w+"
        rb"|special educational needs|ehcp|sen (?:support|register|needs)|needs a carer|(?:knee|heart|eye|cataract"
        rb"|bowel|back|hip|shoulder|foot) (?:operation|op|surgery)|slipped dis[ck]|off bad|drug addict|addicted to"
        rb"|self[ -]harms|smells of (?:drink|alcohol)|always drunk|gender reassignment|mentally ill|breast"
        rb"|stroke unit|under the (?:hospital|consultant|mental health team)|heart condition|maternity leave)\b"
    ),
    "benefits": _said(
        rb"\b(?:universal credit|housing benefit|jobseeker'?s|on benefits|attendance allowance|(?:his|her|their) pip"
        rb"|bankrupt(?:cy)?|bailiffs?|(?:us(?:e|es|ing)|rel(?:y|ies|ying) on|been to|referred to)(?: the| our"
        rb"| a)? food ?bank|food ?bank (?:parcel|voucher|referral|user|client)s?|rent arrears|in arrears|evict(?:ed"
        rb"|ion)|behind with (?:the|his|her|their) (?:rent|mortgage|bills|council tax)|(?:weeks|months"
        rb"|payments) behind|lost (?:his|her|their) job"
        rb"|made redundant|on the dole|in debt|debt collectors?|loan shark|payment plan|repossess\w+|can(?:no"
        rb"|')t afford|hardship fund|council tax (?:support|reduction)|pension credit|carer'?s allowance|(?:gets|on"
        rb"|claims?|claiming|receives|receiving|in receipt of) (?:esa|uc|pip|dla|jsa|universal credit)|homeless"
        rb"|sofa[- ]surfing|on the housing register|cannot pay (?:the|his|her|their) [a-z ]{0,12}(?:tax|rent|bill"
        rb"|fee)|blue badge (?:holder|application|renewal)|has a blue badge)\b"
    ),
    "criminal": _said(
        rb"\b(?:convict(?:ed|ion)s?|previous for|prison|hmp|probation|arrested|cautioned|charged with"
        rb"|criminal record|restraining order|dealing drugs|drug dealer|shoplifting|tagged|on bail|nicked for"
        rb"|for possession\b|possession of (?:drugs|cannabis|a knife|an offensive)|drink[- ]driv\w+"
        rb"|banned from driving|stole|stealing|thief|burgl\w+|young offenders?|sex offenders?|an asbo|suspected of"
        rb"|wanted by the police|expelled for|fined for|(?:penalty )?points (?:for|on (?:his|her|their) licence)"
        rb"|caution for|in custody|back inside|ex-offender|released from (?:prison|custody|jail))\b"
    ),
    "care": _said(
        rb"\b(?:social services|social worker|foster(?:ed| care| carers?| parents)|safeguarding|child protection"
        rb"|looked[ -]after child|taken into care|free school meals|domestic (?:violence|abuse)|refuge|injunction"
        rb"|non-molestation|abusive (?:partner|husband|wife|ex)|stalk(?:ed|ing|er)|custody (?:battle|case|hearing)"
        rb"|adoption order|lost custody|(?:is|are|was|were|went|been) (?:in|into) care\b"
        rb"|excluded from (?:[a-z'-]+ ){0,3}?(?:school|academy|college)|permanently excluded)\b"
    ),
    "belief": _said(
        rb"\b(?:is|was|are|were|being|as|came out as|turned|became) (?:an? )?(?:very |openly |devout |practising "
        rb"|strict )?(?:muslim|jewish|hindu|sikh|catholic|buddhist|jehovah'?s witness|mormon|atheist|gay|lesbian"
        rb"|bisexual|transgender|transsexual|trans|asylum seeker|refugee|illegal immigrant|(?:of )?(?:roma|gypsy"
        rb"|romany)(?: origin)?)\b|\b(?:votes?|voted) (?:labour|tory|conservative|reform|green|lib dem|liberal|ukip"
        rb"|plaid|snp)\b|\b(?:belongs to|member of) (?:the )?(?:labour party|conservative party|reform|green party"
        rb"|bnp|union\b|unison|unite\b|gmb\b|rmt\b|nasuwt|neu\b)|\basylum seekers?\b|\bseeking asylum\b"
    ),
}

NO_HINT = pattern(
    rb"^(?:disabled (?:bays?|parking|spaces?|toilets?|loos?|access|ramps?|facilit)|blind (?:bends?|corners?|spots?"
    rb"|junctions?|summits?|dates?)|deaf (?:spots?|ears?)|charged with (?:arranging|running|organising|keeping"
    rb"|finding|making|looking|preparing|reporting|drafting|chairing|delivering|improving|raising)"
    rb"|(?:[a-z']+ ){0,2}[a-z']+ (?:charity|charities|awareness|uk|research|trust|society|figures|statistics"
    rb"|reform\w*|friendly|action|alliance|association|cafe|choir|week|appeal|clinic|campaign|centre|training)\b)"
)
ONLY_A_TOPIC = pattern(
    rb"\b(?:no|without|any) (?:previous |unspent |criminal |motoring )?$|\b(?:talk|talks|lecture|leaflets?|article"
    rb"|course|training|book|film|play|evening|session|event|poster|policy"
    rb"|guidance|charity|fund-?rais\w+|appeal|collection|donations?|campaign|stall|sale|walk|awareness"
    rb"|raised [^a-z]{0,8}|money|in aid|figures|statistics|numbers) (?:on|about|for|in aid of|of|against)(?: the"
    rb"| a)? $"
)
