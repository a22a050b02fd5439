"""The messages of `make demo`: each shows one thing that the gateway does. People and numbers in them are made up."""

from dataclasses import dataclass
from email.message import EmailMessage

from gateway.model.council import Council

OUTSIDE = "example.org"
RESIDENT = f"resident@{OUTSIDE}"


@dataclass(frozen=True, slots=True)
class Sample:
    """One message, and what it shows. `incoming` comes from outside, without a login."""

    shows: str
    message: EmailMessage
    rcpt_tos: tuple[str, ...]
    incoming: bool = False


def samples(council: Council, author: str) -> list[Sample]:
    """A dozen messages, written by this councillor."""
    clerk = council.clerk
    partners = [
        f"office@{partner.domains[0]}" for partner in council.partners if partner.domains and partner.may_receive
    ]
    crowd = [f"neighbour{number}@{OUTSIDE}" for number in range(1, 13)]
    return [
        _sample("an answer to a resident, copied to the Clerk", author, [RESIDENT], THANKS, cc=[clerk]),
        _sample("the same, but the Clerk was forgotten", author, [RESIDENT], THANKS),
        _sample("a word among colleagues", author, [clerk], "Could we move the finance meeting to seven?\n"),
        _sample("a dozen residents who all see each other", author, crowd, THANKS, cc=[clerk]),
        _sample("the council's own telephone number", author, [RESIDENT], _own_number(council), cc=[clerk]),
        _sample("one resident's address and number, sent to another", author, [RESIDENT], COMPLAINT, cc=[clerk]),
        *(
            _sample("the same to an agency that may have it", author, [one], COMPLAINT, cc=[clerk])
            for one in partners[:1]
        ),
        _sample("somebody's NHS number and date of birth", author, [RESIDENT], HEALTH, cc=[clerk]),
        _sample("bank details in an attachment", author, [RESIDENT], THANKS, cc=[clerk], attachment=REFUND),
        _signed(author),
        _sample("written in the Clerk's name", author, [RESIDENT], THANKS, from_=clerk),
        _sample("a misspelt domain", author, [f"resident@{OUTSIDE}g"], THANKS, cc=[clerk]),
        _sample("a resident writes to the Clerk", RESIDENT, [clerk], QUESTION, incoming=True),
    ]


THANKS = "Thank you for your letter. The council will talk about the bench on the green on Monday.\n"
QUESTION = "When will the street lamp by the church be mended?\n"
COMPLAINT = (
    "The complaint came from Mrs Margaret Hollis, 14 Orchard Way, Lychford LY1 4QT.\n"
    "You can ring her yourself on 01632 960417.\n"
)
HEALTH = "Her NHS number is 943 476 5919 and she was born on 14/03/1951, so the pass should be free.\n"
REFUND = "Refund to Peter Marlow, sort code 20-00-00, account 55779911.\n"


def _own_number(council: Council) -> str:
    number = council.phones[0] if council.phones else "the number on our letters"
    return f"Please ring the office on {number}.\n"


def _sample(
    shows: str,
    author: str,
    to: list[str],
    text: str,
    cc: list[str] | None = None,
    from_: str = "",
    attachment: str = "",
    incoming: bool = False,
) -> Sample:
    message = EmailMessage()
    message["From"] = from_ or author
    message["To"] = ", ".join(to)
    if cc:
        message["Cc"] = ", ".join(cc)
    message["Subject"] = f"Demo: {shows}"
    message.set_content(text)
    if attachment:
        message.add_attachment(attachment, filename="refund.txt")
    return Sample(shows, message, (*to, *(cc or ())), incoming)


def _signed(author: str) -> Sample:
    """Signed as a mail client signs (RFC 8551); that the signature is no real one does not matter here."""
    sample = _sample("signed, and the Clerk was forgotten", author, [RESIDENT], THANKS)
    sample.message.add_attachment(b"signature", "application", "pkcs7-signature", filename="smime.p7s")
    sample.message.replace_header(
        "Content-Type", 'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="demo"'
    )
    return sample
