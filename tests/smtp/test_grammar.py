"""Addresses and parameters, and their near misses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp.grammar import MailParameters, Path, is_host, is_routed, read_mail_parameters, read_path
from gateway.smtp.replies import Say


@pytest.mark.parametrize(
    ("argument", "address"),
    [
        ("FROM:<>", ""),
        ("FROM:<a@b.test>", "a@b.test"),
        ("from:<a@b.test>", "a@b.test"),
        ("FROM: <a@b.test>  ", "a@b.test"),
        ("FROM:a@b.test", "a@b.test"),
        ("FROM:<o'neil+tag=x@b.test>", "o'neil+tag=x@b.test"),
        ('FROM:<"a b"@b.test>', '"a b"@b.test'),
        ("FROM:<a..b.@b.test>", "a..b.@b.test"),
        ("FROM:<a@xn--bcher-kva.example>", "a@xn--bcher-kva.example"),
        ("FROM:<dürst@bücher.example>", "dürst@bücher.example"),
    ],
)
def test_an_address(argument: str, address: str) -> None:
    assert read_path("FROM", argument) == Path(address, {})


@pytest.mark.parametrize(
    "argument",
    [
        "FROM:",
        "FROM:<a@b",
        "FROM:a@b.test>",
        "FROM:<a b@c.test>",
        "FROM:<a@b@c.test>",
        "FROM:<@>",
        "FROM:<a@>",
        "FROM:<@b.test>",
        "FROM:<a@b.test.>",
        "FROM:<a@.b.test>",
        "FROM:<a@-b.test>",
        "FROM:<a@[192.0.2.1]>",
        "FROM:<a@b.test>>",
        "FROM:<a@b.test> <c@d.test>",
        "FROM:<a@b.test>SIZE=1",
        "FROM:<a@b.test,c@d.test>",
        "FROM:<" + "a" * 400 + "@c.test>",
        "FROM:<a@" + "b." * 200 + "test>",
        "FROM:<a@" + "b" * 64 + ".test>",
    ],
)
def test_no_address(argument: str) -> None:
    assert read_path("FROM", argument) in {Say.BAD_SENDER, Say.BAD_ARGUMENT}


def test_a_source_route_and_a_wrong_keyword() -> None:
    assert read_path("TO", "TO:<@a.test,@b.test:c@d.test>") is Say.NO_ROUTING
    assert read_path("TO", "FROM:<a@b.test>") is Say.BAD_ARGUMENT
    assert read_path("TO", "") is Say.BAD_ARGUMENT


@pytest.mark.parametrize("local", ["a%b.test", "b.test!a", '"a@b.test"'])
def test_a_route_in_the_local_part(local: str) -> None:
    assert is_routed(f"{local}@council.test")
    assert not is_routed("a.b+c@council.test")


@pytest.mark.parametrize(
    ("parameters", "read"),
    [
        ("", MailParameters()),
        (" SIZE=10 BODY=8BITMIME SMTPUTF8", MailParameters(10, True, True)),
        (" size=0 body=7bit", MailParameters()),
        (" AUTH=<>", MailParameters()),
        (" SIZE=abc", Say.BAD_ARGUMENT),
        (" SIZE=-1", Say.BAD_ARGUMENT),
        (" SIZE", Say.BAD_ARGUMENT),
        (" SIZE=1 SIZE=2", Say.BAD_ARGUMENT),
        (" SIZE=٣", Say.BAD_ARGUMENT),
        (" BODY=SIDEWAYS", Say.BAD_ARGUMENT),
        (" SMTPUTF8=1", Say.BAD_ARGUMENT),
        (" NOSUCH=1", Say.UNKNOWN_PARAMETER),
        (" RET=FULL", Say.UNKNOWN_PARAMETER),
        (" =1", Say.BAD_ARGUMENT),
    ],
)
def test_parameters(parameters: str, read: MailParameters | Say) -> None:
    path = read_path("FROM", "FROM:<a@b.test>" + parameters)
    assert (path if isinstance(path, Say) else read_mail_parameters(path.parameters)) == read


@pytest.mark.parametrize("name", ["", "a b", "<x>", "a\x00b", "ünï", "x" * 256])
def test_no_host(name: str) -> None:
    assert not is_host(name)
    assert is_host("[IPv6:::1]") and is_host("DESKTOP_4.local")


@given(st.text(max_size=300))
def test_anything_is_read_to_an_answer(text: str) -> None:
    path = read_path("TO", "TO:" + text)
    assert isinstance(path, Say) or path.address in text
