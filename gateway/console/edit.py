"""Write a held message anew before it is sent: subject, recipients, its text. What was received stays as it was."""

from dataclasses import dataclass, field

from starlette.responses import Response

from gateway.console import marks
from gateway.console.decide import go_on
from gateway.console.forms import Form
from gateway.console.recipients import addresses, each_once
from gateway.console.visit import Visit
from gateway.errors import AlreadyDecided, NotAllowed
from gateway.flow.review import Opened
from gateway.model.address import canonical
from gateway.model.decision import AddCc, Amendment, AppendLine, Edit, Redact, StripTrail
from gateway.model.message import Content, TextKind
from gateway.model.record import State

LONGEST_TEXT = 30_000  # characters
LONGEST_SUBJECT = 500
MOST_RECIPIENTS = 500
OF_THE_TEXT = (StripTrail, Redact, AppendLine)
TOO_LONG = "The text is too long to be written anew here. Return the message to its author instead."
NOTHING = "Nothing is changed. To send the message as it is, go back and choose that."


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form. Recipients are one a line; `bcc` are those who get it without the others seeing."""

    subject: str
    to: str
    cc: str
    bcc: str
    text: str = field(repr=False)

    @classmethod
    def of(cls, content: Content, opened: Opened) -> "Draft":
        """The message as the policy would send it, but for the copies that it adds."""
        shown = {canonical(box.address) for box in content.visible}
        hidden = [one for one in opened.record.envelope.rcpt_tos if canonical(one) not in shown]
        return cls(
            content.subject,
            "\n".join(box.address for box in content.to),
            "\n".join(box.address for box in content.cc),
            "\n".join(hidden),
            own_text(content),
        )

    @classmethod
    def typed(cls, form: Form) -> "Draft":
        """What was typed."""
        to, cc, bcc = (_tidy(form.text(name)) for name in ("to", "cc", "bcc"))
        return cls(form.text("subject"), to, cc, bcc, form.get("text").replace("\r\n", "\n"))

    def problem(self) -> tuple[str, str]:
        """What is wrong with it, and at which field."""
        if len(self.subject) > LONGEST_SUBJECT:
            return "Write a shorter subject.", "subject"
        for name, said in (("to", self.to), ("cc", self.cc), ("bcc", self.bcc)):
            try:
                addresses(said)
            except ValueError as error:
                return str(error), name
        if not self.recipients:
            return "Write at least one recipient.", "to"
        if len(self.recipients) > MOST_RECIPIENTS:
            return f"Write at most {MOST_RECIPIENTS} recipients.", "to"
        return (TOO_LONG, "text") if len(self.text) > LONGEST_TEXT else ("", "")

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everyone who gets it, each once."""
        return each_once((*self.to.split(), *self.cc.split(), *self.bcc.split()))

    def edit(self, before: "Draft") -> Edit:
        """What differs from another draft."""
        return Edit(
            self.subject if self.subject != before.subject.strip() else None,
            tuple(self.to.split()) if self.to.split() != before.to.split() else None,
            tuple(self.cc.split()) if self.cc.split() != before.cc.split() else None,
            self.text if self.text.rstrip() != before.text.rstrip() else None,
        )


async def show(visit: Visit) -> Response:
    """The message in a form."""
    opened = await visit.console.review.open(visit.ref, visit.signed_in.address)
    if opened.record.summary.state is not State.HELD:
        return await visit.page("decided.html", 409, record=opened.record)
    return await _form(visit, opened, await _before(visit, opened))


async def send(visit: Visit) -> Response:
    """First what would change and what the policy says of that; once that was seen, send it."""
    opened = await visit.console.review.open(visit.ref, visit.signed_in.address)
    before, draft = await _before(visit, opened), Draft.typed(visit.form)
    problem, at = draft.problem()
    edit = draft.edit(before)
    amendments = _amendments(opened, edit)
    if not problem and edit == Edit() and set(draft.recipients) == set(before.recipients):
        problem, at = NOTHING, "subject"
    if problem or visit.form.get("step") == "again":
        return await _form(visit, opened, draft, problem, at)
    if visit.form.get("step") != "send":
        return await _preview(visit, opened, draft, amendments)
    return await _carry_out(visit, opened, draft, amendments)


async def _carry_out(visit: Visit, opened: Opened, draft: Draft, amendments: tuple[Amendment, ...]) -> Response:
    note, wait = visit.form.text("note"), visit.console.in_force.config.review.undo
    beside = visit.console.remark.noted(visit.ref, visit.signed_in, note)
    try:
        await visit.console.review.release(
            visit.ref,
            visit.signed_in,
            note if visit.is_own(opened.record) else "",
            draft.recipients,
            amendments,
            wait,
            beside,
        )
    except NotAllowed as error:
        return await _preview(visit, opened, draft, amendments, str(error))
    except AlreadyDecided:
        record = await visit.console.store.record(visit.council, visit.ref)
        return await visit.page("decided.html", 409, record=record)
    return await go_on(visit, opened.record)


async def _form(visit: Visit, opened: Opened, draft: Draft, problem: str = "", at: str = "") -> Response:
    return await visit.page(
        "edit.html",
        422 if problem else 200,
        record=opened.record,
        content=opened.content,
        draft=draft,
        problem=problem,
        at=at,
        copies=[one for one in opened.record.decisions[0].amendments if isinstance(one, AddCc)],
        has_layout=any(text.kind is TextKind.HTML for text in opened.content.texts),
        longest=LONGEST_TEXT,
    )


async def _preview(
    visit: Visit, opened: Opened, draft: Draft, amendments: tuple[Amendment, ...], problem: str = ""
) -> Response:
    look, record = visit.console.look, opened.record
    judged = await look.judged(record, amendments, draft.recipients)
    content = await look.draft(record, amendments)
    return await visit.page(
        "edited.html",
        422 if problem else 200,
        record=record,
        content=opened.content,
        draft=draft,
        problem=problem,
        differences=await look.amended(record, amendments),
        reasons=marks.reasons(judged, content),
        new=[one for one in draft.recipients if canonical(one) not in set(map(canonical, record.envelope.rcpt_tos))],
        gone=[one for one in record.envelope.rcpt_tos if canonical(one) not in set(map(canonical, draft.recipients))],
    )


async def _before(visit: Visit, opened: Opened) -> Draft:
    proposed = opened.record.decisions[0].amendments
    mended = tuple(one for one in proposed if isinstance(one, OF_THE_TEXT))
    return Draft.of(await visit.console.look.draft(opened.record, mended), opened)


def _amendments(opened: Opened, edit: Edit) -> tuple[Amendment, ...]:
    """What the policy proposed, and the edit. A text that is written anew stands for all that was proposed of it."""
    proposed = opened.record.decisions[0].amendments
    kept = [one for one in proposed if edit.text is None or not isinstance(one, OF_THE_TEXT)]
    return (edit, *kept)


def own_text(content: Content) -> str:
    """The message's own text: the plain one, else the words of its layout."""
    for kind in (TextKind.PLAIN, TextKind.HTML):
        for text in content.texts:
            if text.kind is kind:
                return text.text
    return ""


def _tidy(said: str) -> str:
    """Addresses as they are written out; what is none stays as it was typed, to be mended."""
    try:
        return "\n".join(addresses(said))
    except ValueError:
        return said
