"""One pass over XML with expat. Entities are refused, and with them every bomb made of them."""

from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

Attributes = Mapping[str, str]


def parse(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element and text node. Raises ExpatError for what is not well-formed or declares entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse
    parser.Parse(data, True)


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _refuse(*_declared: Any) -> None:
    raise expat.ExpatError("entities are not read")
