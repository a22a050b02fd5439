"""Who wrote the messages that go with a message, and to whom: what stands in them is not its author's."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from gateway.model.message import Text, TextKind

HEADER = "message header "
IN_A_DOCUMENT = " header"
OWN = frozenset({TextKind.PLAIN, TextKind.HTML})
NOBODY = ("", "")


def hands(texts: Sequence[Text]) -> Mapping[str, tuple[str, str]]:
    """For each text of an attached message, by its part, the words that name its author, and those for its readers."""
    headers = sorted((_number(text.part), text.text) for text in texts if _is_of_a_message(text.part))
    documents = {
        text.part.removesuffix(IN_A_DOCUMENT): text.text for text in texts if text.part.endswith(IN_A_DOCUMENT)
    }
    return dict(_of(headers, documents, texts)) if headers or documents else {}


def _of(
    headers: Sequence[tuple[int, str]], documents: Mapping[str, str], texts: Sequence[Text]
) -> Iterator[tuple[str, tuple[str, str]]]:
    for text in texts:
        if text.kind in OWN:
            if above := bisect_left(headers, (_number(text.part), "")):
                yield text.part, _named(headers[above - 1][1])
        elif text.kind is TextKind.DOCUMENT:
            header = documents.get(text.part.rpartition(" text/")[0])
            if header is not None:
                yield text.part, _named(header)


def _is_of_a_message(part: str) -> bool:
    """Whether it is the header of an attached message, and not its subject, which is a text of its own."""
    return part.startswith(HEADER) and part.removeprefix(HEADER).isdigit()


def _number(part: str) -> int:
    last = part.rpartition(" ")[2]
    return int(last) if last.isdigit() else 0


def _named(header: str) -> tuple[str, str]:
    fields: dict[str, str] = {}
    for line in header.split("\n"):
        name, _, value = line.partition(":")
        fields[name.lower()] = f"{fields.get(name.lower(), '')} {value}".strip()
    return fields.get("from", "") or "Somebody", "; ".join(filter(None, (fields.get("to"), fields.get("cc"))))
