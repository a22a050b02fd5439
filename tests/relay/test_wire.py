from hypothesis import given
from hypothesis import strategies as st

from gateway.relay import wire
from gateway.relay.wire import on_the_wire

LINES = st.lists(st.sampled_from([b".", b"..", b"", b"text", b".text", b"a" * 50]), max_size=40)


def unstuffed(sent: bytes) -> bytes:
    assert sent.endswith(b".\r\n")
    return (b"\r\n" + sent[:-3]).replace(b"\r\n.", b"\r\n")[2:]


@given(lines=LINES, chunk=st.integers(1, 60))
def test_what_is_sent_is_what_arrives_wherever_the_pieces_end(lines: list[bytes], chunk: int) -> None:
    content = b"".join(line + b"\r\n" for line in lines)
    usual, wire.CHUNK = wire.CHUNK, chunk
    try:
        sent = b"".join(on_the_wire(content))
    finally:
        wire.CHUNK = usual
    assert b"\r\n.\r\n" not in sent[:-3].removesuffix(b"\r\n") + b"\r\n"
    assert unstuffed(sent) in (content, content + b"\r\n")


def test_a_last_line_without_an_end_is_ended_on_the_wire() -> None:
    assert b"".join(on_the_wire(b"a\r\nb")) == b"a\r\nb\r\n.\r\n"


def test_a_whole_last_line_gets_nothing_more() -> None:
    assert b"".join(on_the_wire(b"a\r\nb\r\n")) == b"a\r\nb\r\n.\r\n"


def test_a_small_message_is_one_piece_behind_its_trace() -> None:
    assert list(on_the_wire(b".a\r\n..b\r\n", b"Received: x\r\n")) == [b"Received: x\r\n..a\r\n...b\r\n.\r\n"]
