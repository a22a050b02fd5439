"""What the label of a form's line or the heading of a table's column says of the values beside or below it."""

from functools import cache

MEANS: dict[str, str] = {
    "name": "name|full name|who|holder|tenant|resident|contact|contact name|applicant|person|volunteer|hirer|booked by"
    "|reported by|reporter|caller|customer|complainant|requester|requested by|keyholder|occupier|owner|player|child"
    "|pupil|parent|parent/guardian|guardian|parent or guardian|next of kin|emergency contact|claimant|objector|patient"
    "|member|plotholder|plot holder|tenant name|name of applicant|your name|from|raised by|employee|payee|nominee"
    "|account name|account holder|name on card|cardholder|attendee|attendees|entrant|winner|seconder|proposer|driver"
    "|licensee|lessee|leaseholder|permit holder|registered owner"
    "|householder|customer name|names|witness|deceased|allottee|stallholder|booker|purchaser|by|donor|subscriber",
    "first-name": "first name|first|forename|forenames|given name|given names|firstname|first names|christian name"
    "|fname|known as",
    "surname": "surname|last name|last|family name|lastname|lname",
    "title": "title|salutation",
    "phone": "tel|telephone|phone|mobile|mob|rings on|ring|contact no|contact number|contact tel|telephone number|cell"
    "|phone number|phone no|tel no|mobile no|mobile number|landline|home tel|home phone|work tel|daytime tel|evening"
    "|evening tel|tel (home)|tel (mobile)|home|m|t|call|number|no.|contact phone|daytime phone|whatsapp|telno|phoneno"
    "|best number|contact|contact details|ring on|call back|callback|emergency tel|ice|contact details",
    "email": "email|e-mail|mail|email address|e-mail address|e|contact email",
    "house": "house|house no|house number|no|no.|number|door|flat|hse|property no|house name|house name/number|num",
    "street": "street|road|lane|str|street name|road name",
    "address": "where|pick-up|pickup|pick up|collect from|address|property|home address|addr|address 1"
    "|address line 1|address1|postal address|where they live"
    "|lives at|residence|house/street|current address|property address|site address|correspondence address|at|lives",
    "postcode": "postcode|post code|pc|post-code|zip|pcode",
    "birth-date": "dob|bday|d.o.b|d.o.b.|date of birth|born|birth date|birthdate|birthday|birth",
    "national-insurance": "ni|nino|ni no|ni number|national insurance|national insurance number|national insurance no"
    "|n.i.|ni no.",
    "nhs": "nhs|nhs no|nhs number|nhs no.",
    "utr": "utr|tax reference|tax ref|u.t.r|u.t.r.",
    "vehicle": "reg|registration|vehicle|car|vrm|vrn|plate|reg no|reg. no|car reg|vehicle reg"
    "|registration number|reg no."
    "|vehicle registration|number plate|car registration|van|index",
    "ip": "ip|ip address|client ip|remote addr|remote_addr|client_ip|remote ip|source ip|addr",
    "cookie": "cookie|cookie id|session|session id|sessionid|visitor id|client id|token|visitor|sid|session_id|cid",
    "sort-code": "sort code|sort|sortcode|s/c|s/code|sort-code",
    "account": "account|account no|account number|acc|a/c|acc no|a/c no|accountno|acct|account no.",
    "body": "service|trade|office|what for"
    "|organisation|organization|company|business|club|firm|organisation name|department|dept|supplier|contractor"
    "|trading as|agency|department/service|body|company name|employer",
    "role": "role|position|job title|job|group|post|team|capacity",
    "school": "school|year group|form group|school year|nursery|pre-school|playgroup",
    "health": "health|medical|medical condition|medical conditions|medical notes|medical needs|condition|diagnosis"
    "|illness|allergy|allergies|medication|disability|disabilities|sen|additional needs|special needs|support needs",
    "benefits": "benefit|benefits|arrears|rent arrears",
    "belief": "religion|faith|ethnicity|ethnic origin|ethnic group|sexuality|sexual orientation|union|politics",
    "other": "date|time|ref|reference|status|paid|plot|fee|rent|amount|notes|note|comments|comment|item|description"
    "|location|what|when|problem|issue|size|week|slot|day|pitch|qty|type|category|due|balance|key|keys|gift aid"
    "|band|room|hall|purpose|event|subject|message|place|rank|age|year|id|x|y|path|url|agent|user agent|method|bytes"
    "|received|opened|closed|action|outcome|policy|cost|price|total|vat|net|gross|line|page|source"
    "|class|diet|dietary|doctor|gp|set-up|setup|equipment|method|signed|stall|duty|shift|cover|hours|start"
    "|finish|end|from|to|deposit|invoice|po|order|terms|quote|quantity|unit|summary|reason|details|request|occupation"
    "|venue|bearer|waiting since|joined|applied|waiting|since|list|priority|votes|poll|district|ward|elector|expires",
}
LONGEST = 32


@cache
def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, listed in MEANS.items():
        for label in listed.split("|"):
            found.setdefault(label, meaning)
    return found


def meaning(label: str) -> str:
    """What a label means: a key of MEANS; empty where it is no label that we know."""
    label = label.strip(" \t*_\"'>-:.#").lower()
    if not label or len(label) > LONGEST or (label[0].isdigit() and " " in label):
        return ""
    table = _table()
    if found := table.get(label) or table.get(label.replace("_", " ")):
        return found
    words = label.replace("_", " ").replace("'s", "").split()
    return table.get(words[-1], "") or table.get(words[0], "") if 1 < len(words) < 5 else ""
