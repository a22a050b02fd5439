import json
from pathlib import Path

from gateway.testing import make_message
from tests.cli.conftest import Lychgate


def letter(author: str, text: str = "Hello.\n") -> bytes:
    return make_message(from_=author, to=["clerk@council.test"], text=text)


def people(lychgate: Lychgate) -> dict[str, int]:
    listed = [json.loads(line) for line in lychgate("people", "list", "--json").out.splitlines()]
    return {one["address"]: one["items"] for one in listed}


def test_authors_are_learnt_once_each_by_their_canonical_address(lychgate: Lychgate, home: Path) -> None:
    (home / "1.eml").write_bytes(letter("Joan Marsh <Joan+list@Elsewhere.test>"))
    (home / "2.eml").write_bytes(letter("joan@elsewhere.test"))
    answer = lychgate("people", "import", "1.eml", "2.eml")
    assert (answer.code, answer.out) == (0, "2 messages read, 1 people learnt\n")
    assert set(people(lychgate)) == {"joan@elsewhere.test"}
    assert people(lychgate)["joan@elsewhere.test"] >= 1


def test_importing_again_adds_nothing(lychgate: Lychgate, home: Path) -> None:
    (home / "1.eml").write_bytes(letter("joan@elsewhere.test", "Ring me.\n\nJoan Marsh\n01632 960417\n"))
    lychgate("people", "import", "1.eml")
    before = people(lychgate)
    lychgate("people", "import", "1.eml")
    assert people(lychgate) == before


def test_an_mbox_holds_many(lychgate: Lychgate, home: Path) -> None:
    letters = [letter(f"p{n}@elsewhere.test").replace(b"\r\n", b"\n") for n in range(3)]
    box = b"".join(b"From p@elsewhere.test Mon Mar  2 10:00:00 2026\n" + one + b"\n" for one in letters)
    (home / "inbox").write_bytes(box)
    assert lychgate("people", "import", "inbox").out == "3 messages read, 3 people learnt\n"
    assert set(people(lychgate)) == {f"p{n}@elsewhere.test" for n in range(3)}


def test_automatic_mail_teaches_nothing(lychgate: Lychgate, home: Path) -> None:
    (home / "1.eml").write_bytes(b"Auto-Submitted: auto-replied\r\n" + letter("joan@elsewhere.test"))
    assert lychgate("people", "import", "1.eml").out == "1 messages read, 0 people learnt\n"


def test_a_folder_is_looked_through(lychgate: Lychgate, home: Path) -> None:
    (home / "mail" / "cur").mkdir(parents=True)
    (home / "mail" / "cur" / "1:2,S").write_bytes(letter("joan@elsewhere.test"))
    (home / "mail" / "2.eml").write_bytes(letter("peter@elsewhere.test"))
    assert lychgate("people", "import", "mail").out == "2 messages read, 2 people learnt\n"


def test_a_message_without_an_author_teaches_nothing(lychgate: Lychgate, home: Path) -> None:
    (home / "1.eml").write_bytes(b"Subject: hello\r\n\r\nHello.\r\n")
    (home / "2.eml").write_bytes(bytes(range(256)))
    answer = lychgate("people", "import", "1.eml", "2.eml")
    assert answer.out == "1 messages read, 0 people learnt\n"
    assert answer.err == "2.eml is no message: it does not begin with a header\n"
    assert lychgate("people", "list").out.strip() == "nobody is known yet"


def test_the_list_says_how_much_is_known_and_not_what(lychgate: Lychgate, home: Path) -> None:
    (home / "1.eml").write_bytes(letter("joan@elsewhere.test", "Ring me.\n\nJoan Marsh\n01632 960417\n"))
    lychgate("people", "import", "1.eml")
    shown = lychgate("people", "list").out
    assert "joan@elsewhere.test" in shown
    assert "960417" not in shown


def test_a_file_that_is_not_there_is_64(lychgate: Lychgate, home: Path) -> None:
    assert lychgate("people", "import", "none.eml").code == 64
    assert not (home / "data").exists()


def test_whoever_is_learnt_is_known_to_the_check(lychgate: Lychgate, home: Path) -> None:
    (home / "1.eml").write_bytes(letter("Joan Marsh <joan.marsh@elsewhere.test>"))
    (home / "2.eml").write_bytes(make_message(to=["joan.mrash@elsewhere.test", "clerk@council.test"]))
    (home / "3.eml").write_bytes(make_message(to=["Pat <p@home.test>", "clerk@council.test"], text="Dear Mrs Marsh,\n"))
    assert "wrong-recipient" not in lychgate("check", "2.eml", "3.eml").out
    lychgate("people", "import", "1.eml")
    assert lychgate("check", "2.eml", "3.eml").out.count("wrong-recipient: ask") == 2
