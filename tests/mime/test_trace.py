from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from gateway.mime import trace
from gateway.model.envelope import Listener, Session

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
OUTSIDE = Session(Listener.INCOMING, "192.0.2.1", "mx.out.example")
AUTHOR = Session(Listener.SUBMISSION, "192.0.2.1", "laptop", user="ann@council.example", tls="TLSv1.3")


def lines(session: Session, **more: bool) -> str:
    return trace.lines(session, "7K2-4QXM", "gate.example", AT, **more).decode()


def test_mail_from_outside_says_who_brought_it() -> None:
    assert lines(OUTSIDE) == (
        "Received: from mx.out.example ([192.0.2.1])\r\n"
        "\tby gate.example (Lychgate) with ESMTP id 7K2-4QXM;\r\n"
        "\tMon, 02 Mar 2026 10:00:00 +0000\r\n"
        "Lychgate-Trace: 7K2-4QXM gate.example\r\n"
    )


def test_an_authors_address_stays_here() -> None:
    said = lines(AUTHOR)
    assert said.startswith("Received: by gate.example (Lychgate) with ESMTPSA id 7K2-4QXM;")
    assert "192.0.2.1" not in said
    assert "laptop" not in said
    assert "ann" not in said


def test_a_notice_came_from_nowhere() -> None:
    assert lines(Session(Listener.GATEWAY)).startswith("Received: by gate.example (Lychgate) id 7K2-4QXM;")


def test_the_protocol_has_its_registered_name() -> None:
    assert "with UTF8SMTP id" in lines(OUTSIDE, smtputf8=True)
    assert "with UTF8SMTPSA id" in lines(AUTHOR, smtputf8=True)
    assert "with ESMTPS id" in lines(Session(Listener.INCOMING, tls="TLSv1.3"))


def test_ipv6_is_marked() -> None:
    assert "([IPv6:2001:db8::1])" in lines(Session(Listener.INCOMING, "2001:db8::1", "x"))


@given(ehlo=st.text(), address=st.text())
def test_whatever_a_client_says_there_are_two_fields(ehlo: str, address: str) -> None:
    made = trace.lines(Session(Listener.INCOMING, address, ehlo), "7K2-4QXM", "gate.example", AT) + b"\r\n"
    assert made.isascii()
    assert message_from_bytes(made, policy=default).keys() == ["Received", "Lychgate-Trace"]


def test_hops_are_counted_in_the_header_only() -> None:
    content = b"Received: a\r\n\tby received: b\r\nreceived: c\r\nX-Received: d\r\nSubject: x\r\n\r\nReceived: e\r\n"
    assert trace.hops(content) == 2
    assert trace.hops(b"Subject: x\r\n\r\nReceived: e\r\n") == 0
    assert trace.hops(b"Received: only a header") == 1
    assert trace.hops(b"") == 0


def test_our_own_name_again_and_again_is_a_loop() -> None:
    once = trace.lines(OUTSIDE, "7K2-4QXM", "gate.example", AT)
    elsewhere = trace.lines(OUTSIDE, "7K2-4QXM", "other.gate.example", AT)
    assert not trace.ours(once * 3 + b"\r\n" + once * 9, "gate.example")
    assert trace.ours(once * 4 + b"\r\n", "gate.example")
    assert not trace.ours(elsewhere * 9 + b"\r\n", "gate.example")
    assert trace.hops(once * 4 + b"\r\n") == 4
