"""Mail that is sent to many."""

from collections.abc import Mapping

MASS = frozenset({"bulk", "list", "junk"})


def is_mass(header: Mapping[str, str]) -> bool:
    """Whether a list or a mass mailing sent it (RFC 2369, RFC 2919, Precedence). Keys are in lower case."""
    return header.get("precedence", "").strip().lower() in MASS or any(key.startswith("list-") for key in header)
