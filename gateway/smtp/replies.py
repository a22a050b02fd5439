"""Everything that the front door says, in one place. `docs/reference/replies.md` is this list."""

import textwrap
from enum import Enum

from gateway.model.decision import Disposition
from gateway.model.delivery import Reply

LINE = 440  # characters of text: with code and enhanced code under the 512 octets of RFC 5321 section 4.5.3.1.5


class Say(Enum):
    """Code, enhanced code (RFC 3463), text, and what it means to whoever runs or uses the client.

    The enhanced code is empty where RFC 2034 wants none. What stands in braces is filled in.
    """

    GREETING = 220, "", "{hostname} ESMTP lychgate", "The gateway is ready."
    BYE = 221, "2.0.0", "goodbye", "The client has quit."
    START_TLS = 220, "2.0.0", "ready to start TLS", "The TLS handshake may begin (RFC 3207)."
    HELP = 214, "2.0.0", "see RFC 5321, and the documents of lychgate", "The client asked for help."
    HELO = 250, "", "{hostname}", "The client was greeted (HELO)."
    OK = 250, "2.0.0", "ok", "Done."
    SENDER_OK = 250, "2.1.0", "ok", "MAIL FROM was taken."
    RECIPIENT_OK = 250, "2.1.5", "ok", "The recipient was taken."
    VRFY = 252, "2.1.5", "addresses are not verified, send and see", "The gateway does not tell who is there."
    SIGNED_IN = 235, "2.7.0", "signed in", "The password was right."
    CHALLENGE = 334, "", "{challenge}", "A step of the AUTH exchange (RFC 4954)."
    DATA = 354, "", "send the message, end it with <CRLF>.<CRLF>", "The message may follow."

    ACCEPTED = 250, "2.0.0", "accepted {ref}", "The message is recorded and on its way."
    HELD = (
        250,
        "2.0.0",
        "held {ref}: the Clerk will look at it, nobody has it yet",
        "The message is recorded and waits for the Clerk.",
    )
    ASKED = (
        250,
        "2.0.0",
        "held {ref}: waits for your answer, see the mail we sent you",
        "The message is recorded and waits for its author's yes.",
    )
    REJECTED = 550, "5.7.1", "{ref}: {note}", "The policy refuses the message; the note says why."

    FAULT = 451, "4.3.0", "a fault on our side: try again later", "The gateway could not do it; its log says why."
    STORE_FULL = 452, "4.3.1", "no room left on our side: try again later", "The store's disk is full."
    TOO_MANY_CONNECTIONS = (
        421,
        "4.7.0",
        "too many connections, try again later",
        "`connections` or `connections_per_client` in [smtp.limits] is reached.",
    )
    IDLE = 421, "4.4.2", "you were silent for too long, goodbye", "`idle` in [smtp.limits] has passed."
    TOO_SLOW = (
        421,
        "4.4.2",
        "this message took too long, goodbye",
        "`transaction` in [smtp.limits] has passed since MAIL FROM.",
    )
    GOING_DOWN = 421, "4.3.2", "the gateway is being stopped, try again later", "The gateway is being stopped."
    TOO_MANY_ERRORS = 421, "4.7.0", "too many errors, goodbye", "`bad_commands` in [smtp.limits] is reached."
    ENDLESS_LINE = 421, "4.7.0", "that line has no end, goodbye", "A command line went on for megabytes."

    UNKNOWN_COMMAND = 500, "5.5.2", "that is no command", "The command is not known."
    COMMAND_TOO_LONG = 500, "5.5.6", "that line is too long", "A command line is longer than it may be."
    BAD_CHARACTER = (
        501,
        "5.5.2",
        "a command holds printable characters only",
        "The command holds a control character, or is not UTF-8.",
    )
    BAD_ARGUMENT = 501, "5.5.4", "write {syntax}", "The command's argument is not as RFC 5321 has it."
    NOT_HERE = 502, "5.5.1", "that command is not in use here", "The command is known, but not offered here."
    OUT_OF_ORDER = 503, "5.5.1", "{first} first", "A command came before one that has to come first."
    NOT_NOW = 503, "5.5.1", "not now: {why}", "A command came a second time, or in the midst of something else."
    UNKNOWN_PARAMETER = (
        555,
        "5.5.4",
        "a parameter is not known here",
        "MAIL or RCPT carries a parameter that the gateway did not offer.",
    )

    TLS_FIRST = 530, "5.7.0", "STARTTLS first", "The listener takes mail only inside TLS."
    AUTH_NEEDS_TLS = 538, "5.7.11", "passwords are taken only inside TLS: STARTTLS first", "AUTH came in the clear."
    SIGN_IN_FIRST = 530, "5.7.0", "sign in first", "Mail is taken here only after a login, or from a trusted mail host."
    WRONG_PASSWORD = (
        535,
        "5.7.8",
        "address and password do not belong together",
        "The password is wrong, the account is not known or it is disabled: which, is not told.",
    )
    TOO_MANY_TRIES = 454, "4.7.0", "too many wrong passwords: wait a few minutes", "Wrong logins are slowed down."
    SIGN_IN_FAULT = 454, "4.7.0", "passwords cannot be checked just now: try again", "The store or upstream is down."
    UNKNOWN_MECHANISM = 504, "5.5.4", "AUTH knows PLAIN and LOGIN", "Another AUTH mechanism was asked for."
    BAD_EXCHANGE = 501, "5.5.2", "that is not what AUTH expects", "What the client sent in AUTH cannot be read."
    AUTH_CANCELLED = 501, "5.7.0", "sign-in cancelled", "The client cancelled AUTH with *."

    BAD_SENDER = 553, "5.1.7", "that is not a sender's address", "MAIL FROM holds no valid address."
    BAD_RECIPIENT = 553, "5.1.3", "that is not a recipient's address", "RCPT TO holds no valid address."
    NO_ROUTING = (
        553,
        "5.1.3",
        "an address here has no route in it",
        "A local address hides another one (%, !, a quoted @, a source route).",
    )
    NEEDS_SMTPUTF8 = (
        553,
        "5.6.7",
        "an address with such letters needs SMTPUTF8",
        "A non-ASCII address came without the SMTPUTF8 parameter (RFC 6531).",
    )
    NOT_YOUR_ADDRESS = (
        553,
        "5.7.1",
        "you are signed in as {address}: send from that address",
        "MAIL FROM is not one of the login's addresses.",
    )
    NOT_COUNCIL_ADDRESS = (
        553,
        "5.7.1",
        "send from an address of the council",
        "A trusted mail host gave a MAIL FROM outside the council's domains.",
    )
    NO_NULL_SENDER = (
        553,
        "5.7.1",
        "a message from a person needs a sender's address",
        "Only a trusted mail host may submit with MAIL FROM:<>.",
    )
    NO_RELAYING = (
        550,
        "5.7.1",
        "only mail for the council is taken here",
        "The recipient's domain is not one of the council's.",
    )
    NO_SUCH_DOMAIN = (
        550,
        "5.1.2",
        "that domain takes no mail: look at what follows the @",
        "The recipient's domain has neither an MX nor an address record.",
    )
    DOMAIN_WITHOUT_MAIL = (
        556,
        "5.1.10",
        "that domain says that it takes no mail",
        "The recipient's domain has a null MX record (RFC 7505).",
    )
    TOO_MANY_RECIPIENTS = (
        452,
        "4.5.3",
        "no more recipients in this message: send to the rest in another one",
        "`recipients` in [smtp.limits] is reached.",
    )

    MESSAGE_TOO_LARGE = (
        552,
        "5.3.4",
        "the message is larger than {limit} bytes",
        "`message_bytes` in [smtp.limits] is passed.",
    )
    HEADER_TOO_LARGE = (
        552,
        "5.3.4",
        "the header is larger than {limit} bytes",
        "`header_bytes` in [smtp.limits] is passed.",
    )
    LINE_TOO_LONG = (
        554,
        "5.6.0",
        "a line is longer than {limit} bytes",
        "`line_bytes` in [smtp.limits] is passed.",
    )
    BARE_NEWLINE = (
        554,
        "5.6.0",
        "a line ends in a bare CR or LF: end lines with CRLF",
        "The message holds a CR or LF that stands alone (RFC 5321 section 2.3.8); see `bare_newlines`.",
    )
    LOOP = (
        554,
        "5.4.6",
        "the message runs in a loop: it has passed too many mail hosts",
        "`received_hops` in [smtp.limits] is passed.",
    )

    def __init__(self, code: int, enhanced: str, text: str, meaning: str) -> None:
        self.code, self.enhanced, self.text, self.meaning = code, enhanced, text, meaning
        self.reply = Reply(code, enhanced, text)

    def fill(self, **words: object) -> Reply:
        """The reply with its braces filled in."""
        return Reply(self.code, self.enhanced, self.text.format(**words))


FOR_DISPOSITION = {
    Disposition.RELAY: Say.ACCEPTED,
    Disposition.HOLD: Say.HELD,
    Disposition.ASK: Say.ASKED,
    Disposition.REJECT: Say.REJECTED,
}


def wire(reply: Reply) -> bytes:
    """A reply as it goes over the wire; a long text takes several lines (RFC 5321 section 4.2.1)."""
    plain = " ".join(reply.text.split()) if reply.code >= 400 else reply.text
    lines = textwrap.wrap(plain, LINE) if len(plain) > LINE else [plain]
    enhanced = f"{reply.enhanced} " if reply.enhanced else ""
    said = [f"{reply.code}-{enhanced}{line}\r\n" for line in lines[:-1]]
    last = lines[-1] if lines else ""
    return "".join((*said, f"{reply.code} {enhanced}{last}\r\n")).encode("ascii", "backslashreplace")
