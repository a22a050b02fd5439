"""How a decision is kept: as JSON that reads back into the same frozen data, or not at all."""

import json

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import PydanticSerializationError

from gateway.model.decision import Decision
from gateway.store.tables import storable

# A tuple of one, because only a container's config reaches the plain dataclasses within.
_KEPT = TypeAdapter(tuple[Decision], config=ConfigDict(extra="forbid"))


def decision_to_json(decision: Decision) -> str:
    """The decision as JSON text."""
    try:
        return _KEPT.dump_json((decision,)).decode()
    except PydanticSerializationError:  # half a surrogate pair in a text
        return storable(json.dumps(_KEPT.dump_python((decision,), mode="json"), ensure_ascii=False))


def decision_from_json(text: str) -> Decision:
    """The decision again. Raises ValueError for what this version does not know."""
    return _KEPT.validate_json(text)[0]


def texts_to_json(texts: tuple[str, ...]) -> str:
    """A list of texts as JSON, in ASCII."""
    return json.dumps(texts)


def texts_from_json(text: str) -> tuple[str, ...]:
    """The texts again."""
    return tuple(json.loads(text))
