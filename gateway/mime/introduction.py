"""How quoted mail is introduced: a line such as `On Monday Pat wrote:`, a block of From, Sent and Subject, or a rule
with `Original Message` on it. In English as every common client writes it, and in the languages of its other editions.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import re2

from gateway.mime.flat import Line

SPAN = 4  # lines over which a client may fold an introducing line
LENGTH = 400  # characters
BLOCK = 24  # lines of a header block, with what is folded


class Label(StrEnum):
    """A field of a quoted header."""

    FROM = "from"
    SENT = "sent"
    DATE = "date"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"


LABELS = {
    Label.FROM: "from|von|de|da|van|fra|från|od|lähettäjä|от|oddi wrth|差出人|发件人|feladó|kimden|reply-to",
    Label.SENT: "sent|gesendet|envoyé|enviado|enviado el|enviada em|inviato|verzonden|sendt|skickat|wysłano|lähetetty|"
    "отправлено|anfonwyd|送信日時|发送时间",
    Label.DATE: "date|datum|fecha|data|dato|päivämäärä|дата|dyddiad|日期|sent on",
    Label.TO: "to|an|à|a|para|aan|til|till|do|vastaanottaja|кому|at|宛先|收件人",
    Label.CC: "cc|kopie|kopi|kopia|kopio|копия|importance|attachments|organisation|organization",
    Label.SUBJECT: "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|temat|aihe|тема|pwnc|件名|主题",
}
LABEL_OF = {word: label for label, words in LABELS.items() for word in words.split("|")}
UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\ufeff"))
DECORATION = "*_|# \t\u200e\u200f\ufeff\xa0"

VERB = re2.compile(
    r"(?i)(?:\b(?:wrote|writes|schrieb|schreibt|skrev|schreef|escreveu|ha scritto|pisze|kirjoitti|ysgrifennodd)\b|"
    r"\ba écrit|\bescribió|\bnapisał|\bnapsal|написал|пишет|писал|yazdı|írta)"
)
OPENER = re2.compile(r"(?i)^\W{0,3}(?:on|am|le|el|il|op|den|på|em|dnia|w dniu|dne|ar)\s.*\d|^\W{0,3}\d{4}年")
TIME = re2.compile(r"\b\d{1,2}[:.h]\d{2}\b|\d{1,2}\s?[apAP]\.?[mM]\b")
DATED = re2.compile(r"(?i)^\W{0,3}(?:[[:alpha:]]{2,10}[.,]{0,2}\s)?(?:\d{1,4}\b|[[:alpha:]]{3,9}\s\d{1,2}\b)")
ADDRESS = re2.compile(r"[^\s<>()\[\],;:\"'*|=]+@[^\s<>()\[\],;:\"'*|=]+\.[^\s<>()\[\],;:\"'*|=]+")
ENDS_IN_ADDRESS = re2.compile(r"@[^\s<>]+[>)\]\"]*\s*:$")
RULE = re2.compile(r"^[-_=*—–]{5,}$")
SEPARATOR = re2.compile(
    r"(?m)^(?:[-_=*>\s]{2,}(?:"
    r"original (?:message|appointment|e-?mail)|reply message|(?:begin )?forwarded message|forwarded by [^@]*|"
    r"urspr(?:ü|ue)ngliche nachricht|weitergeleitete nachricht|message (?:transféré|d'origine|original)|"
    r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|"
    r"oorspronkelijk bericht|doorgestuurd bericht|oprindelig (?:meddelelse|besked)|videresendt (?:meddelelse|besked)|"
    r"opprinnelig melding|ursprungligt meddelande|vidarebefordrat meddelande|alkuperäinen viesti|"
    r"(?:wiadomość oryginalna|treść przekazanej wiadomości|przekazana wiadomość)|původní zpráva|"
    r"исходное сообщение|пересылаемое сообщение|neges wreiddiol|neges a anfonwyd ymlaen"
    r")[-_=*\s:]*|begin forwarded message:|anfang der weitergeleiteten nachricht:|"
    r"début du message (?:réexpédié|transféré) ?:|"
    r"inizio messaggio inoltrato:|inicio del mensaje reenviado:|original message processed by .*)$"
)
FORWARDED = re2.compile(r"forward|weitergeleitet|transféré|réexpédié|reenviado|encaminhad|inoltrat|doorgestuurd|"
                        r"videresend|vidarebefordra|przekazan|пересыла|ymlaen")  # fmt: skip


class Introduction(NamedTuple):
    """Lines `first` to `body` (the first that is quoted) that introduce quoted mail.

    A `sure` one is followed by quoted mail whether or not that is marked as quoted. `said` are its words.
    """

    first: int
    body: int
    sure: bool
    said: str
    forwarded: bool = False
    shown_to: tuple[str, ...] = ()

    @property
    def author(self) -> str:
        """The address of whoever wrote what is quoted; empty where only a name is given."""
        found = ADDRESS.search(self.said)
        return found[0] if found else ""


def introductions(lines: Sequence[Line]) -> Iterator[Introduction]:
    """All introductions that are followed by something, in order."""
    labels = [label_of(line) for line in lines]
    whole = "\n".join(line.text for line in lines)
    ruled, spoken = SEPARATOR.search(whole.casefold()) is not None, VERB.search(whole) is not None
    done = 0
    for number in range(len(lines)):
        if number < done:
            continue
        block = (_separator(lines, labels, number) if ruled else None) or _header_block(lines, labels, number)
        found = block or _attribution(lines, number, done, spoken)
        if found and found.body < len(lines):
            yield found
            done = found.body


def _separator(lines: Sequence[Line], labels: Sequence[Label | None], number: int) -> Introduction | None:
    said = lines[number].text[:120].casefold()
    if not SEPARATOR.match(said):
        return None
    below = _header_block(lines, labels, number + 1) or _attribution(lines, number + 1, number + 1)
    body, words, shown_to = (below.body, below.said, below.shown_to) if below else (number + 1, "", ())
    return Introduction(number, body, True, words, bool(FORWARDED.search(said)), shown_to)


def is_rule(line: Line) -> bool:
    """Whether a line is only a rule."""
    return bool(RULE.match(line.text[:LENGTH]))


def label_of(line: Line) -> Label | None:
    """Which field of a header a line is."""
    head, colon, _ = line.text[:40].replace("：", ":").partition(":")
    return LABEL_OF.get(head.strip(DECORATION).casefold()) if colon else None


def _header_block(lines: Sequence[Line], labels: Sequence[Label | None], number: int) -> Introduction | None:
    """From and at least two more fields, such as clients write above the mail that they quote."""
    if number >= len(lines) or labels[number] is None:
        return None
    last = _last_label(lines, labels, number)
    if not _may_be_header(set(labels[number : last + 1])):
        return None
    body = _end_of_block(lines, last)
    said: dict[Label, str] = {}
    label = Label.FROM
    for line, found in zip(lines[number:body], labels[number:body], strict=True):
        label = found or label
        said[label] = f"{said.get(label, '')} {line.text[:LENGTH]}"
    whole = " ".join(said.values()).translate(UNSEEN)
    timed = TIME.search(whole) and {Label.SENT, Label.SUBJECT} & said.keys()
    if not timed and not ADDRESS.search(whole):
        return None
    shown_to = tuple(ADDRESS.findall(f"{said.get(Label.TO, '')} {said.get(Label.CC, '')}"))
    return Introduction(number, body, True, said[Label.FROM], shown_to=shown_to)


def _last_label(lines: Sequence[Line], labels: Sequence[Label | None], number: int) -> int:
    """The last field of a block, up to an empty line or too many lines that are no fields."""
    last = number
    for at in range(number + 1, min(number + BLOCK, len(lines))):
        if labels[at]:
            last = at
        elif lines[at].spaced or at - last > SPAN:
            break
    return last


def _may_be_header(told: set[Label | None]) -> bool:
    fields = told - {None}
    return Label.FROM in fields and len(fields) > 2 and bool(fields & {Label.SENT, Label.DATE, Label.SUBJECT})


def _end_of_block(lines: Sequence[Line], last: int) -> int:
    """The first line behind a header block: what is folded belongs to it up to an empty line."""
    depth = lines[last].depth
    for at in range(last + 1, min(last + SPAN, len(lines))):
        if lines[at].spaced or lines[at].depth != depth:
            return at
    return last + 1


def _attribution(lines: Sequence[Line], number: int, since: int, spoken: bool = True) -> Introduction | None:
    """A line such as `On 2 March 2026 at 10:00, Pat <pat@example.org> wrote:`, folded or not, that ends here.

    Unless it is `spoken`, no line has a verb of writing.
    """
    if number >= len(lines) or not _may_end(lines[number].text, spoken):
        return None
    spans = []
    for first in range(number, max(since, number - SPAN, 0) - 1, -1):
        said = " ".join(line.text for line in lines[first : number + 1])
        if len(said) > LENGTH:
            break
        if _attributes(said):
            spans.append((first, said))
        above = lines[first - 1]
        if lines[first].spaced or lines[first].depth != above.depth or above.text.endswith(":"):
            break
    if not spans:
        return None
    first, said = _begins(lines, spans)
    return Introduction(first, number + 1, _is_sure(said), said)


def _may_end(text: str, spoken: bool) -> bool:
    return text.rstrip("- ").endswith((":", "：")) or (spoken and bool(VERB.search(text[-12:])))


def _begins(lines: Sequence[Line], spans: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """Where it begins: at the last line that opens as such lines do, else at the first with a date, else the last."""
    opened = [span for span in spans if OPENER.search(span[1])]
    dated = [span for span in spans if DATED.search(lines[span[0]].text[:LENGTH])]
    return next(iter([*opened, *reversed(dated), *spans]))


def _attributes(said: str) -> bool:
    if VERB.search(said):
        return "@" in said or bool(TIME.search(said)) or bool(OPENER.search(said))
    return bool(TIME.search(said) or DATED.search(said)) and bool(ENDS_IN_ADDRESS.search(said))


def _is_sure(said: str) -> bool:
    """Whether only a client writes so: with the time or the address, not only as one speaks of a letter."""
    dated = said.startswith("---") or any(letter.isdigit() for letter in said)
    return bool(VERB.search(said)) and dated and ("@" in said or bool(TIME.search(said)))
