"""Every reply is fit for the wire."""

import string

import pytest

from gateway.model.decision import Disposition
from gateway.model.delivery import Reply
from gateway.smtp.replies import FOR_DISPOSITION, Say, wire

WITHOUT_ENHANCED_CODE = {Say.GREETING, Say.HELO, Say.CHALLENGE, Say.DATA}


@pytest.mark.parametrize("say", Say, ids=lambda say: say.name)
def test_a_reply_has_the_enhanced_code_of_its_class(say: Say) -> None:
    if say in WITHOUT_ENHANCED_CODE:
        assert say.enhanced == ""
    else:
        assert say.enhanced.split(".")[0] == str(say.code)[0]
    assert say.meaning.endswith(".")


@pytest.mark.parametrize("say", Say, ids=lambda say: say.name)
def test_a_reply_is_one_short_line(say: Say) -> None:
    words = {name: "x" for _, name, _, _ in string.Formatter().parse(say.text) if name}
    line = wire(say.fill(**words))
    assert line.endswith(b"\r\n") and line.count(b"\r\n") == 1
    assert line.isascii() and len(line) <= 512
    assert line.startswith(f"{say.code} {say.enhanced}".strip().encode())


def test_our_faults_are_4xx() -> None:
    faults = {Say.FAULT, Say.STORE_FULL, Say.SIGN_IN_FAULT, Say.GOING_DOWN, Say.TOO_MANY_CONNECTIONS}
    assert {say.code // 100 for say in faults} == {4}


def test_every_disposition_has_its_reply() -> None:
    assert set(FOR_DISPOSITION) == set(Disposition)


def test_a_long_note_takes_several_lines_and_cannot_break_out() -> None:
    lines = wire(Reply(550, "5.7.1", "why \r\n250 ok " * 100)).split(b"\r\n")
    assert lines.pop() == b""
    assert len(lines) > 1
    assert all(line.startswith(b"550-5.7.1 ") and len(line) <= 510 for line in lines[:-1])
    assert lines[-1].startswith(b"550 5.7.1 ")
