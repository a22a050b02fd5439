import pytest

from gateway.flow.answer import Answer, Choice, from_mail
from gateway.mime.read import read
from gateway.testing import make_message

SEND, WITHDRAW = Choice.SEND, Choice.WITHDRAW


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("SEND: they asked\n", Answer(SEND, "they asked")),
        ("Send:they asked\n> SEND: no\n", Answer(SEND, "they asked")),
        ("\n\t\nsend: they asked\n", Answer(SEND, "they asked")),
        ("SEND:\nthey asked\n", Answer(SEND, "")),
        ("SEND: " + "x" * 2000, Answer(SEND, "x" * 1000)),
        ("WITHDRAW\n", Answer(WITHDRAW)),
        ("Withdraw.\n-- \nTess\n", Answer(WITHDRAW)),
        ("WITHDRAW: no\n", None),
        ("SEND they asked\n", None),
        ("Dear Clerk,\nSEND: they asked\n", None),
        ("> SEND: they asked\n", None),
        ("", None),
    ],
)
def test_the_first_line_is_the_answer(text: str, answer: Answer | None) -> None:
    assert from_mail(read(make_message(text=text))) == answer


def test_a_message_without_a_plain_text_is_read_too() -> None:
    html = "<div><p>SEND: they <b>asked</b></p><blockquote>WITHDRAW</blockquote></div>"
    assert from_mail(read(make_message(text=None, html=html))) == Answer(SEND, "they asked")


def test_the_subject_and_attachments_are_no_answer() -> None:
    raw = make_message(subject="SEND: it", text="Hello.\n", attachments=[("a.txt", "text/plain", b"SEND: it")])
    assert from_mail(read(raw)) is None
