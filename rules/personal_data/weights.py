"""How much each piece of evidence counts. All of them are options of the rule, in a table of their own."""

from pydantic import BaseModel, ConfigDict


class Weights(BaseModel):
    """What speaks for a role and against it, who owns a datum, and how much a kind counts by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    in_a_role: float = 2.0
    """The sum of evidence from which somebody named counts as acting in a role, not as a private person."""
    official_title: float = 4.0
    """Rev, Cllr, PCSO, Inspector before the name."""
    role_beside: float = 4.0
    """The name of an office or trade beside the name."""
    works_for: float = 3.0
    """A body's name beside the name."""
    body_in_sentence: float = 2.0
    """A body's name elsewhere in the sentence, row or form."""
    at_work: float = 1.5
    """What people do at work: attend, inspect, quote."""
    office_mailbox: float = 2.5
    """A mail address in a body's domain in the sentence."""
    service_number: float = 2.0
    """An 0300, 0345 or 0800 number in the sentence."""
    private_life: float = 4.0
    """A resident, neighbour, relative; where somebody lives; a birth date."""
    private_mailbox: float = 2.0
    """An address at a mail provider in the sentence."""
    plain_title: float = 0.5
    """Mr, Mrs, Miss, Ms."""
    linked: float = 2.5
    """The words between a datum and somebody join the two: "X's number is", "X (...)"."""
    another_between: float = 0.8
    """Somebody else stands between a datum and its owner."""
    named_after: float = 1.4
    """The owner stands behind the datum."""
    identifier: float = 4.0
    """A number that only a person has: NI, NHS, passport, driving licence, card, birth date."""
    online: float = 3.0
    """An IP address, cookie or mail address; also a vehicle or a bank account."""
    phone: float = 2.5
    """A telephone number."""
    address: float = 1.0
    """A postal address, which may be a site; a postcode alone counts nothing."""
    own_in_mail_to_one: float = 9.0
    """What speaks for a datum being the reader's own in mail to one person that speaks of nobody else."""
    in_a_quoted_header: float = 2.5
    """A mail address in the header of a quoted message that was not to the council, taken off."""
