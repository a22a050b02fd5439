from typing import Any

import pytest

from gateway.model.council import Council
from gateway.model.decision import AddCc
from gateway.model.envelope import Envelope, Listener, Session
from gateway.testing import COUNCIL, make_message, view
from rules.clerk_copy import Options, check

MEMBER, CLERK, OUTSIDE = "cllr.test@council.test", "clerk@council.test", "someone@elsewhere.test"


def found(council: Council = COUNCIL, options: Options | None = None, **message: Any) -> list[Any]:
    message = {"from_": MEMBER, "to": [OUTSIDE]} | message
    user = message.pop("user", message["from_"])
    rcpt_tos = message.pop("rcpt_tos", [*message["to"], *message.get("cc", [])])
    looked_at = view(
        make_message(**message),
        council,
        session=Session(Listener.SUBMISSION, user=user),
        envelope=Envelope(MEMBER, tuple(rcpt_tos)),
    )
    return list(check(looked_at, options or Options()))


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"to": [OUTSIDE, "other@elsewhere.test"]},
        {"to": [f'"{CLERK}" <{OUTSIDE}>']},  # a display name is no copy
        {"to": [OUTSIDE, "clerk@council.test.elsewhere.test"]},
        {"rcpt_tos": [OUTSIDE, CLERK]},  # a blind copy
        {"to": [MEMBER], "rcpt_tos": [OUTSIDE]},  # the person outside is in Bcc
        {"from_": "deputy@council.test"},
    ],
)
def test_the_clerk_is_added(message: dict[str, Any]) -> None:
    finding, amendment = found(**message)
    assert finding.kind == "no-copy"
    assert amendment == AddCc(CLERK)


@pytest.mark.parametrize(
    "message",
    [
        {"cc": [CLERK]},
        {"to": [OUTSIDE, "Clerk+planning@COUNCIL.test"]},
        {"to": [f"The Clerk <{CLERK}>", OUTSIDE]},
        {"to": ["anyone@council.test"]},  # nobody outside
        {"from_": CLERK},
        {"headers": {"Auto-Submitted": "auto-replied"}},
    ],
)
def test_the_clerk_is_not_added(message: dict[str, Any]) -> None:
    assert found(**message) == []


def test_a_blind_copy_counts_where_the_council_says_so() -> None:
    assert found(options=Options(bcc_counts=True), rcpt_tos=[OUTSIDE, CLERK]) == []


def test_deputies_need_no_copy_where_the_council_says_so() -> None:
    options = Options(deputies_need_copy=False)
    assert found(options=options, from_="deputy@council.test") == []
    assert found(options=options) != []


def test_the_login_counts_not_the_from() -> None:
    assert found(from_=CLERK, user=MEMBER) != []
