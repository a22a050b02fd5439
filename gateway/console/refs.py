"""Refs in addresses: only what looks like a ref is one, so nothing else ever reaches a page."""

import re

from starlette.convertors import Convertor, register_url_convertor

PATTERN = "[0-9A-Za-z]{3}-[0-9A-Za-z]{4}"


class RefConvertor(Convertor[str]):
    """`{ref:ref}` in a path. People type refs in lower case, too."""

    regex = PATTERN

    def convert(self, value: str) -> str:
        """As it stands in the record."""
        return value.upper()

    def to_string(self, value: str) -> str:
        """As it stands in an address."""
        return value


def read_ref(text: str) -> str | None:
    """A ref that a browser sent; None for anything else."""
    return text.upper() if re.fullmatch(PATTERN, text) else None


class NumberConvertor(RefConvertor):
    """`{number:number}` in a path: an attachment's, such as 3 or 3.1."""

    regex = r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,4}"


class VersionConvertor(RefConvertor):
    """`{version:version}` in a path: the number of a change to the policy."""

    regex = "[0-9]{1,9}"


register_url_convertor("ref", RefConvertor())
register_url_convertor("number", NumberConvertor())
register_url_convertor("version", VersionConvertor())
