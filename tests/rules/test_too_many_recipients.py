from typing import Any

import pytest

from gateway.model.envelope import Envelope
from gateway.testing import COUNCIL, make_message, view
from rules.too_many_recipients import Options, check

LIMITS = Options(visible=3, outside=2, total=4)


def people(number: int, domain: str = "council.test") -> list[str]:
    return [f"person{n}@{domain}" for n in range(number)]


def kinds(rcpt_tos: list[str] | None = None, **message: Any) -> list[str]:
    message = {"from_": "cllr.test@council.test", "to": []} | message
    envelope = Envelope(message["from_"], tuple(rcpt_tos or [*message["to"], *message.get("cc", [])]))
    return [f.kind for f in check(view(make_message(**message), COUNCIL, envelope=envelope), LIMITS)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"to": people(3)}, []),
        ({"to": people(4)}, ["visible"]),
        ({"to": people(2), "cc": people(4)[2:]}, ["visible"]),
        ({"to": people(2), "cc": people(2)}, []),  # the same people twice
        ({"to": [*people(3), "Person1@COUNCIL.test", "person2+x@council.test"]}, []),  # spellings of the same
        ({"to": people(2, "elsewhere.test")}, []),
        ({"to": people(3, "elsewhere.test")}, ["outside"]),
        ({"to": people(1), "rcpt_tos": people(5)}, ["total"]),  # the others are in Bcc
        ({"to": people(4, "elsewhere.test"), "rcpt_tos": people(1, "elsewhere.test")}, ["visible", "outside"]),
        ({"to": ["Friends: a@x.test, b@x.test, c@x.test;"], "rcpt_tos": ["a@x.test"]}, ["outside"]),  # a group
    ],
)
def test_people_are_counted_once_each(message: dict[str, Any], expected: list[str]) -> None:
    assert kinds(**message) == expected


def test_the_sentence_has_the_numbers() -> None:
    looked_at = view(make_message(from_="cllr.test@council.test", to=people(5)), COUNCIL)
    [finding] = check(looked_at, Options(visible=4))
    assert finding.why == "5 people can all see each other in To and Cc; the council's limit is 4."  # type: ignore[union-attr]
