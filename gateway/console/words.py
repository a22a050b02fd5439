"""How the console says it: times, people and states in the words of a council's office."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.console.marks import Reason
from gateway.model.council import Council, Relation
from gateway.model.decision import (
    POLICY,
    AddCc,
    Amendment,
    AppendLine,
    Decision,
    Disposition,
    Edit,
    OneEach,
    Redact,
    StripTrail,
)
from gateway.model.envelope import Listener
from gateway.model.message import Direction, TextKind
from gateway.model.person import Standing
from gateway.model.record import Event, EventKind, Record, State
from gateway.store.pages import Total

GATEWAY = "gateway"

ACTORS: dict[str, str] = {
    POLICY: "the policy",
    GATEWAY: "the gateway",
    Listener.SUBMISSION: "a trusted mail host",
    Listener.INCOMING: "another mail host",
}
RELATIONS = {
    Relation.CLERK: "the Clerk",
    Relation.DEPUTY: "deputy to the Clerk",
    Relation.MEMBER: "councillor",
    Relation.OFFICER: "council officer",
    Relation.COUNCIL: "at the council",
    Relation.OUTSIDE: "outside the council",
}
STATES = {
    State.QUEUED: "On its way",
    State.ASKED: "Waits for its author",
    State.HELD: "Held for the Clerk",
    State.RELAYED: "Sent",
    State.FAILED: "Could not be delivered to everyone",
    State.RETURNED: "Returned to its author",
    State.WITHDRAWN: "Withdrawn by its author",
    State.REJECTED: "Refused",
    State.ANSWER: "An author's answer to a notice",
}
DID = {
    State.RETURNED: "returned it to its author",
    State.WITHDRAWN: "withdrew it",
    State.HELD: "put it to the Clerk",
    State.ASKED: "asked its author",
    State.REJECTED: "refused it",
}
STANDINGS = {
    Standing.CONTRACTOR: "a contractor",
    Standing.OFFICIAL: "an official",
    Standing.SAME_AS: "the same person as",
}
EVENTS = {
    EventKind.RECEIVED: "Received",
    EventKind.DECIDED: "Checked",
    EventKind.RELEASED: "Released",
    EventKind.REFERRED: "Put to the Clerk",
    EventKind.RETURNED: "Returned to the author",
    EventKind.WITHDRAWN: "Withdrawn",
    EventKind.ATTEMPTED: "Delivery tried",
    EventKind.BOUNCED: "Could not be delivered",
    EventKind.DELAYED: "Delivery delayed",
    EventKind.REMINDED: "Reviewers reminded",
    EventKind.ESCALATED: "Deputies told",
    EventKind.OPENED: "Opened",
    EventKind.SEARCHED: "Record searched",
    EventKind.SIGNED_IN: "Signed in",
    EventKind.SIGNED_OUT: "Signed out",
    EventKind.ACCOUNT: "Account changed",
    EventKind.SETTINGS: "Settings changed",
    EventKind.EXCEPTED: "Exception recorded or taken back",
    EventKind.STATED: "Said of a person",
    EventKind.EXPORTED: "Taken out of the record",
    EventKind.NOTED: "Note",
    EventKind.QUESTIONED: "Author asked",
    EventKind.PASSED_ON: "Passed on",
    EventKind.UNDONE: "Decision undone",
    EventKind.JUDGED: "Finding called wrong",
    EventKind.CLOSED: "Question said to need no answer",
    EventKind.CASE: "Request for information",
    EventKind.REOPENED: "Question waits for an answer again",
}
DISPOSITIONS: dict[str, str] = {
    Disposition.RELAY: "to be sent on",
    Disposition.ASK: "its author must answer first",
    Disposition.HOLD: "the Clerk must see it first",
    Disposition.REJECT: "refused",
}
PLACES = {
    TextKind.HEADER: "in the subject or another header line",
    TextKind.PLAIN: "in the text",
    TextKind.HTML: "in the formatted text",
    TextKind.DOCUMENT: "in an attachment",
    TextKind.FILE_NAME: "in the name of an attachment",
}


WOULD: dict[str, str] = {
    Disposition.RELAY: "It would be sent as it is",
    Disposition.ASK: "Its author would be asked first",
    Disposition.HOLD: "It would be held for the Clerk",
    Disposition.REJECT: "It would be refused",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Said in the council's time zone, at the moment `now`."""

    council: Council
    now: datetime

    def when(self, at: datetime) -> str:
        """Such as `10:02am today` or `1pm on Tuesday 4 November`."""
        zone = ZoneInfo(self.council.timezone)
        local, today = at.astimezone(zone), self.now.astimezone(zone).date()
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((local.date() - today).days)
        year = "" if local.year == today.year else f" {local.year}"
        return f"{_clock(local)} {near or f'on {local:%A} {local.day} {local:%B}{year}'}"

    def clock(self, at: datetime) -> str:
        """The time of day, such as `10:02:31`."""
        return f"{at.astimezone(ZoneInfo(self.council.timezone)):%H:%M:%S}"

    def deadline(self, since: datetime, working: timedelta) -> str:
        """When so much working time has passed."""
        return self.when(self.council.hours.after(since, working))

    def waited(self, since: datetime) -> str:
        """How much working time has passed since, such as `2 hours 5 minutes`."""
        return duration(self.council.hours.between(since, self.now))

    def is_overdue(self, since: datetime, working: timedelta) -> bool:
        """Whether so much working time has passed."""
        return self.council.hours.between(since, self.now) >= working

    def person(self, address: str) -> str:
        """A member's or officer's name, `the Clerk` where the council names none; otherwise the address."""
        known = self.council.person(address)
        if known is None and self.council.relation(address) is Relation.CLERK:
            return "the Clerk"
        return known.name if known else address

    def relation(self, address: str) -> str:
        """What the address is to the council."""
        relation = self.council.relation(address)
        partner = self.council.partner(address)
        if relation in (Relation.PARTNER, Relation.BUSINESS) and partner:
            return f"{relation.value}: {partner.name}"
        return RELATIONS[relation]

    def is_stranger(self, address: str) -> bool:
        """Whether the address is neither of the council nor of anybody that it works with."""
        return self.council.relation(address) is Relation.OUTSIDE

    def recipients(self, addresses: tuple[str, ...]) -> str:
        """Such as `23 people, 9 outside the council`."""
        outside = sum(not self.council.is_inside(address) for address in addresses)
        return f"{count(len(addresses), 'person', 'people')}, {outside or 'none'} outside the council"

    def by(self, who: str) -> str:
        """Whoever did something: a person, the policy, the gateway, or a mail host that did not sign in."""
        return ACTORS.get(who) or self.person(who)

    def event(self, event: Event) -> str:
        """What happened, and by whom."""
        who = "from" if event.kind is EventKind.RECEIVED else "by"
        return f"{EVENTS[event.kind]} {who} {self.by(event.by)}"

    def detail(self, event: Event) -> str:
        """What else is known of it: what the policy decided, or the reason that a person gave."""
        return DISPOSITIONS.get(event.detail, "") if event.kind is EventKind.DECIDED else event.detail

    def state(self, state: State) -> str:
        """Where a message stands."""
        return STATES[state]

    def standing(self, standing: Standing) -> str:
        """What somebody was said to be."""
        return STANDINGS[standing]

    def would(self, decision: Decision) -> str:
        """What would become of a message that is decided about so."""
        sent = decision.disposition is Disposition.RELAY
        return "It would be sent, with changes" if sent and decision.amendments else WOULD[decision.disposition]

    def amendment(self, amendment: Amendment) -> str:
        """What will be changed on the way out."""
        match amendment:
            case AddCc(address):
                who = "The Clerk" if self.council.relation(address) is Relation.CLERK else self.person(address)
                return f"{who} ({address}) is added to Cc."
            case StripTrail():
                return "The earlier messages below the author's own text are left out."
            case Redact():
                return "A marked place in the text is blacked out."
            case AppendLine():
                return "The council's line is added at the end."
            case OneEach():
                return "Each recipient gets a message of their own, and sees nobody else."
            case Edit():
                return f"Written anew: {', '.join(_edited(amendment))}."

    def outcome(self, record: Record) -> str:
        """Who decided about a message, and how."""
        decision = record.decision
        if record.summary.direction is Direction.INCOMING:
            return f"It came in at {self.when(record.summary.received_at)}."
        if decision.decided_by == GATEWAY:
            return f"Nobody decided in time, so it went back to its author at {self.when(decision.decided_at)}."
        who = self.by(decision.decided_by)
        return f"{who[:1].upper()}{who[1:]} {self._did(record, decision)} at {self.when(decision.decided_at)}."

    def _did(self, record: Record, decision: Decision) -> str:
        if did := DID.get(record.summary.state):
            return did
        if any(isinstance(one, Edit) for one in decision.amendments):
            return f"edited it and sent it to {count(len(decision.recipients), 'person', 'people')}"
        if decision.recipients:
            return (
                f"sent it to {len(decision.recipients)} of {count(len(record.envelope.rcpt_tos), 'person', 'people')}"
            )
        return "sent it"


def _edited(edit: Edit) -> list[str]:
    """What of a message was written anew."""
    parts = {"the subject": edit.subject, "To": edit.to, "Cc": edit.cc, "the text": edit.text}
    return [name for name, new in parts.items() if new is not None] or ["who gets it"]


def rule(name: str) -> str:
    """A rule's name as a heading: `personal-data` is `Personal data`."""
    return name.replace("-", " ").capitalize()


def where(reason: Reason) -> str:
    """Where in the message a reason was found, unless its sentence says so, and how often; maybe empty."""
    said = sorted(PLACES[kind] for kind in reason.places if PLACES[kind] not in reason.why)
    if reason.times > 1:
        said.append(f"{reason.times} times")
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def place(kind: TextKind) -> str:
    """Where in a message a text stood."""
    return PLACES[kind]


def duration(time: timedelta) -> str:
    """Hours and minutes, as one says them."""
    minutes = int(time.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    said = [count(hours, "hour", "hours")] * bool(hours) + [count(minutes, "minute", "minutes")] * bool(minutes)
    return " ".join(said) or "less than a minute"


def seconds(time: timedelta) -> str:
    """A short time, such as `1 minute` or `30 seconds`."""
    whole = int(time.total_seconds())
    return count(whole, "second", "seconds") if whole % 60 else count(whole // 60, "minute", "minutes")


def size(octets: int) -> str:
    """Such as `38 KB` or `1.4 MB`."""
    if octets >= 1_000_000:
        return f"{octets / 1_000_000:.1f}\N{NO-BREAK SPACE}MB"
    return f"{max(1, round(octets / 1000))}\N{NO-BREAK SPACE}KB"


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def count_at_least(total: Total, one: str, many: str) -> str:
    """The same of a list that may not have been counted to its end."""
    return "at least " * total.at_least + count(total.number, one, many)


def _clock(local: datetime) -> str:
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"
