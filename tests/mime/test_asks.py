import pytest

from gateway.mime.asks import asks
from gateway.mime.read import read
from gateway.testing import make_message


def asked(text: str, subject: str = "Bins", **headers: str) -> bool:
    raw = make_message("pat@elsewhere.test", ["clerk@council.test"], subject=subject, text=text)
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    raw = lines.encode() + raw
    return asks(raw, read(raw))


@pytest.mark.parametrize(
    "text",
    [
        "When is the next meeting?\n",
        "Dear Clerk,\n\nCould you send me the minutes of March.\n\nPat\n",
        "Please let me know when the hedge will be cut.\n",
        "Please could you confirm the date.\n",
        "I would like to know who owns the verge.\n",
        "I\N{RIGHT SINGLE QUOTATION MARK}m writing to ask about plot 14.\n",
        "Can I rent the hall on Friday\n",
        "I wonder if the council has plans for the green.\n",
        "I should be grateful if you could look at the drain.\n",
        "How are you? Is the hall free on Friday?\n",
        "See https://news.test/?a=1 - is that true?\n",
        "Is it\ntrue that the road will be\nclosed?\n",
        "And when?\n\nOn 2 March 2026 at 10:00, Clerk <clerk@council.test> wrote:\n> Thank you.\n> We will cut it.\n",
        "> Shall we cut it?\n> Or not.\n\nPlease tell me which hedge.\n",
    ],
)
def test_who_asks(text: str) -> None:
    assert asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the minutes.\n",
        "The bins were emptied. As you can see, all is well.\n",
        "Hello, how are you?\n\nThe hedge has been cut. Thank you.\n",
        "Let me know if you have any questions.\n",
        "Please let me know if you need anything else.\n",
        "The notice is at https://news.test/?a=1&b=2 for you.\n",
        "Thanks, that answers it.\n\nOn 2 March 2026 at 10:00, Clerk <clerk@council.test> wrote:\n"
        "> Is the hall free?\n> Could you tell me?\n",
        "For your information.\n\n-------- Forwarded Message --------\nFrom: Sam <sam@elsewhere.test>\n"
        "Sent: Monday 2 March 2026\nTo: Pat\nSubject: Hall\n\nCan I rent the hall?\n",
        "Thank you.\n\n-- \nPat\nDo you need to print this email?\n",
    ],
)
def test_who_does_not(text: str) -> None:
    assert not asked(text)


def test_the_subject_counts_where_it_is_the_authors_own() -> None:
    assert asked("Thank you, Pat\n", "When is the next meeting?")
    assert not asked("Thank you, Pat\n", "Re: When is the next meeting?")


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Id": "<news.elsewhere.test>"},
        {"List_Unsubscribe": "<mailto:off@elsewhere.test>"},
        {"Precedence": "bulk"},
        {"Auto_Submitted": "auto-replied"},
    ],
)
def test_mail_to_many_and_automatic_mail_ask_nothing(headers: dict[str, str]) -> None:
    assert not asked("When is the next meeting?\n", **headers)
    assert asked("When is the next meeting?\n", Precedence="first-class", Auto_Submitted="no")


def test_html_alone_is_read_without_what_it_quotes() -> None:
    quoted = "<p>%s</p><blockquote><p>Can you tell me?</p><p>Is it so?</p></blockquote>"
    for own, is_one in (("Is the hall free?", True), ("Thank you.", False)):
        raw = make_message("pat@elsewhere.test", ["clerk@council.test"], text=None, html=quoted % own)
        assert asks(raw, read(raw)) is is_one
