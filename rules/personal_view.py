"""Councillors may write to parishioners with their personal views.

A member marks such a message as the council has agreed: by a tag before the subject, a first line, or a header. The
Clerk then need not be copied in, and the council's line is added at the end, which says whose view it is. A signed
message is left as it is. A personal view that speaks in the council's name, or goes to a partner agency, is noted.
"""

import re2
from pydantic import Field

from gateway.model.council import Relation
from gateway.model.message import Text, TextKind
from gateway.policy.rule import Action, AppendLine, Finding, Found, RuleOptions, View

ACTION = Action.AMEND
MENDS = True

ANSWER = re2.compile(r"(?i)^\s*(?:(?:re|fw|fwd|aw|wg)(?:\[\d+\])?\s*:\s*)*")
FOR_COUNCIL = re2.compile(
    r"(?i)\b(?:on behalf of (?:the |our |your )?(?:[\w.'-]+ ){0,4}council|(?:in|as) the name of the council|"
    r"the (?:[\w.'-]+ ){0,3}council(?:'s)? (?:official )?(?:position|view|decision|policy) is|"
    r"the (?:[\w.'-]+ ){0,3}council has (?:decided|agreed|resolved|asked me))\b"
)
DENIAL = re2.compile(r"(?i)\b(?:not|never|nor|rather than|don't|cannot|n't)\b[^.!?\n]{0,60}$")
READ = 20_000  # characters of a text in which claims are looked for

MARKED = "You marked this message as your personal view, so the Clerk was not copied in for you"


class Options(RuleOptions):
    """The keys of `[rules.personal-view]`. A marker that is empty is not looked for."""

    subject_tag: str = Field(default="[personal]", max_length=60)
    """What a member writes before the subject."""
    first_line: str = Field(default="Personal view", max_length=60)
    """What a member writes as the first line of the message."""
    header: str = Field(default="X-Personal-View", max_length=60)
    """A header field that a mail program can set; any value but "no" counts."""
    line: str = Field(
        default="This is my personal view as a councillor, and not that of the council.", min_length=1, max_length=300
    )
    """The line that is added at the end of the message."""


def is_personal(view: View, options: Options) -> bool:
    """Whether a member wrote this and marked it as their personal view."""
    author = view.council.relation(view.message.session.user or view.author)
    return author is Relation.MEMBER and not view.content.automatic and _is_marked(view, options)


def check(view: View, options: Options) -> Found:
    """Find personal views that go outside."""
    if not view.outside or not is_personal(view, options):
        return
    if view.content.signed:
        yield Finding("", "signed", f"{MARKED}; it is signed, so no line was added.", action=Action.NOTE)
    else:
        yield Finding("", "personal", f"{MARKED}, and a line at its end says that it is.")
        yield AppendLine(options.line)
    if any(_speaks_for_council(text, options.line) for text in _own_texts(view)):
        why = (
            "The message is marked as a personal view and yet speaks in the council's name: send it unmarked next time."
        )
        yield Finding("", "as-council", why, action=Action.NOTE)
    if any(view.council.relation(address) is Relation.PARTNER for address in view.outside):
        why = (
            "A personal view went to a partner agency, which may take it for the council's: send it unmarked next time."
        )
        yield Finding("", "to-partner", why, action=Action.NOTE)


def _is_marked(view: View, options: Options) -> bool:
    subject = ANSWER.sub("", view.content.subject, count=1).casefold()
    if options.subject_tag and subject.startswith(options.subject_tag.casefold()):
        return True
    if options.header and view.content.header(options.header).strip().lower() not in {"", "no", "false", "0"}:
        return True
    wanted = _bare(options.first_line)
    return bool(wanted) and any(_bare(_first_line(text)) == wanted for text in _own_texts(view)[:2])


def _own_texts(view: View) -> list[Text]:
    return [text for text in view.content.texts if text.kind in {TextKind.PLAIN, TextKind.HTML}]


def _first_line(text: Text) -> str:
    return text.text[:READ].lstrip().partition("\n")[0]


def _bare(line: str) -> str:
    return " ".join(line.casefold().strip(" \t\r\n.:;,-*[]()").split())


def _speaks_for_council(text: Text, line: str) -> bool:
    said = text.text[:READ].replace(line, "").replace("\u2019", "'")
    return any(not DENIAL.search(said[max(0, m.start() - 80) : m.start()]) for m in FOR_COUNCIL.finditer(said))
