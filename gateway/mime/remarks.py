"""What people write into the header of a message besides its subject: notes, organisations, comments, parameters.

Programs write most fields of a header. They are left out by name, and of the rest whatever is not at least two words
side by side: an id, a score or a time is no remark.
"""

from collections.abc import Iterable, Iterator

import re2

from gateway.mime.address import asides
from gateway.mime.header import FIELD_LIMIT, Field, decode_words, parameters

ADDRESSES = {"from", "sender", "reply-to", "to", "cc", "bcc"}
TYPES = {"content-type", "content-disposition"}
OWN_TEXTS = {"subject", "comments", "keywords", "thread-topic", "content-description"}  # read in other places
ANSWERED = {"in-reply-to", "references"}  # ids, but older clients write whose message it was
WRITTEN = {"organization", "organisation"}
OF_PROGRAMS = (
    "date message-id mime-version received return-path user-agent delivered-to envelope-to x-mailer importance priority"
    " x-priority sensitivity precedence auto-submitted thread-index status x-status lines path xref newsgroups"
    " nntp-posting-host nntp-posting-date errors-to return-receipt-to disposition-notification-to encoding autocrypt"
    " dkim-signature domainkey-signature received-spf authentication-results accept-language face x-face language"
    " x-newsreader x-url mail-from mail-followup-to x-mimeole x-sender x-envelope-from x-envelope-to apparently-to"
    " x-originating-ip x-original-to x-delivered-to x-loop x-rcpt-to x-uid x-uidl x-keywords x-account-key"
    " x-operating-system"
    " x-accept-language x-confirm-reading-to x-complaints-to x-trace x-report-abuse x-abuse x-abuse-info x-abuse-info2"
    " x-abuse-reports-to x-csa-complaints x-campaign x-php-originating-script x-php-script x-msmail-priority x-filename"
    " x-attachment-id x-scanned-by x-qmail-scanner x-evolution-source x-originalarrivaltime x-pgp-key"
)
PROGRAMS = (
    *("content-", "list-", "arc-", "resent-", "original-", "feedback-", "dkim-", "x-ms-", "x-microsoft-", "x-google-"),
    *("x-gm-", "x-spam", "x-virus", "x-amavis", "x-bogosity", "x-dspam", "x-forefront-", "x-exchange-", "x-eop"),
    *("x-mozilla-", "x-apple-", "x-uniform-", "x-universally-", "x-mailscanner", "x-barracuda", "x-proofpoint"),
    *("x-mimecast-", "x-antivirus", "x-antiabuse", "x-authent", "x-authority", "x-greylist", "x-received", "x-ses-"),
    *("x-sg-", "x-mailgun-", "x-mandrill", "x-mc-", "x-sfdc-", "x-yahoo", "x-ymail", "x-aol-", "x-auth", "x-source"),
    *("x-cmae", "x-me-", "x-ui-", "x-sonic", "x-msg", "x-originator", "x-crosspremises", "x-organizationheaders"),
    *("x-tm-", "x-assp", "x-ironport", "x-messagelabs", "x-mail", "x-feedback", "x-report", "x-binding", "x-job"),
    *("x-list", "x-protective-", "msip_"),
    *("x-dkim", "x-sieve", "x-pm-", "x-smtp", "x-hmail", "x-rspamd", "x-clamav", "x-sophos", "x-symantec", "x-fe-"),
)
OF_TYPES = (
    "boundary charset name name* filename filename* format delsp type start start-info method protocol micalg"
    " report-type smime-type reply-type creation-date modification-date read-date size access-type url mode number"
    " total id component x-unix-mode x-mac-type x-mac-creator x-mac-hide-extension differences action-type"
)
LEFT_OUT = frozenset(OF_PROGRAMS.split()) | OWN_TEXTS
KNOWN_PARAMETERS = frozenset(OF_TYPES.split())
WORDS = re2.compile(r"\pL{2,}['.,]? +['(]?\pL{2,}")
ID = re2.compile(r"<[^<>]*>")


def remarks(header: Iterable[Field]) -> str:
    """Every remark of one header, a line each; of all fields together FIELD_LIMIT is read."""
    found: list[str] = []
    left = FIELD_LIMIT
    for one in header:
        if left > 0 and not is_a_programs(one.key):
            left -= len(one.raw)
            found += _said(one.key, one.value[:FIELD_LIMIT])
    return "\n".join(dict.fromkeys(found))


def is_a_programs(key: str) -> bool:
    """Whether a program writes this field, or its words are read in another place."""
    if key in LEFT_OUT or not key or "=" in key:
        return True
    return key.startswith(PROGRAMS) and key not in TYPES


def _said(key: str, value: str) -> Iterator[str]:
    if key in ADDRESSES:
        yield from (said for said in map(decode_words, asides(value)) if any(map(str.isdigit, said)))
    elif key in TYPES:
        if value.count("=") > 1 or ("=" in value and "charset=" not in value):
            yield from _parameters(value)
    elif key in ANSWERED:
        yield from _worded(ID.sub(" ", value) if "<" in value else value)
    elif key in WRITTEN:
        yield decode_words(value)
    else:
        yield from _worded(value)


def _parameters(value: str) -> Iterator[str]:
    for name, said in parameters(value)[1].items():
        if name not in KNOWN_PARAMETERS:
            yield from _worded(said)


def _worded(value: str) -> Iterator[str]:
    said = decode_words(value)
    if WORDS.search(said):
        yield said
