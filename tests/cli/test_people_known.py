import json
from pathlib import Path

from gateway.testing import make_message
from tests.cli.conftest import Lychgate

ROLL = (
    "Number,Surname,Forename,Address,Post Code,E-mail,Telephone\n"
    "1,Smith,Jane,14 Mill Lane,TN24 8XY,jane@home.test,7700900123\n"
)


def test_a_list_is_imported_replaced_listed_and_forgotten(lychgate: Lychgate, home: Path) -> None:
    (home / "roll.csv").write_text(ROLL)
    answer = lychgate("people", "import-list", "roll.csv")
    assert (answer.code, answer.out) == (0, "1 households learnt as the list roll\n")
    assert answer.err == "columns that were not read: number\n"
    (home / "roll.csv").write_text(ROLL + "2,Lee,Bob,15 Mill Lane,TN24 8XY,,\n")
    lychgate("people", "import-list", "roll.csv", "--name", "roll")
    [listed] = [json.loads(line) for line in lychgate("people", "lists", "--json").out.splitlines()]
    assert (listed["name"], listed["households"]) == ("roll", 2)
    assert lychgate("people", "forget", "--list", "roll").code == 0
    assert lychgate("people", "lists").out.strip() == "no list was imported yet"
    assert lychgate("people", "forget", "--list", "roll").code == 1


def test_a_list_cannot_be_read_back(lychgate: Lychgate, home: Path) -> None:
    (home / "roll.csv").write_text(ROLL)
    lychgate("people", "import-list", "roll.csv")
    kept = b"".join(file.read_bytes() for file in (home / "data").iterdir())
    for said in (b"mith", b"jane", b"07700900123", b"7700900123", b"ill lane", b"ill Lane"):
        assert said not in kept


def test_what_the_columns_are_can_be_said(lychgate: Lychgate, home: Path) -> None:
    (home / "plots.csv").write_text("Plot,Who\n7,Jane Smith\n")
    answer = lychgate("people", "import-list", "plots.csv")
    assert (answer.code, "no column is known by its name: plot, who" in answer.err) == (64, True)
    assert lychgate("people", "import-list", "plots.csv", "--column", "Who").code == 64
    assert lychgate("people", "import-list", "plots.csv", "--column", "Who=name").code == 0


def test_the_clerk_says_what_somebody_is(lychgate: Lychgate, home: Path) -> None:
    letter = make_message(from_="Joan <joan@x.test>", text="Ring me.\n\nJoan Marsh\n01632 960417\n")
    (home / "1.eml").write_bytes(letter)
    lychgate("people", "import", "1.eml")
    assert lychgate("people", "note", "Joan@X.test", "--is", "contractor").out == "noted of Joan@X.test\n"
    shown = lychgate("people", "show", "joan@x.test").out
    assert "contractor" in shown
    assert "phone" in shown
    assert "960417" not in shown
    lychgate("people", "note", "joan@work.test", "--same-as", "joan@x.test")
    told = json.loads(lychgate("people", "show", "joan@work.test", "--json").out)
    assert (told["is"], told["same_as"], told["known_to_be_theirs"]) == ("same-as", "joan@x.test", [])
    assert lychgate("people", "note", "joan@x.test", "--take-back").code == 0
    assert lychgate("people", "note", "joan@x.test", "--take-back").code == 1
    assert "is" not in json.loads(lychgate("people", "show", "joan@x.test", "--json").out)
    assert lychgate("people", "forget", "joan@x.test").out == "forgotten: joan@x.test\n"
    assert lychgate("people", "show", "joan@x.test").code == 1


def test_what_says_nothing_is_refused(lychgate: Lychgate, home: Path) -> None:
    (home / "roll.csv").write_text(ROLL)
    lychgate("people", "import-list", "roll.csv")
    assert lychgate("people", "note", "joan@x.test").code == 64
    assert lychgate("people", "note", "joan@x.test", "--is", "contractor", "--take-back").code == 64
    assert lychgate("people", "note", "joan@x.test", "--is", "same-as").code == 64
    assert lychgate("people", "forget").code == 64
