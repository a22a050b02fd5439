"""The words in XML, in one pass with expat. Entities are refused, and with them every bomb made of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.parsers import expat

from gateway.extract.telling import says_more

Attributes = Mapping[str, str]

LINES = {"p", "h", "br", "line-break", "row"}
CELLS, ROWS = {"tc", "table-cell", "covered-table-cell"}, {"tr", "table-row"}
TABS = {"tab", "ptab"}
OWN_LINE = ("dc:", "cp:", "vt:", "meta:")  # properties, and the authors of comments
MEASURES = {"posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset", "from", "to"}
BLANKS = 4  # white space that is longer stands between elements only
DESCRIPTIONS = ("descr", "title", "svg:desc")
SAID_MORE = ("name", "draw:name", "w15:author", "w:author", "w15:userId")
NAMES = {"table:table": "table:name", "text:a": "xlink:href", "draw:a": "xlink:href"}  # said in an attribute


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


def words(data: bytes, silent: frozenset[str] = frozenset()) -> str:
    """The text nodes of one part of an office document, but for those of some elements.

    Cells of a row stand on one line, a tab between them.
    """
    return _Words(silent).read(data)


class _Words:
    """The text nodes of one part. Cells of a row stand on one line, a tab between them."""

    def __init__(self, silent: frozenset[str]) -> None:
        self._out: list[str] = []
        self._cells = 0
        self._silent = 0
        self._left_out = silent

    def read(self, data: bytes) -> str:
        parse(data, self._start, self._end, self._say)
        return "".join(self._out)

    def _start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        self._cells += tag in CELLS
        self._silent += tag in MEASURES or name in self._left_out
        if tag in TABS:
            self._out.append("\t")
        elif tag == "s" and name.startswith("text:"):
            self._out.append(" ")
        elif name in NAMES:
            self._out.append(f"{attributes.get(NAMES[name], '')}\n")
        if attributes:
            self._out += [f"{attributes[key]}\n" for key in DESCRIPTIONS if attributes.get(key)]
            self._out += [f"{said}\n" for said in _beside(name, attributes)]

    def _end(self, name: str) -> None:
        tag = local(name)
        self._silent -= tag in MEASURES or name in self._left_out
        if tag in CELLS:
            self._cells -= 1
            self._out.append("\t")
        elif tag in ROWS or name.startswith(OWN_LINE) or (tag in LINES and not self._cells):
            self._out.append("\n")
        elif tag in LINES:
            self._out.append(" ")

    def _say(self, text: str) -> None:
        if not self._silent and (text.strip() or (len(text) < BLANKS and "\n" not in text)):
            self._out.append(text)


def _beside(name: str, attributes: Attributes) -> Iterator[str]:
    """Names of shapes and people that say more than a name, and what a field does where it has words of its own."""
    for key in SAID_MORE:
        if key in attributes and says_more(attributes[key]):
            yield attributes[key].replace("::", "\n")
    if name == "w:fldSimple" and '"' in attributes.get("w:instr", ""):
        yield attributes["w:instr"].replace('"', " ")


def _refuse(*_declared: Any) -> None:
    raise expat.ExpatError("entities are not read")
