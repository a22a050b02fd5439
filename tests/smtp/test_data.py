"""Any split of any bytes is read as a slow and simple reader reads it."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp.data import Data, DataLimits, read_data
from gateway.smtp.replies import Say

ALPHABET = (b"\r\n", b"\r", b"\n", b".", b"..", b"x", b"\r\n.\r\n", b"\x00", b"\x85", b"\r\n.", b"Subject: a\r\n")
pieces = st.lists(st.sampled_from(ALPHABET), max_size=40)
splits = st.lists(st.integers(1, 7), min_size=1, max_size=10)


def read(stream: bytes, sizes: list[int], limits: DataLimits, block: int = 16) -> tuple[Data, bytes]:
    """Feed a stream in packets of these sizes, over and over; give the message and what was left behind its end."""

    async def run() -> tuple[Data, bytes]:
        reader = asyncio.StreamReader(limit=block)
        task = asyncio.create_task(read_data(reader, limits))
        at, turn = 0, 0
        while at < len(stream):
            size = sizes[turn % len(sizes)]
            reader.feed_data(stream[at : at + size])
            at, turn = at + size, turn + 1
            await asyncio.sleep(0)
        reader.feed_eof()
        return await task, await reader.read()

    return asyncio.run(run())


def naive(stream: bytes, limits: DataLimits) -> tuple[Data, bytes]:
    """RFC 5321 section 4.5.2, line by line."""
    lines, rest = [], stream
    while True:
        line, _, rest = rest.partition(b"\r\n")
        if line == b".":
            break
        lines.append(line.removeprefix(b"."))
    content = b"".join(line + b"\r\n" for line in lines)
    bare = re.search(rb"\r(?!\n)|(?<!\r)\n", content)
    if bare and not limits.fix_newlines:
        return Data(refusal=Say.BARE_NEWLINE), rest
    content = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    if len(content) > limits.message_bytes:
        return Data(refusal=Say.MESSAGE_TOO_LARGE), rest
    if max(map(len, content.split(b"\r\n"))) > limits.line_bytes:
        return Data(refusal=Say.LINE_TOO_LONG), rest
    return Data(content), rest


@given(pieces, splits, st.booleans(), st.integers(1, 12), st.integers(1, 80), st.integers(6, 40))
def test_any_split_of_any_bytes_reads_as_the_naive_reader_reads(
    parts: list[bytes], sizes: list[int], fix: bool, line: int, size: int, block: int
) -> None:
    stream = b"".join(parts) + b"\r\n.\r\nNOOP\r\n"
    limits = DataLimits(size, line, fix)
    expected, rest = naive(stream, limits)
    got, left = read(stream, sizes, limits, block)
    assert left == rest
    assert got.content == expected.content
    assert (got.refusal is None) == (expected.refusal is None)


@pytest.mark.parametrize(
    ("stream", "content"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"a\r\n..b\r\n...c\r\n.\r\n", b"a\r\n.b\r\n..c\r\n"),
        (b".x\r\n.\r\n", b"x\r\n"),
    ],
)
def test_dots_are_undone(stream: bytes, content: bytes) -> None:
    assert read(stream, [1], DataLimits(1000, 998)) == (Data(content), b"")


@pytest.mark.parametrize(
    "mark", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\r\n.\n", b"\r\n.\x00\r\n"]
)
def test_no_other_mark_ends_a_message(mark: bytes) -> None:
    stream = b"Subject: a\r\n\r\nouter" + mark + b"MAIL FROM:<x@y.test>\r\n.\r\nQUIT\r\n"
    for fix in (False, True):
        _, left = read(stream, [3], DataLimits(1000, 998, fix))
        assert left == b"QUIT\r\n"


def test_lines_up_to_the_limit_are_taken_and_no_longer_ones() -> None:
    limits = DataLimits(10_000_000, 2000)
    assert read(b"z" * 2000 + b"\r\n.\r\n", [700], limits, 65536)[0].content == b"z" * 2000 + b"\r\n"
    assert read(b"a\r\n" + b"z" * 2001 + b"\r\nb\r\n.\r\n", [700], limits, 100)[0].refusal is Say.LINE_TOO_LONG


def test_a_client_that_goes_away_sends_nothing() -> None:
    with pytest.raises(asyncio.IncompleteReadError):
        read(b"Subject: half\r\n\r\nof it", [5], DataLimits(1000, 998))
