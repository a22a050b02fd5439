import pytest

from gateway.flow.import_list import Household, NotAList, columns_of, households, rows_of
from gateway.policy.loader import load_policy

POLICY = load_policy({})


def read(text: str, **named: str) -> list[Household]:
    rows = rows_of(text)
    columns = columns_of(next(rows), {name.replace("_", " "): meaning for name, meaning in named.items()})
    return list(households(rows, columns, POLICY))


def items(text: str, **named: str) -> list[set[tuple[str, str]]]:
    return [one.items for one in read(text, **named)]


def test_columns_are_known_by_their_names() -> None:
    header = [
        "No.",
        "Surname",
        "Forename(s)",
        "Address 1",
        "Address Line 2",
        "Post Code",
        "E-mail Address",
        "Tel (home)",
    ]
    columns = columns_of(header, {})
    meanings = ["last name", "first name", "address", "address", "postcode", "email", "phone"]
    assert columns.meanings == dict(enumerate(meanings, 1))
    assert columns.unknown == ("no.",)


def test_the_clerk_says_what_others_are() -> None:
    [pat] = items("Plot holder,Ring\nPat Example,01632 960001\n", Plot_holder="name", Ring="phone")
    assert pat == {("name", "pat example"), ("phone", "01632960001")}


@pytest.mark.parametrize(
    ("text", "named", "why"),
    [
        ("a,b\n1,2\n", {}, "no column is known"),
        ("Name\nx\n", {"Plot": "name"}, "there is no column 'plot'"),
        ("Name\nx\n", {"Name": "shoe size"}, "'shoe size' is nothing that a column can be"),
    ],
)
def test_what_is_no_list_is_told(text: str, named: dict[str, str], why: str) -> None:
    with pytest.raises(NotAList, match=why):
        read(text, **named)


def test_a_cell_that_no_reader_takes_is_told() -> None:
    with pytest.raises(NotAList, match="not a CSV file"):
        read("Name\n" + "x" * 200_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Name,Phone\nJane Smith,7700900123\n", {("name", "jane smith"), ("phone", "07700900123")}),
        ("Name;Mobile\nMrs J. Smith;07700 900123\n", {("name", "j smith"), ("phone", "07700900123")}),
        ("Tenant\nJane & John Smith\n", {("name", "jane smith"), ("name", "john smith")}),
        ("Tenant\nJane Smith and Bob Lee\n", {("name", "jane smith"), ("name", "bob lee")}),
        ("Surname,Forename\nSMITH,JANE\n", {("name", "jane smith")}),
        ('Address\n"14 MILL LANE, ASHFORD, TN24 8XY"\n', {("address", "14 mill lane"), ("postcode", "tn248xy")}),
        ("Email\nJane.Smith+list@Home.Test\n", {("email", "jane.smith@home.test")}),
        ("DOB\n12/05/1970\n", {("birth-date", "1970-05-12")}),
    ],
)
def test_what_a_row_says(text: str, expected: set[tuple[str, str]]) -> None:
    [found] = items(text)
    assert {(kind, value.lower()) for kind, value in found} == expected


def test_rows_that_say_nothing_are_left_out() -> None:
    assert read("Name,Phone\n,\n  ,\nThe Village Hall Committee Bookings Office,\n\n") == []


def test_the_mail_addresses_of_a_household_are_told() -> None:
    [one] = read("Name,Email\nJane & John Smith,jane@home.test\n")
    assert one.addresses == {"jane@home.test"}
