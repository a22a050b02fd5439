"""A request for information, and its clock: what was done about it step by step, and the day by which it is due.

Sources: Freedom of Information Act 2000 (FOIA) sections 1(3), 10 and 17; Environmental Information Regulations 2004
(EIR) regulations 5(2), 7 and 9; UK GDPR article 12(3) and (6); the Information Commissioner's guidance on each.
"""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
FOI_DAYS = 20  # FOIA section 10(1)
EIR_DAYS, EIR_LONGEST = 20, 40  # EIR regulations 5(2) and 7(1)
MONTHS, LONGEST_MONTHS = 1, 3  # UK GDPR article 12(3): one month, and two further ones
SATURDAY = 5


class CaseKind(StrEnum):
    """Under which law somebody asks."""

    FOI = "foi"
    EIR = "eir"
    SUBJECT_ACCESS = "subject-access"


class StepKind(StrEnum):
    """What may happen to a request."""

    OPENED = "opened"
    UNCLEAR = "unclear"  # whoever asks was asked what they mean, or who they are
    CLEAR = "clear"  # the answer to that came in
    EXTENDED = "extended"
    CLOSED = "closed"
    REOPENED = "reopened"


class Outcome(StrEnum):
    """How a request ended."""

    DISCLOSED = "disclosed"
    PART = "part"
    REFUSED = "refused"
    NOT_HELD = "not-held"
    WITHDRAWN = "withdrawn"


NEEDS_WHY = frozenset({Outcome.PART, Outcome.REFUSED})  # which exemption or exception (FOIA section 17, EIR 14)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, the day that it counts from, who took it, when and why.

    `until` is the stated day of an extension under FOIA section 10(3); `outcome` that of a closed one.
    """

    kind: StepKind
    on: date
    by: str
    at: datetime
    why: str = field(default="", repr=False)
    until: date | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A request. `ref` is that of the message that made it; `messages` are all that belong to it, in their order.

    `author` and `subject` are read from that message's record.
    """

    ref: str
    kind: CaseKind
    steps: tuple[Step, ...]
    messages: tuple[str, ...] = ()
    author: str = field(default="", repr=False, compare=False)
    subject: str = field(default="", repr=False, compare=False)

    @property
    def received_on(self) -> date:
        """The day on which it came in."""
        return self.steps[0].on

    @property
    def closed(self) -> Step | None:
        """The step that closed it; None while it is open."""
        last = self.steps[-1]
        return last if last.kind is StepKind.CLOSED else None

    @property
    def waits_since(self) -> date | None:
        """Since when the clock stands still until whoever asks has answered; None while it runs."""
        asked = [step for step in self.steps if step.kind in (StepKind.UNCLEAR, StepKind.CLEAR)]
        return asked[-1].on if asked and asked[-1].kind is StepKind.UNCLEAR else None

    def last(self, kind: StepKind) -> Step | None:
        """The newest step of a kind."""
        return next((step for step in reversed(self.steps) if step.kind is kind), None)


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """`anywhere`: whether a day is a bank holiday in any part of the United Kingdom, as FOIA section 10(6) has it;
    `here`: whether it is one where the council is.
    """

    anywhere: Callable[[date], bool]
    here: Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Due:
    """By when a request is to be answered, None while the clock stands still; and how that was counted."""

    on: date | None
    how: str


def due(case: Case, holidays: BankHolidays) -> Due:
    """The day by which a request is to be answered."""
    if since := case.waits_since:
        law = {CaseKind.FOI: "FOIA section 1(3)", CaseKind.EIR: "EIR regulation 9(2)"}.get(
            case.kind, "UK GDPR article 12(6) and the Information Commissioner's guidance"
        )
        return Due(None, f"The clock has stood still since {said(since)}, until whoever asks has answered ({law}).")
    if case.kind is CaseKind.SUBJECT_ACCESS:
        return _month(case, holidays)
    return _working_days(case, holidays)


def _working_days(case: Case, holidays: BankHolidays) -> Due:
    clear, extended = case.last(StepKind.CLEAR), case.last(StepKind.EXTENDED)
    start, number, law = case.received_on, FOI_DAYS, "FOIA section 10(1)"
    since = f"{said(start)}, when it came in"
    if clear:
        start, since = clear.on, f"{said(clear.on)}, when it became clear what is asked for"
    if case.kind is CaseKind.EIR:
        number, law = EIR_DAYS, "EIR regulation 5(2)"
        if extended:
            number, law = EIR_LONGEST, "EIR regulation 7(1): complex and voluminous"
    elif extended and extended.until:
        return Due(
            extended.until, "The day that was stated, so that the public interest can be weighed (FOIA section 10(3))."
        )
    end, skipped = after_working_days(start, number, holidays.anywhere)
    off = f", nor {listed(skipped)}: bank holidays in some part of the United Kingdom" if skipped else ""
    return Due(end, f"{number} working days after {since} ({law}). Weekends do not count{off}.")


def after_working_days(start: date, number: int, is_holiday: Callable[[date], bool]) -> tuple[date, list[date]]:
    """The last of so many working days after a day, which itself does not count; and the weekdays that were left out.

    "Working day" is any day but Saturday, Sunday, Christmas Day, Good Friday and bank holidays (FOIA section 10(6)).
    """
    day, skipped = start, []
    while number:
        day += DAY
        if day.weekday() >= SATURDAY:
            continue
        if is_holiday(day):
            skipped.append(day)
        else:
            number -= 1
    return day, skipped


def _month(case: Case, holidays: BankHolidays) -> Due:
    months = LONGEST_MONTHS if case.last(StepKind.EXTENDED) else MONTHS
    law = "UK GDPR article 12(3)"
    month = same_day(case.received_on, months)
    stood = _stood_still(case.steps)
    moved = month + stood
    end = moved
    while end.weekday() >= SATURDAY or holidays.here(end):
        end += DAY
    said_months = "One month" if months == MONTHS else "Three months, for it is complex or one of many,"
    how = f"{said_months} from {said(case.received_on)}, when it came in ({law}), is {said(month)}."
    if stood:
        how += f" The clock stood still for {stood.days} day{'' if stood == DAY else 's'}: {said(moved)}."
    if end != moved:
        how += " That is no working day, so the next one counts."
    return Due(end, how)


def same_day(day: date, months: int) -> date:
    """The corresponding date so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _stood_still(steps: Sequence[Step]) -> timedelta:
    """How long the clock stood still: from each day of asking to that of the answer."""
    total, asked = timedelta(), None
    for step in steps:
        if step.kind is StepKind.UNCLEAR:
            asked = step.on
        elif step.kind is StepKind.CLEAR and asked:
            total, asked = total + (step.on - asked), None
    return total


def said(day: date) -> str:
    """Such as `Monday 2 March 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def listed(days: Sequence[date]) -> str:
    """Such as `17 March, 3 April and 6 April`."""
    names = [f"{day.day} {day:%B}" for day in days]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def problem(case: Case, step: Step) -> str:
    """Why this step cannot be taken, in a sentence; empty where it can."""
    if step.kind is StepKind.REOPENED:
        return "" if case.closed else "This request is open."
    kind, waits = step.kind, case.waits_since
    wrong = (
        (case.closed is not None, "This request is closed. Open it again first."),
        (kind is StepKind.OPENED, "This is a request already."),
        (step.on < case.received_on, "That day is before the request came in."),
        (kind is StepKind.UNCLEAR and waits is not None, "Whoever asks has been asked already."),
        (kind is StepKind.CLEAR and waits is None, "Nothing was asked of whoever asks."),
        (kind is StepKind.CLEAR and step.on < (waits or step.on), "That day is before the day on which you asked."),
    )
    further = {StepKind.EXTENDED: _no_extension, StepKind.CLOSED: _no_end}.get(kind)
    told = next((said for is_so, said in wrong if is_so), "")
    return told or (further(case, step) if further else "")


def _no_extension(case: Case, step: Step) -> str:
    if not step.why:
        return "Write why it needs more time: whoever asks has to be told."
    if case.waits_since:
        return "The clock stands still. Note the answer first."
    if case.kind is CaseKind.FOI and (step.until is None or step.until <= step.on):
        return "Write the day to which it is extended, as numbers: a day to come."
    if case.kind is not CaseKind.FOI and case.last(StepKind.EXTENDED):
        return "It is extended already, and the law allows no more."
    return ""


def _no_end(_case: Case, step: Step) -> str:
    if step.outcome is None:
        return "Choose how it ended."
    if step.outcome in NEEDS_WHY and not step.why:
        return "Write which exemption or exception was used, and why."
    return ""
