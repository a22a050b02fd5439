"""The tables. Every row names its council; every query of the hot path has its index here.

Times are whole microseconds since 1970 in UTC. Texts from outside may hold what no database
takes (NUL, half a surrogate pair): those characters are replaced on their way in.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    literal_column,
    null,
)
from sqlalchemy.types import TypeDecorator

from gateway.model.delivery import DeliveryState
from gateway.model.record import EVERYDAY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 and given back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """To the database. A naive datetime is a mistake of the caller and raises TypeError."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


def storable(text: str) -> str:
    """The text with each character that a database refuses replaced."""
    if text.isascii() and "\0" not in text:
        return text
    whole = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if _has_surrogates(text) else text
    return whole.replace("\0", REPLACEMENT)


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


class Words(TypeDecorator[str]):
    """Text, made storable. An enum's member is kept as its value."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else storable(str(value))


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
MESSAGE_ID = 500  # characters: PostgreSQL refuses a row whose index entry is longer than 2704 octets
COUNTER = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself in INTEGER columns only


def _ref() -> Column[str]:
    return Column("ref", Words, ForeignKey("records.ref"), nullable=False)


def _council() -> Column[str]:
    return Column("council", Words, nullable=False)


CONTENTS = Table(
    "contents",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the content
    Column("size", Integer, nullable=False),  # of the content, in bytes
    Column("data", LargeBinary, nullable=False),  # the content, compressed with zstd; empty where it stands in pieces
)

PIECES = Table(
    "pieces",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),  # of the whole content; its own row is written last
    Column("number", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),  # one mebibyte of the content, compressed by itself
)

RECORDS = Table(
    "records",
    METADATA,
    Column("ref", Words, primary_key=True),
    _council(),
    Column("direction", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("author", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("message_id", Words, nullable=False),  # at most MESSAGE_ID characters
    Column("size", Integer, nullable=False),
    Column("rules", Words, nullable=False),  # a JSON list
    Column("attachments", Integer),  # how many; not known of records from before it was kept
    Column("listener", Words, nullable=False),
    Column("client_address", Words, nullable=False),
    Column("ehlo", Words, nullable=False),
    Column("user", Words),
    Column("tls", Words),
    Column("trusted", Boolean, nullable=False),
    Column("mail_from", Words, nullable=False),
    Column("rcpt_tos", Words, nullable=False),  # a JSON list
    Column("smtputf8", Boolean, nullable=False),
    Column("eight_bit", Boolean, nullable=False),
    Column("received", LargeBinary, nullable=False),
    Column("sent", LargeBinary),
    Column("about", Words),
    Column("login", LargeBinary),
    Column("waiting_since", Moment),
    Column("reminded_at", Moment),
    Column("escalated_at", Moment),
    ForeignKeyConstraint(["council", "received"], ["contents.council", "contents.digest"]),
    ForeignKeyConstraint(["council", "sent"], ["contents.council", "contents.digest"]),
    Index(None, "council", "state", "received_at", "ref"),
    Index(None, "council", "author", "received_at", "ref"),
    Index(None, "council", "message_id"),
)
_HAS_ABOUT = RECORDS.c.about != null()
Index(
    "ix_records_about",
    RECORDS.c.council,
    RECORDS.c.about,
    RECORDS.c.received_at,
    sqlite_where=_HAS_ABOUT,
    postgresql_where=_HAS_ABOUT,
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("number", COUNTER, primary_key=True),
    _council(),
    _ref(),
    Column("decision", Words, nullable=False),  # JSON, see codec.py
    Index(None, "ref"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("number", COUNTER, primary_key=True),
    _council(),
    Column("ref", Words, ForeignKey("records.ref")),  # null for what is about no message
    Column("at", Moment, nullable=False),
    Column("kind", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Index(None, "ref"),
)
# Spelt out for SQLite, as below. Sorted, so that it reads the same in every migration.
IN_TRAIL: ColumnElement[bool] = EVENTS.c.kind.not_in([literal_column(f"'{kind}'", Text) for kind in sorted(EVERYDAY)])
Index("ix_events_trail", EVENTS.c.council, EVENTS.c.number, sqlite_where=IN_TRAIL, postgresql_where=IN_TRAIL)

WRONG = Table(
    "wrong",
    METADATA,
    Column("ref", Words, ForeignKey("records.ref"), primary_key=True),
    Column("rule", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    _council(),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "council", "at"),
)

QUESTIONS = Table(
    "questions",
    METADATA,
    Column("ref", Words, ForeignKey("records.ref"), primary_key=True),
    _council(),
    Column("asker", Words, nullable=False),  # canonical: where an answer goes
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("settled", Words),
    Column("settled_at", Moment),  # null while it waits for an answer
    Column("settled_by", Words, nullable=False),
)
IS_OPEN: ColumnElement[bool] = QUESTIONS.c.settled_at == null()


def _open_index(name: str, *columns: str) -> None:
    parts = [QUESTIONS.c[column] for column in ("council", *columns)]
    Index(name, *parts, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


_open_index("ix_questions_open", "asked_at", "ref")
_open_index("ix_questions_asker", "asker")
_open_index("ix_questions_due", "due_at")

CASES = Table(
    "cases",
    METADATA,
    Column("ref", Words, ForeignKey("records.ref"), primary_key=True),
    _council(),
    Column("kind", Words, nullable=False),
    Column("due_on", Words, nullable=False),  # a date in ISO 8601; the last of all while the clock stands still
    Column("closed_at", Moment),  # null while it is open
)
CASE_IS_OPEN: ColumnElement[bool] = CASES.c.closed_at == null()
CASE_IS_CLOSED: ColumnElement[bool] = CASES.c.closed_at != null()
Index(
    "ix_cases_open",
    CASES.c.council,
    CASES.c.due_on,
    CASES.c.ref,
    sqlite_where=CASE_IS_OPEN,
    postgresql_where=CASE_IS_OPEN,
)
Index(
    "ix_cases_closed",
    CASES.c.council,
    CASES.c.closed_at,
    CASES.c.ref,
    sqlite_where=CASE_IS_CLOSED,
    postgresql_where=CASE_IS_CLOSED,
)

CASE_STEPS = Table(
    "case_steps",
    METADATA,
    Column("ref", Words, ForeignKey("cases.ref"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # counts a request's steps from 0
    Column("kind", Words, nullable=False),
    Column("on", Words, nullable=False),  # a date in ISO 8601, as is `until`
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", Words, nullable=False),
    Column("until", Words),
    Column("outcome", Words),
)

CASE_MESSAGES = Table(
    "case_messages",
    METADATA,
    Column("ref", Words, ForeignKey("cases.ref"), primary_key=True),
    Column("message", Words, ForeignKey("records.ref"), primary_key=True),
    Index("ix_case_messages_message", "message"),
)

DAILY_COUNTS = Table(
    "daily_counts",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("day", Words, primary_key=True),  # the council's, a date in ISO 8601
    Column("what", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("shard", Integer, primary_key=True, autoincrement=False),  # a count is the sum over these, see daily.py
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("number", COUNTER, primary_key=True),
    _council(),
    _ref(),
    Column("recipient", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reply_code", SmallInteger),
    Column("reply_enhanced", Words),
    Column("reply_text", Words),
    Column("warned_at", Moment),
    Column("due_at", Moment, nullable=False),  # the next attempt, or under a lease the lease's end
    Column("holder", Words),  # of the lease
)
# Written into the statement, not bound: SQLite uses a partial index only where it can see the value.
IS_QUEUED: ColumnElement[bool] = DELIVERIES.c.state == literal_column(f"'{DeliveryState.QUEUED.value}'", Text)
IS_FAILED: ColumnElement[bool] = DELIVERIES.c.state == literal_column(f"'{DeliveryState.FAILED.value}'", Text)


def _queued_index(name: str, *columns: str) -> None:
    parts = [DELIVERIES.c[column] for column in columns]
    Index(name, *parts, sqlite_where=IS_QUEUED, postgresql_where=IS_QUEUED)


Index("uq_deliveries_ref_recipient", DELIVERIES.c.ref, DELIVERIES.c.recipient, unique=True)
_queued_index("ix_deliveries_due", "due_at")
_queued_index("ix_deliveries_next", "council", "next_attempt_at")
_HELD_BY = DELIVERIES.c.holder != null()
Index("ix_deliveries_holder", DELIVERIES.c.holder, sqlite_where=_HELD_BY, postgresql_where=_HELD_BY)

RESENDS = Table(
    "resends",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    _council(),
    _ref(),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("known_since", Moment, nullable=False),
)

ITEMS = Table(
    "items",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("value", Words, primary_key=True),
    Column("known_since", Moment, nullable=False),
    ForeignKeyConstraint(["council", "address"], ["people.council", "people.address"]),
    Index(None, "council", "known_since"),
)

LISTS = Table(
    "lists",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("imported_at", Moment, nullable=False),
    Column("households", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),  # hashes, see model/register.py
)

REGISTERS = Table(
    "registers",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("version", Integer, nullable=False),  # grows when something is to be forgotten or is told anew
)

CORRESPONDENTS = Table(
    "correspondents",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("address", Words, primary_key=True),  # canonical; without a local part the domain of some of them
    Column("name", Words, nullable=False),
    Column("known_since", Moment, nullable=False),
)

LIKENESSES = Table(
    "likenesses",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # see model/likeness.py
    Column("address", Words, primary_key=True),  # of CORRESPONDENTS: both are written together
    sqlite_with_rowid=False,  # its key is all there is of it
)

EXCEPTIONS = Table(
    "exceptions",
    METADATA,
    Column("number", COUNTER, primary_key=True),
    _council(),
    Column("rule", Words, nullable=False),
    Column("conditions", Words, nullable=False),  # JSON, see policy/exceptions.py
    Column("until", Words, nullable=False),  # a date in ISO 8601, which sorts as dates do
    Column("added_by", Words, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("about", Words),
    Column("ended_by", Words),
    Column("ended_at", Moment),
    Index(None, "council", "until"),
)

STATEMENTS = Table(
    "statements",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("key", Words, primary_key=True),  # of the person, made alike for comparing
    Column("who", Words, nullable=False),
    Column("standing", Words, nullable=False),
    Column("same_as", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("role", Words, nullable=False),
    Column("password_hash", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

FACTORS = Table(
    "factors",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("used_at", Moment),
    ForeignKeyConstraint(["council", "address"], ["accounts.council", "accounts.address"]),
    Index(None, "council", "id"),
)

RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    ForeignKeyConstraint(["council", "address"], ["accounts.council", "accounts.address"]),
)

OVERRIDES = Table(
    "overrides",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # counts a council's overrides from 1
    Column("key", Words, nullable=False),  # a JSON list
    Column("change", Words, nullable=False),
    Column("value", Words, nullable=False),  # JSON
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Words, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("address", Words, nullable=False),
    Column("stage", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("client", Words, nullable=False),
    Column("browser", Words, nullable=False),
    Index(None, "council", "address"),
    Index(None, "ends_at"),
)

SPENT = Table(
    "spent",
    METADATA,
    Column("council", Words, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
)
