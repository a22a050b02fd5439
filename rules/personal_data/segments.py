"""Who wrote which stretch of a text: the author's own words, their signature, and each quoted message with its author.

Quoted mail is seen by what mail programs write above it ("... wrote:", "From: ... Sent: ..." blocks), by the > before
its lines, and by the times before the lines of a chat. Each quoted message lies inside the one above it: whoever wrote
that one has had it.
"""

from bisect import bisect, bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gateway.mime.wording import LABELS, Label
from rules.personal_data.fold import fold
from rules.personal_data.item import Scan
from rules.personal_data.patterns import AS_WRITTEN, pattern
from rules.personal_data.signature import QUOTE, names_of_hand, signature


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one text by one hand. `author` and `readers` are the words that name them, empty for own text.

    `signature` is where its signature begins and `signed` where that ends (both its end: it has none). `inside` says
    which earlier segment quotes it, and `forwarded` that it was passed on, not answered.
    """

    start: int
    end: int
    own: bool = True
    author: str = field(default="", repr=False)
    readers: str = field(default="", repr=False)
    signature: int = 0
    signed: int = 0
    inside: int | None = None
    forwarded: bool = False

    def is_signature(self, position: int) -> bool:
        """Whether a place stands in the closing lines."""
        return self.signature <= position < self.signed


VERB = AS_WRITTEN.pattern(
    rb"(?m)(?:\bwrote|\bwrites|\bschrieb|a .crit|escribi."
    rb"|ysgrifennodd)(?: on [^\n:]{4,30}?)?(?: \(?to [^\n:]{1,300})?(?: [^\n:]{1,60}[\d@>])?"
    rb"(?: [^\n:]{1,40})?\s?:[ \t]*$"
)
WROTE_TO = pattern(rb" wrote (?:on [^\n:]{4,30}? to |\(to )")
OPENER = pattern(rb"^(?:On|Le|Am|Op|El|Ar) .*\d")
PASTED = AS_WRITTEN.pattern(
    rb"(?mi)^[ \t]*dear (?:parish |town |community )?(?:clerk|council|councillors|sirs?|sir or madam|madam)\b"
    rb"[^\n]{0,20}\n(?:[^\n]*\n){0,60}?"
    rb"[ \t]*(?:yours|(?:[a-z]+ )?regards|(?:best|good) wishes|(?:many )?thanks|signed"
    rb"|sincerely)\b[ ,a-z]{0,12}?[,.]?"
    rb"(?:[ \t]+|[ \t]*\n(?:[ \t]*\n)?[ \t]*)(?-i:([A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}))[ \t]*$"
)
LONGEST_LINE = 200
TO_BELOW = pattern(rb"^\s*[> \t|]*(?i:to|cc) ?:[ \t]*([^\n]+)")
WORDS_OF_A_HAND = 6
GAP = 200  # characters between an introduction and what it quotes


def _labels(*labels: Label) -> bytes:
    """The words for some fields of a header, in every language that mail programs speak."""
    words = "|".join(LABELS[label] for label in labels)
    plain = {fold(word)[0].lower() for word in words.split("|")}
    return "|".join(
        sorted((word for word in plain if word.replace("-", "").replace(" ", "").isalpha()), key=len, reverse=True)
    ).encode()


FROM = rb"\*?(?i:" + _labels(Label.FROM) + rb") ?:\*?[ \t]*"
FIELD = (
    rb"\*?(?i:" + _labels(Label.SENT, Label.DATE, Label.TO, Label.CC, Label.SUBJECT) + rb"|reply-to|when|sent by) ?:"
)
BLOCK = AS_WRITTEN.pattern(
    rb"(?m)^"
    + QUOTE
    + FROM
    + rb"([^\n]+)\n((?:"
    + QUOTE
    + FIELD
    + rb"\*?[^\n]*\n(?:[ \t]+[^\n]+\n)?|"
    + QUOTE
    + rb"\n)*"
    + QUOTE
    + FIELD
    + rb"[^\n]*(?:\n|\z)(?:[ \t]+[^\n]+\n)?)"
)
ALONE = AS_WRITTEN.pattern(
    rb"(?mi)^(?:[> \t|]*[-_=*]{2,}[^\n]{0,40}(?:original|forwarded|reply)[^\n]{0,40}\n(?:[> \t|]*\n)?[> \t|]*|[>"
    rb"|][> \t|]*)from:[ \t]*([^\n]+)\n"
)
TO = pattern(
    rb"(?m)^" + QUOTE + rb"\*?(?i:" + _labels(Label.TO, Label.CC) + rb") ?:\*?[ \t]*([^\n]*(?:\n[ \t]+[^\n:]+)?)$"
)
CHAT = AS_WRITTEN.pattern(
    rb"(?m)^"
    + QUOTE
    + rb"\[?(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? )?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp][Mm])?\]?(?: -)? "
    rb"([A-Z~][^\n:]{1,40}): "
)
FORWARDED = pattern(rb"(?i)forwarded message|begin forwarded|^-+ ?forward")
RUN = AS_WRITTEN.pattern(rb"(?m)(?:^[ \t]?>[^\n]*(?:\n|\z))+")


def segments(scan: Scan, own_names: frozenset[str] = frozenset(), author: str = "", readers: str = "") -> list[Segment]:
    """The stretches of a text in their order, all of it. `own_names` are lines that a signature begins with; `author`
    and `readers` name those of a message that is attached.
    """
    marks = sorted(_marks(scan), key=lambda mark: mark[:2])
    found: list[Segment] = []
    position, current = 0, Segment(0, 0, not author, author, readers)
    for start, body, segment in marks:
        if start < position:
            continue
        if start > position:
            found.append(replace(current, start=position, end=start))
        quoting = len(found) - 1 if found and not segment.own else None
        chat = not segment.own and not current.own and segment.readers == CHATTED == current.readers
        position, current = start, replace(segment, start=body, inside=current.inside if chat else quoting)
    found.append(replace(current, start=position, end=len(scan.raw)))
    return [_signed(scan, segment, own_names) for segment in found]


CHATTED = "\0"


def _marks(scan: Scan) -> Iterator[tuple[int, int, Segment]]:
    """Where a new stretch begins: its start, where its words begin, and whose it is."""
    heads: list[tuple[int, int]] = []
    for match in scan.all(BLOCK):
        heads.append(match.span())
        to = b" ".join(m.group(1) for m in TO.finditer(match.group(2)))
        forwarded = FORWARDED.search(scan.before(match.start(), 60)) is not None
        author = match.group(1).decode("ascii")
        yield match.start(), match.end(), Segment(0, 0, False, author, to.decode("ascii"), forwarded=forwarded)
    for match in scan.all(ALONE):
        if any(start <= match.end() and match.start() <= end for start, end in _around(heads, match.start())):
            continue
        heads.append(match.span())
        yield match.start(), match.end(), Segment(0, 0, False, match.group(1).decode("ascii"))
    for start, end in _attributions(scan):
        heads.append((start, end))
        author, _, shown = WROTE_TO.sub(b" wrote to ", scan.raw[start:end]).decode("ascii").partition(" wrote to ")
        author, _, through = author.partition(" via ")  # a list's mail goes to everybody on it
        below = TO_BELOW.search(scan.raw[end : end + LONGEST_LINE])
        yield (
            start,
            end,
            Segment(0, 0, False, author, shown or through or (below.group(1).decode("ascii") if below else "")),
        )
    for match in scan.all(PASTED):
        if scan.raw[: match.start()].strip():  # at the head of a text it greets the reader, who may be a clerk too
            heads.append(match.span())
            yield match.start(), match.start(), Segment(0, 0, False, match.group(1).decode("ascii"))
            if scan.raw[match.end() :].strip():
                yield match.end(), match.end(), Segment(0, 0, True)
    chat = list(scan.all(CHAT))
    for match in chat if len(chat) > 1 else ():
        heads.append(match.span())
        yield match.start(), match.end(), Segment(0, 0, False, match.group(1).decode("ascii"), CHATTED)
    if b"\n>" in scan.raw or scan.raw.startswith(b">"):
        yield from _runs(scan, sorted(heads))


def _around(heads: list[tuple[int, int]], position: int) -> list[tuple[int, int]]:
    """The introductions just before and after a place; they are in order."""
    place = bisect(heads, (position, 0))
    return heads[max(place - 2, 0) : place + 2]


def _attributions(scan: Scan) -> Iterator[tuple[int, int]]:
    """Lines such as "On 3 March, Jo Bloggs <jo@example.org> wrote:", over one line or two."""
    for match in scan.all(VERB):
        low, _ = scan.line(match.start(), LONGEST_LINE)
        line = scan.raw[low : match.start()].lstrip(b"> \t|")
        above, _ = scan.line(max(low - 1, 0), LONGEST_LINE)
        if OPENER.search(line):
            yield low, match.end()
        elif OPENER.search(scan.raw[above:low].lstrip(b"> \t|")):
            yield above, match.end()
        elif any(65 <= letter <= 90 for letter in line) and (b"@" in line or len(line.split()) <= WORDS_OF_A_HAND):
            yield low, match.end()


def _runs(scan: Scan, heads: list[tuple[int, int]]) -> Iterator[tuple[int, int, Segment]]:
    """Runs of lines behind >: what follows them is own text again, what no line announces is nobody's we know."""
    starts, ends = [start for start, _ in heads], [end for _, end in heads]
    words_end = len(scan.raw.rstrip())
    for match in scan.all(RUN):
        nearest = bisect(ends, match.start()) - 1
        since = ends[nearest] if nearest >= 0 else 0
        announced = nearest >= 0 and not scan.raw[since : min(match.start(), since + GAP)].strip(b" >\t\n")
        if not announced and not _begins(starts, match.start() - 2, match.start() + 2):
            yield match.start(), match.start(), Segment(0, 0, False)
        if match.end() < words_end and not _begins(starts, match.end(), match.end() + 3):
            yield match.end(), match.end(), Segment(0, 0, True)


def _begins(starts: list[int], low: int, high: int) -> bool:
    """Whether an introduction begins between two places."""
    place = bisect_left(starts, low)
    return place < len(starts) and starts[place] <= high


def _signed(scan: Scan, segment: Segment, own_names: frozenset[str]) -> Segment:
    """The segment with the place of its signature."""
    names = own_names if segment.own else names_of_hand(segment.author)
    begin, end = signature(scan, segment.start, segment.end, names)
    return replace(segment, signature=begin, signed=end)
