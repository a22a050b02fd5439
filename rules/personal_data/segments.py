"""Who wrote which stretch of a text: the author's own words, their signature, and each quoted message with its author.

Quoted mail is seen by what mail programs write above it ("On ... wrote:", "From: ... Sent: ..." blocks) and by
the > before its lines. Each quoted message lies inside the one above it: whoever wrote that one has had it.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rules.personal_data.item import Scan
from rules.personal_data.patterns import pattern


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one text by one hand. `author` and `readers` are the words that name them, empty for own text.

    `signature` is where its signature begins (its end: it has none). `outer` are the authors of the messages
    that this one was quoted in.
    """

    start: int
    end: int
    own: bool = True
    author: str = field(default="", repr=False)
    readers: str = field(default="", repr=False)
    signature: int = 0
    outer: tuple[str, ...] = field(default=(), repr=False)

    def is_signature(self, position: int) -> bool:
        """Whether a place stands in the closing lines; a signature has no more than some hundred characters."""
        return self.signature <= position < self.signature + SIGNATURE_LENGTH


QUOTE = rb"[> \t|]*"
WROTE = pattern(
    rb"(?m)^"
    + QUOTE
    + rb"(?:On|Le|Am|Op|El) [^\n]{6,200}(?:\n[^\n]{1,120})?(?:wrote|schrieb|a .crit|escribi.)\s?:[ \t]*$"
)
BLOCK = pattern(
    rb"(?m)^"
    + QUOTE
    + rb"\*?From:\*?[ \t]*([^\n]+)\n((?:"
    + QUOTE
    + rb"\*?(?:Sent|Date|To|Cc|Subject|Reply-To|Importance|Attachments):\*?[^\n]*\n(?:[ \t]+[^\n]+\n)?"
    rb"|" + QUOTE + rb"\n)+)"
)
TO = pattern(rb"(?m)^" + QUOTE + rb"\*?(?:To|Cc):\*?[ \t]*([^\n]*(?:\n[ \t]+[^\n:]+)?)$")
RUN = pattern(rb"(?m)(?:^[ \t]?>[^\n]*(?:\n|\z))+")
SIGN_OFF = pattern(
    rb"(?mi)^" + QUOTE + rb"(?:-- ?|(?:kind(?:est)?|best|warm(?:est)?|many|with)? ?(?:regards|wishes|thanks"
    rb"|thank you)(?: and regards| in advance)?"
    rb"|yours(?: sincerely| faithfully| truly)?|thanks(?: again)?|cheers|sincerely|rgds|ta|all the best"
    rb"|best|sent from my [^\n]{1,40})[,.!]?[ \t]*$"
)
SIGNATURE_REACH = 4000
SIGNATURE_LENGTH = 800
ENDS_SIGNATURE = pattern(rb"(?mi)^" + QUOTE + rb"(?:p\.?p?\.?s\b|(?:dear|hi|hello) [^\n]{1,40},?[ \t]*$)")


def segments(scan: Scan, own_names: frozenset[str] = frozenset()) -> list[Segment]:
    """The stretches of a text in their order, all of it. `own_names` are lines that a signature begins with."""
    marks = sorted(_marks(scan))
    found: list[Segment] = []
    outer: tuple[str, ...] = ()
    position, current = 0, Segment(0, 0)
    for start, body, segment in marks:
        found.append(replace(current, start=position, end=start))
        outer = () if segment.own else (*outer, current.author) if not current.own else ()
        position, current = start, replace(segment, start=body, outer=outer)
    found.append(replace(current, start=position, end=len(scan.raw)))
    return [replace(s, signature=_signature(scan, s, own_names)) for s in found if s.end > s.start]


def _marks(scan: Scan) -> Iterator[tuple[int, int, Segment]]:
    """Where a new stretch begins: its start, where its words begin, and whose it is."""
    heads: list[tuple[int, int]] = []
    if b"From:" in scan.raw:
        for match in BLOCK.finditer(scan.raw):
            heads.append(match.span())
            to = b" ".join(m.group(1) for m in TO.finditer(match.group(2)))
            yield match.start(), match.end(), Segment(0, 0, False, match.group(1).decode("ascii"), to.decode("ascii"))
    if b":" in scan.raw:
        for match in WROTE.finditer(scan.raw):
            heads.append(match.span())
            yield match.start(), match.end(), Segment(0, 0, False, match.group().decode("ascii"))
    if b"\n>" in scan.raw or scan.raw.startswith(b">"):
        yield from _runs(scan, heads)


def _runs(scan: Scan, heads: list[tuple[int, int]]) -> Iterator[tuple[int, int, Segment]]:
    """Runs of lines behind >: what follows them is own text again, what no line announces is nobody's we know."""
    starts = {start for start, _ in heads}
    ends = sorted(end for _, end in heads)
    words_end = len(scan.raw.rstrip())
    for match in RUN.finditer(scan.raw):
        nearest = bisect(ends, match.start()) - 1
        gap = scan.raw[ends[nearest] : match.start()][:200] if nearest >= 0 else b"x"
        if gap.strip() and match.start() not in starts:
            yield match.start(), match.start(), Segment(0, 0, False)
        if match.end() < words_end and match.end() not in starts:
            yield match.end(), match.end(), Segment(0, 0, True)


def _signature(scan: Scan, segment: Segment, own_names: frozenset[str]) -> int:
    """Where the closing words or the author's own name stand on a line of their own, after the last real sentence."""
    last = segment.end
    for match in SIGN_OFF.finditer(scan.raw, segment.start, segment.end):
        last = match.start()
        break
    names = own_names if segment.own else _author_names(segment.author)
    position = max(segment.start, last - SIGNATURE_REACH)
    while position < last and names:
        end = scan.raw.find(b"\n", position, last)
        end = end if end >= 0 else last
        line = scan.words[position:end].strip(" >\t,.").lower()
        if line and len(line) < 80 and _is_name_line(line, names):
            last = position
        position = end + 1
    ended = ENDS_SIGNATURE.search(scan.raw, last + 1, segment.end) if last < segment.end else None
    return segment.end if ended else last


def _is_name_line(line: str, names: frozenset[str]) -> bool:
    return line in names or any(line.startswith(name) and line[len(name)] in " ,|-" and " " in name for name in names)


def _author_names(author: str) -> frozenset[str]:
    words = author.partition("<")[0].replace('"', " ").split()[-3:]
    name = " ".join(words).strip(" ,").lower()
    return frozenset({name, name.split()[0]}) if name else frozenset()
