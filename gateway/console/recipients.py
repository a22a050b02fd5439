"""Addresses that somebody typed, one on each line."""

from email_validator import EmailNotValidError, validate_email

from gateway.model.address import canonical

ONE_A_LINE = "Write one email address on each line."
BEYOND_ASCII = "Write addresses with letters from a to z before the @: many mail servers take no others."


def addresses(typed: str) -> tuple[str, ...]:
    """What was typed, each once. Domains in other scripts become what mail servers know them by (RFC 5890).

    Raises ValueError with words for whoever typed.
    """
    return each_once(tuple(_address(one) for one in typed.split()))


def each_once(given: tuple[str, ...]) -> tuple[str, ...]:
    """The first of each address, however it is written."""
    return tuple({canonical(one): one for one in reversed(given)}.values())[::-1]


def _address(typed: str) -> str:
    try:
        valid = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(ONE_A_LINE) from None
    if typed.isascii():
        return typed
    if valid.ascii_email is None:
        raise ValueError(BEYOND_ASCII)
    return valid.ascii_email
