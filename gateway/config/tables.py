"""One model a table of the config. Every key has a default; each `description` is the reference's text."""

import re
import socket
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from gateway.config.values import (
    Domain,
    Duration,
    EmailAddress,
    Hours,
    Issuer,
    Listens,
    Network,
    PublicUrl,
    StoreUrl,
    Timezone,
    Upstream,
)


class Table(BaseModel):
    """What all tables share: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class PersonTable(Table):
    name: str
    """The name as people write it, without a title."""
    role: Literal["clerk", "deputy", "member", "officer"]
    """What the person is to the council."""
    address: EmailAddress
    """The official address: the one that the person sends from."""
    aliases: tuple[EmailAddress, ...] = ()
    """Other official addresses that lead to the same person, and that the person may send from."""
    may_send_as: tuple[EmailAddress, ...] = ()
    """Addresses of the council that others share or hold, and that this person may send from too: a shared mailbox, or
    that of somebody for whom the person writes."""
    private_addresses: tuple[EmailAddress, ...] = ()
    """The person's own addresses outside the council."""
    phones: tuple[str, ...] = ()
    """Numbers that the person gives out as a councillor or officer."""


class PartnerTable(Table):
    name: str
    """The agency or business."""
    domains: tuple[Domain, ...] = ()
    """Its mail domains; subdomains count."""
    addresses: tuple[EmailAddress, ...] = ()
    """Single addresses, for a partner on a shared mail domain."""
    kind: Literal["agency", "business"] = "agency"
    """Whether it is a public body or a firm that the council deals with."""
    may_receive: tuple[str, ...] = ()
    """Kinds of personal data that it may be sent, such as "name" and "address"."""


class AbsenceTable(Table):
    address: EmailAddress
    """Who is away, by the official address."""
    first: date
    """The first day."""
    last: date
    """The last day."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "AbsenceTable":
        if self.last < self.first:
            raise ValueError("the last day must not be before the first")
        return self


class CouncilTable(Table):
    name: str = "The council"
    """The council's name, as it stands in notices and in the console."""
    domains: tuple[Domain, ...] = ()
    """The council's own mail domains."""
    clerk: EmailAddress = "clerk@localhost"
    """The Clerk's address: copied into what goes outside, and told what is held."""
    postal_addresses: tuple[str, ...] = ()
    """The council's own postal addresses: never counted as personal data."""
    phones: tuple[str, ...] = ()
    """The council's own telephone numbers."""
    bank_accounts: tuple[str, ...] = ()
    """The council's own accounts, each as sort code and account number."""
    timezone: Timezone = "Europe/London"
    """The council's time zone."""
    office_hours: tuple[Hours, ...] = ("Mon-Fri 09:00-13:00",)
    """When the Clerk's mailbox is watched. Deadlines count these hours only, less the bank holidays of England."""
    absences: tuple[AbsenceTable, ...] = ()
    """When a reviewer is away: the others, or the deputies, are told of held mail at once instead."""
    people: tuple[PersonTable, ...] = ()
    """Members and officers."""
    partners: tuple[PartnerTable, ...] = ()
    """Agencies and firms that the council deals with."""


class ListenerTable(Table):
    listen: Listens = ()
    """Addresses to listen on; "" or an empty list switches the listener off."""
    tls: Literal["off", "starttls", "implicit"] = "starttls"
    """STARTTLS (RFC 3207), TLS from the first byte (RFC 8314), or none."""
    cert_file: Path | None = None
    """The certificate chain in PEM. Without one a self-signed one is made under `data`. SIGHUP reads it again."""
    key_file: Path | None = None
    """The certificate's private key in PEM."""
    client_ca_file: Path | None = None
    """Client certificates signed by these authorities count as a trusted mail host."""
    client_names: tuple[str, ...] = ()
    """Names that a trusted client certificate must bear one of; needed with `client_ca_file`."""
    auth: tuple[Literal["accounts", "upstream"], ...] = ("accounts",)
    """Where a login is checked: our own accounts, or by trying it on the upstream server."""
    require_auth: bool = True
    """Whether mail is taken only after a login (or from a trusted mail host)."""
    trusted_networks: tuple[Network, ...] = ()
    """Networks whose mail hosts may submit without a login."""
    bare_newlines: Literal["refuse", "fix"] = "refuse"
    """A bare CR or LF in a message: refuse the message, or make it CRLF before anything else sees it."""


class LimitsTable(Table):
    message_bytes: int = Field(default=35_000_000, ge=1024)
    """The largest message, in bytes (SIZE, RFC 1870)."""
    recipients: int = Field(default=500, ge=1)
    """RCPT commands a message; RFC 5321 wants at least 100."""
    connections: int = Field(default=500, ge=1)
    """Connections at once, all clients together, a listener."""
    connections_per_client: int = Field(default=100, ge=1)
    """Connections at once from one address."""
    line_bytes: int = Field(default=1_000_000, ge=998)
    """The longest line of a message that is still taken, in bytes."""
    header_bytes: int = Field(default=1_000_000, ge=1000)
    """The largest header section, in bytes."""
    received_hops: int = Field(default=50, ge=1)
    """Received fields after which a message is taken to run in a loop (RFC 5321 section 6.3)."""
    bad_commands: int = Field(default=20, ge=1)
    """Commands in error after which a connection is closed."""
    idle: Duration = timedelta(minutes=5)
    """How long a client may be silent (RFC 5321 section 4.5.3.2)."""
    transaction: Duration = timedelta(minutes=30)
    """How long one message may take from MAIL to its end."""


USUAL_LISTENERS: dict[str, dict[str, Any]] = {
    "submission": {"listen": "127.0.0.1:2525"},
    "incoming": {"listen": "127.0.0.1:2526", "require_auth": False},
}


class SmtpTable(Table):
    hostname: str = ""
    """The name in the greeting and in Received; empty: the machine's own."""
    submission: tuple[ListenerTable, ...] = (ListenerTable(listen=("127.0.0.1:2525",)),)
    """Where councillors and officers send: one table, or one a listener."""
    incoming: tuple[ListenerTable, ...] = (ListenerTable(listen=("127.0.0.1:2526",), require_auth=False),)
    """Where mail for the council's own domains comes in: one table, or one a listener."""
    check_recipient_domains: bool = True
    """Whether a recipient domain that can take no mail is refused at once (RFC 5321 section 5.1, RFC 7505)."""
    limits: LimitsTable = LimitsTable()
    """What one client may ask for."""

    @field_validator("submission", "incoming", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any, info: Any) -> Any:
        tables = value if isinstance(value, (list, tuple)) else [value]
        usual = USUAL_LISTENERS[info.field_name]
        return [usual | table if isinstance(table, dict) else table for table in tables]


class RouteTable(Table):
    domains: tuple[str, ...]
    """Recipient domains that go this way; ".example.org" takes in subdomains."""
    upstream: Upstream
    """As in [relay]."""
    tls: Literal["opportunistic", "required", "verified"] = "opportunistic"
    """As in [relay]."""
    user: str = ""
    """As in [relay]."""
    password_file: Path | None = None
    """As in [relay]."""
    login: Literal["service", "author"] = "service"
    """As in [relay]."""


class RelayTable(Table):
    upstream: Upstream = "practice"
    """Where mail goes: "practice" (a Maildir under `data`), "smtp://host:port", "smtps://host:port", or "mx"."""
    tls: Literal["opportunistic", "required", "verified"] = "opportunistic"
    """Encrypt where offered, always, or always with a certificate that proves the host's name."""
    user: str = ""
    """The gateway's own login at the upstream server."""
    password_file: Path | None = None
    """A file with that login's password."""
    login: Literal["service", "author"] = "service"
    """Whose login is used upstream: the gateway's own, or that of the message's author."""
    upstream_signs: bool = False
    """Whether the upstream server signs what leaves with DKIM. Then a message that a mail host of the council's signed
    before it came here may be mended; otherwise it is held where a change is due."""
    connections: int = Field(default=20, ge=1)
    """Connections at once to one upstream server."""
    timeout: Duration = timedelta(minutes=5)
    """How long the upstream server may take for one answer (RFC 5321 section 4.5.3.2)."""
    retry: tuple[Duration, ...] = tuple(timedelta(seconds=s) for s in (5, 15, 30, 60, 60, 60, 300, 900, 1800, 3600))
    """The waits between attempts, each with jitter; the last repeats."""
    delay_notice_after: Duration = timedelta(hours=4)
    """When the author is told that a message is still on its way."""
    give_up_after: Duration = timedelta(days=5)
    """When the author is told that a message could not be delivered (RFC 5321 section 4.5.4.1)."""
    routes: tuple[RouteTable, ...] = ()
    """Other ways for some recipient domains; the first that fits is taken."""

    @field_validator("retry")
    @classmethod
    def _some(cls, value: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        if not value:
            raise ValueError('needs at least one wait, such as ["5m"]')
        return value


class StoreTable(Table):
    url: StoreUrl = "sqlite:///data/lychgate.db"
    """SQLite ("sqlite:///path") or PostgreSQL ("postgresql://user@host/name")."""
    password_file: Path | None = None
    """A file with the password of the PostgreSQL user."""


class PolicyTable(Table):
    adopted: date | None = None
    """When the council adopted its email policy."""
    review_due: date | None = None
    """When the council must look at it again; passed, it is warned about."""
    extra_rules: Path | None = None
    """A folder with the council's own rules in Python."""
    rule_time: Duration = timedelta(seconds=2)
    """How much processor time one rule may take before its message is held."""
    check_time: Duration = timedelta(seconds=20)
    """How long the whole check may take before the message is held."""
    check_memory: int = Field(default=2_000_000_000, ge=200_000_000)
    """The memory one check process may take, in bytes."""
    check_processes: int = Field(default=2, ge=1)
    """How many messages are checked side by side."""

    def is_overdue(self, today: date) -> bool:
        """Whether the day by which the council must look at its policy again has passed."""
        return self.review_due is not None and self.review_due < today


class ProviderTable(Table):
    name: str = Field(min_length=1, max_length=40)
    """What stands on the button, such as "Microsoft 365"; in lower case with hyphens it is part of the address that is
    registered with the provider, `<public_url>/login/with/microsoft-365/back`."""
    issuer: Issuer
    """The provider's own name: "https://accounts.google.com", or "https://login.microsoftonline.com/<tenant id>/v2.0"
    with the id of the council's own tenant."""
    client_id: str = Field(min_length=1)
    """What the provider calls this console."""
    client_secret_file: Path
    """A file with the secret that the provider gave out for it."""
    has_second_step: bool = False
    """Whether the provider asks everybody for a second step, so that the console asks for none. Otherwise it does, as
    after a password."""

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return "-".join(re.findall(r"[a-z0-9]+", self.name.lower()))


class ConsoleTable(Table):
    listen: Listens = ("127.0.0.1:8080",)
    """Addresses to listen on; "" switches the console off."""
    public_url: PublicUrl = "http://127.0.0.1:8080"
    """How people reach the console; it stands in the links of notices."""
    cert_file: Path | None = None
    """The certificate chain in PEM; without it the console speaks plain HTTP and wants a proxy in front."""
    key_file: Path | None = None
    """The certificate's private key in PEM."""
    proxies: tuple[Network, ...] = ()
    """Networks of proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    second_step: tuple[Literal["clerk", "deputy", "member", "officer", "auditor", "sysadmin"], ...] = ()
    """Roles whose accounts need a second step beside the password: an authenticator app, or a passkey."""
    oidc: tuple[ProviderTable, ...] = ()
    """Identity providers by which accounts may sign in, beside the password."""
    monitor_networks: tuple[Network, ...] = ()
    """Networks that may read /metrics without a login; none may unless named."""


class ReviewTable(Table):
    reviewers: tuple[EmailAddress, ...] = ()
    """Who is told of held mail; empty: the Clerk."""
    remind_after: Duration = timedelta(hours=4)
    """Working time after which held mail is brought up again, and again after as long."""
    deputy_after: Duration = timedelta(hours=8)
    """Working time after which the deputies are told."""
    return_after: Duration = timedelta(hours=20)
    """Working time after which a held or asked message goes back to its author."""
    release_own: bool = False
    """Whether the Clerk alone may release the Clerk's own held message, with a reason."""
    undo: Duration = timedelta(minutes=1)
    """How long a decision made in the console or by mail can be undone: nothing leaves before; "0s" sends at once."""
    digest: tuple[EmailAddress, ...] = ()
    """Reviewers who hear of held mail once a day, when office hours begin, and not at once."""
    phrases: tuple[str, ...] = (
        "Please leave out other people's personal details.",
        "Please send it without the earlier messages below it.",
        "Please write to these people one by one, or put them in Bcc.",
        "Please let me answer this for the council.",
        "Please speak to me before you send this.",
    )
    """Reasons at hand for returning a message."""


class AwaitingTable(Table):
    enabled: bool = True
    """Whether questions from outside are looked for in incoming mail, and listed until they are answered."""
    answer_within: Duration = timedelta(hours=20)
    """Working time within which the council aims to answer a question; a later one is overdue."""


class AutoreplyTable(Table):
    mailboxes: tuple[EmailAddress, ...] = ()
    """Official addresses that answer by themselves while nobody reads them; none unless named. Leave out a mailbox
    whose mail host does so already."""
    when: tuple[Literal["closed", "absent"], ...] = ("closed", "absent")
    """When they do: outside office hours, while whoever has the address is away, or both."""
    again_after: Duration = timedelta(days=7)
    """How long whoever had a reply from a mailbox gets no other one from it. Here all time counts."""
    text: str = ""
    """What the council adds in its own words, such as whom to ring in an emergency."""
    an_hour: int = Field(default=60, ge=1)
    """The most replies that a gateway sends within an hour."""


class Config(Table):
    """The whole file."""

    data: Path = Path("data")
    """Where keys, certificates and the practice outbox are kept. Relative paths start at this file's folder."""
    council: CouncilTable = CouncilTable()
    smtp: SmtpTable = SmtpTable()
    relay: RelayTable = RelayTable()
    store: StoreTable = StoreTable()
    policy: PolicyTable = PolicyTable()
    rules: dict[str, dict[str, Any]] = {}
    own_rules: dict[str, dict[str, Any]] = {}
    console: ConsoleTable = ConsoleTable()
    review: ReviewTable = ReviewTable()
    awaiting: AwaitingTable = AwaitingTable()
    autoreply: AutoreplyTable = AutoreplyTable()

    _folder: Path = PrivateAttr(default=Path())

    def path(self, path: Path) -> Path:
        """A path of the config, made absolute: relative ones start at the config file's folder."""
        return (self._folder / path).absolute()

    @property
    def own_name(self) -> str:
        """The name we go by towards other hosts."""
        return self.smtp.hostname or _machine_name()

    @property
    def data_path(self) -> Path:
        """Where the gateway keeps its own files."""
        return self.path(self.data)


@cache
def _machine_name() -> str:
    return socket.gethostname()
