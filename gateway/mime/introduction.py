"""How quoted mail is introduced: a line such as `On Monday Pat wrote:`, a block of From, Sent and Subject, or a rule
with `Original Message` on it. In English as every common client writes it, and in the languages of its other editions.
"""

from collections.abc import Sequence
from typing import NamedTuple

import re2

from gateway.mime.flat import Line
from gateway.mime.header_block import header_block, label_of
from gateway.mime.wording import ADDRESS, BIDI, FORWARDED, LENGTH, OPENER, SEPARATOR, SPAN, TIME, VERB, YEAR, Label

MANY = 2000  # lines that look as if they introduced something
DATED = re2.compile(r"(?i)^\W{0,3}(?:[[:alpha:]]{2,10}[.,]{0,2}\s)?(?:\d{1,4}\b|[[:alpha:]]{3,9}\s\d{1,2}\b)")
SHORT = 80  # characters of a line that says only who wrote
ENDS_IN_ADDRESS = re2.compile(r"@[^\s<>]+[>)\]\"]*\s*:$")
RULE = re2.compile(r"^[-_=*—–]{5,}$")
DASH = r"[-_=*\x{2010}-\x{2015}]"
RULED = re2.compile(rf"^{DASH}{{4,}}\s?\S.{{1,40}}\S\s?{DASH}{{4,}}$")
RUNS_ON = re2.compile(r"^\W{0,3}\pL.{8,200}@[^\s>]+>?\s?\pL+\s?:\s{2,}\S")  # a client's, and then the mail in one line
ENDS = f"- {BIDI}"  # what may stand behind the colon that ends one
FIELDS_ALONE = ("To", "cc", "Subject")  # as Lotus Notes writes them, a line each and their values below


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


def introductions(lines: Sequence[Line]) -> tuple[list[Introduction], bool]:
    """All introductions that are followed by something, in order; and whether that is all of them.

    It is not where more lines than any mail has look as if they introduced something.
    """
    labels = [label_of(line) for line in lines]
    whole = "\n".join(line.text for line in lines)
    ruled, spoken = SEPARATOR.search(whole.casefold()) is not None, VERB.search(whole) is not None
    found: list[Introduction] = []
    done = tried = 0
    for number, line in enumerate(lines):
        likely = labels[number] is not None or _is_candidate(line.text, spoken)
        if number < done or not (ruled or likely):
            continue
        tried += likely
        if tried > MANY:
            return found, False
        block = (_separator(lines, labels, number) if ruled else None) or _below_header(lines, labels, number)
        one = (
            block or _attribution(lines, number, done, spoken) or _in_one_line(line, number) or _of_notes(lines, number)
        )
        if one and one.body < len(lines):
            found.append(one)
            done = one.body
    return found, True


def _is_candidate(text: str, spoken: bool) -> bool:
    return "@" in text or text.endswith(">>>") or text in FIELDS_ALONE or _may_end(text, spoken)


def _separator(lines: Sequence[Line], labels: Sequence[Label | None], number: int) -> Introduction | None:
    said = lines[number].text[:120].casefold()
    if not SEPARATOR.match(said):
        return None
    below = _below_header(lines, labels, number + 1) or _attribution(lines, number + 1, number + 1)
    body, words, shown_to = (below.body, below.said, below.shown_to) if below else (number + 1, "", ())
    return Introduction(number, body, True, words, bool(FORWARDED.search(said)), shown_to)


def _below_header(lines: Sequence[Line], labels: Sequence[Label | None], number: int) -> Introduction | None:
    block = header_block(lines, labels, number)
    return Introduction(number, block.body, True, block.said, shown_to=block.shown_to) if block else None


def is_rule(line: Line) -> bool:
    """Whether a line is only a rule."""
    return bool(RULE.match(line.text[:LENGTH]))


def is_heading(line: Line) -> bool:
    """Whether a line may stand above an introduction and belong to it: a rule, or words between two, or without."""
    text = line.text[:120]
    bare = SEPARATOR.match(f"--{text.casefold()}--")
    return is_rule(line) or bool(RULED.match(text) or bare) or (text.endswith(":") and is_forwarded(line))


def is_forwarded(line: Line) -> bool:
    """Whether a line says that mail is passed on."""
    return bool(FORWARDED.search(line.text[:120].casefold()))


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
        marked_once = above.depth == 3 and not lines[first].depth  # GroupWise marks the first of the folded lines
        if lines[first].spaced or (lines[first].depth != above.depth and not marked_once) or above.text.endswith(":"):
            break
    if not spans:
        return None
    first, said = _begins(lines, spans)
    return Introduction(first, number + 1, _is_sure(said), said)


def _in_one_line(line: Line, number: int) -> Introduction | None:
    """GroupWise's line between marks, or a line that runs on into the mail as Yahoo's on a phone does."""
    text = line.text[:LENGTH]
    if (line.depth == 3 and text.endswith(">>>") and TIME.search(text)) or (
        ":  " in text and RUNS_ON.match(text) and VERB.search(text) and TIME.search(text)
    ):
        return Introduction(number, number + 1, True, text)
    return None


def _of_notes(lines: Sequence[Line], number: int) -> Introduction | None:
    """Lotus Notes: who and when, then the names of the fields, a line each."""
    if lines[number].text != FIELDS_ALONE[0]:
        return None
    near = {line.text: at for at, line in enumerate(lines[number : number + 10], number)}
    if any(name not in near for name in FIELDS_ALONE) or number < 2 or not TIME.search(lines[number - 1].text[:LENGTH]):
        return None
    return Introduction(number - 2, near[FIELDS_ALONE[-1]] + 2, True, lines[number - 2].text[:LENGTH])


def _may_end(text: str, spoken: bool) -> bool:
    colon = (":" in text or "：" in text) and text.rstrip(ENDS).endswith((":", "："))
    return colon or (spoken and bool(VERB.search(text[-12:])))


def _begins(lines: Sequence[Line], spans: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """Where it begins: at the last line that opens as such lines do, else at the first with a date, else the last."""
    opened = [span for span in spans if OPENER.search(span[1])]
    dated = [span for span in spans if DATED.search(lines[span[0]].text[:LENGTH])]
    return next(iter([*opened, *reversed(dated), *spans]))


def _attributes(said: str) -> bool:
    if VERB.search(said):
        is_short = len(said) < SHORT and bool(VERB.search(said[-14:]))
        return "@" in said or is_short or bool(TIME.search(said) or OPENER.search(said))
    return bool(TIME.search(said) or DATED.search(said)) and bool(ENDS_IN_ADDRESS.search(said))


def _is_sure(said: str) -> bool:
    """Whether only a client writes so: with the time or the address, not only as one speaks of a letter."""
    timed = bool(TIME.search(said))
    if not VERB.search(said):
        return timed and bool(YEAR.search(said)) and said.rstrip(": ").endswith(">")
    if RULED.match(said):
        return True
    if "@" in said:
        return said.startswith("---") or any(letter.isdigit() for letter in said)
    return timed and bool(OPENER.search(said) or DATED.search(said) or VERB.search(said[-14:]))
