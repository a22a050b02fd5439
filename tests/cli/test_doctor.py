import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.cli.conftest import CONFIG, Lychgate


class Server(ThreadingTCPServer):
    daemon_threads = True
    greeting: bytes
    answers: dict[bytes, bytes]


class Host(StreamRequestHandler):
    """A host that greets, and answers each line by its first word."""

    server: Server

    def handle(self) -> None:
        self.wfile.write(self.server.greeting)
        for line in self.rfile:
            word = line.split()[:1]
            self.wfile.write(self.server.answers.get(word[0].upper() if word else b"", b""))


@contextmanager
def host(greeting: bytes, **answers: bytes) -> Iterator[str]:
    """A host on this machine; its address and port."""
    with Server(("127.0.0.1", 0), Host) as server:
        server.greeting = greeting
        server.answers = {word.encode(): answer for word, answer in answers.items()}
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def mail_host() -> Any:
    return host(b"220 mail.test\r\n", EHLO=b"250-mail.test\r\n250 8BITMIME\r\n", QUIT=b"221 bye\r\n")


def certificate(folder: Path, days: int) -> None:
    """cert.pem and key.pem, good for so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=100))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def probes(lychgate: Lychgate) -> dict[str, tuple[str, str]]:
    found = [json.loads(line) for line in lychgate("doctor", "--json").out.splitlines()]
    return {one["name"]: (one["level"], one["text"]) for one in found}


def test_it_looks_at_everything_and_changes_nothing(lychgate: Lychgate, home: Path) -> None:
    found = probes(lychgate)
    assert [name.split()[0] for name in found] == [
        "config", "store", "tls", "tls", "disk", "clock", "policy", "dns", "upstream",
    ]  # fmt: skip
    assert found["store"][0] == "warn"
    assert found["upstream practice"][0] == "ok"
    assert list(home.iterdir()) == [home / "config.toml"]


def test_a_bad_config_is_a_fail_with_its_problems(lychgate: Lychgate, home: Path) -> None:
    (home / "config.toml").write_text("[council]\nnmae = 1\n")
    answer = lychgate("doctor")
    assert answer.code == 1
    assert answer.out.startswith("fail  config: config.toml:2: council.nmae: ")


def test_the_store(lychgate: Lychgate, home: Path) -> None:
    lychgate("db", "upgrade")
    assert probes(lychgate)["store"] == ("ok", "answers: 0 held, 0 on their way out")
    (home / "data" / "lychgate.db").write_bytes(b"no database" * 1000)
    assert probes(lychgate)["store"][0] == "fail"


@pytest.mark.parametrize(("days", "level"), [(90, "ok"), (3, "warn"), (-3, "fail")])
def test_a_certificate_by_the_days_that_are_left(lychgate: Lychgate, home: Path, days: int, level: str) -> None:
    certificate(home, days)
    listener = '\n[smtp.submission]\ncert_file = "cert.pem"\nkey_file = "key.pem"\n'
    (home / "config.toml").write_text(CONFIG + listener)
    assert probes(lychgate)["tls submission 127.0.0.1:2525"][0] == level


def test_a_certificate_and_a_key_that_do_not_belong_together(lychgate: Lychgate, home: Path) -> None:
    certificate(home, 90)
    (home / "other.pem").write_bytes((home / "key.pem").read_bytes())
    certificate(home, 90)
    (home / "config.toml").write_text(CONFIG + '\n[console]\ncert_file = "cert.pem"\nkey_file = "other.pem"\n')
    assert probes(lychgate)["tls console"][0] == "fail"


def test_an_upstream_that_answers_and_one_that_does_not(lychgate: Lychgate, home: Path) -> None:
    with mail_host() as where:
        (home / "config.toml").write_text(CONFIG + f'\n[relay]\nupstream = "smtp://{where}"\n')
        assert probes(lychgate)[f"upstream smtp://{where}"] == ("ok", "answers")
    assert probes(lychgate)[f"upstream smtp://{where}"][0] == "fail"
    assert lychgate("doctor").code == 1


def test_an_upstream_that_takes_no_mail_just_now(lychgate: Lychgate, home: Path) -> None:
    with host(b"421 closed\r\n") as where:
        (home / "config.toml").write_text(CONFIG + f'\n[relay]\nupstream = "smtp://{where}"\n')
        assert probes(lychgate)[f"upstream smtp://{where}"][0] == "fail"


def test_a_clock_that_went_back(lychgate: Lychgate, home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "key").touch()
    assert probes(lychgate)["clock"][0] == "ok"
    tomorrow = time.time() + 86400
    os.utime(home / "data" / "key", (tomorrow, tomorrow))
    assert probes(lychgate)["clock"][0] == "fail"


@pytest.mark.parametrize(("due", "level"), [("2001-01-01", "warn"), ("2999-01-01", "ok")])
def test_the_review_of_the_policy(lychgate: Lychgate, home: Path, due: str, level: str) -> None:
    (home / "config.toml").write_text(CONFIG.replace("[policy]", f"[policy]\nreview_due = {due}"))
    assert probes(lychgate)["policy"][0] == level


def doors(smtp: str, console: str) -> str:
    return (
        f'{CONFIG}\n[smtp.submission]\nlisten = "{smtp}"\n[smtp.incoming]\nlisten = ""\n'
        f'[console]\nlisten = "{console}"\npublic_url = "http://mail.council.test"\n'
    )


def test_healthcheck_of_a_gateway_that_is_well(lychgate: Lychgate, home: Path) -> None:
    with host(b"220 ready\r\n") as smtp, host(b"", GET=b"HTTP/1.1 200 OK\r\n\r\n") as console:
        (home / "config.toml").write_text(doors(smtp, console))
        answer = lychgate("healthcheck")
    assert (answer.code, answer.out) == (0, "well\n")


def test_healthcheck_names_each_door_that_is_not(lychgate: Lychgate, home: Path) -> None:
    with host(b"421 busy\r\n") as smtp, host(b"", GET=b"HTTP/1.1 503 no\r\n\r\n") as console:
        (home / "config.toml").write_text(doors(smtp, console))
        assert lychgate("healthcheck").err.splitlines() == [
            f"{smtp} does not answer as it should",
            f"{console} does not answer as it should",
        ]
    answer = lychgate("healthcheck")
    assert answer.code == 1
    assert answer.err.splitlines() == [
        f"{smtp} does not answer: ConnectionRefusedError",
        f"{console} does not answer: ConnectionRefusedError",
    ]
