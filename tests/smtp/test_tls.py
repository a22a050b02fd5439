"""STARTTLS, implicit TLS, certificates and client certificates."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.errors import ConfigError
from tests.smtp.door import ME, SUBMISSION, Client, any_certificate, opened

IMPLICIT = SUBMISSION + 'tls = "implicit"\n'


def certificate(path: Path, name: str) -> Path:
    """A certificate that is its own authority, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def served_name(client: Client) -> str:
    seen = client.writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return str(x509.load_der_x509_certificate(seen).subject.rfc4514_string())


async def test_starttls_then_sign_in(tmp_path: Path) -> None:
    async with opened(SUBMISSION, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert "AUTH" not in await client.cmd("EHLO client.test")
        assert (await client.sign_in()).startswith("538 5.7.11")
        assert await client.cmd(f"MAIL FROM:<{ME}>") == "530 5.7.0 STARTTLS first"
        await client.starttls()
        assert (await client.cmd(f"MAIL FROM:<{ME}>")).startswith("503")
        extensions = await client.cmd("EHLO client.test")
        assert "AUTH PLAIN LOGIN" in extensions and "STARTTLS" not in extensions
        assert (await client.cmd("STARTTLS")).startswith("503")
        assert (await client.sign_in()).startswith("235")
        assert (await client.message()).startswith("250")
        assert door.inbox.taken[0][0].tls in {"TLSv1.2", "TLSv1.3"}
        await client.close()


async def test_what_was_said_before_tls_is_forgotten(tmp_path: Path) -> None:
    async with opened(SUBMISSION + 'trusted_networks = ["127.0.0.1/32"]\n', tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO before.test")
        assert (await client.cmd(f"MAIL FROM:<{ME}>")).startswith("250")
        await client.starttls()
        assert (await client.cmd("RCPT TO:<clerk@council.test>")).startswith("503")
        await client.message()
        assert door.inbox.taken[0][0].ehlo == "client.test"
        await client.close()


@pytest.mark.parametrize("ahead", [b"NOOP\r\n", b"EHLO injected.test\r\n", b"RSET\r\nNOOP\r\n", b"NOOP"])
async def test_nothing_is_carried_into_tls(tmp_path: Path, ahead: bytes) -> None:
    async with opened(SUBMISSION, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO client.test")
        client.send(b"STARTTLS\r\n" + ahead)
        assert (await client.reply()).startswith("220")
        await client.writer.start_tls(any_certificate())
        assert (await client.cmd("RSET")) == "250 2.0.0 ok"
        assert (await client.cmd("EHLO clean.test")).startswith("250-gate.council.test")
        await client.close()


async def test_a_failed_handshake_ends_one_client_only(tmp_path: Path) -> None:
    async with opened(SUBMISSION, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert (await client.cmd("STARTTLS")).startswith("220")
        client.send(b"NOOP\r\n" * 10)
        assert await client.is_closed()
        other = await Client.connect(door.ports[0])
        assert (await other.cmd("NOOP")).startswith("250")
        await other.close()


async def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    async with opened(IMPLICIT, tmp_path) as door:
        client = await Client.connect(door.ports[0], any_certificate())
        extensions = await client.cmd("EHLO client.test")
        assert "AUTH PLAIN LOGIN" in extensions and "STARTTLS" not in extensions
        assert (await client.cmd("STARTTLS")).startswith("503")
        assert (await client.sign_in()).startswith("235")
        assert (await client.message()).startswith("250")
        await client.close()


async def test_old_tls_is_refused(tmp_path: Path) -> None:
    async with opened(IMPLICIT, tmp_path) as door:
        old = any_certificate()
        old.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(OSError, match=r".*"):
            await Client.connect(door.ports[0], old)


async def test_the_self_signed_certificate_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    async with opened(IMPLICIT, tmp_path):
        path = tmp_path / "data" / "tls" / "self-signed.pem"
        made = path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    async with opened(IMPLICIT, tmp_path) as door:
        assert path.read_bytes() == made
        trusting = ssl.create_default_context(cafile=str(path))
        client = await Client.connect(door.ports[0], trusting)
        assert (await client.cmd("NOOP")).startswith("250")
        await client.close()


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_new_certificate_is_taken_up_on_reload_and_a_bad_one_is_not(tmp_path: Path, tls: str) -> None:
    pem = certificate(tmp_path / "cert.pem", "one.council.test")
    config = f'{SUBMISSION}tls = "{tls}"\ncert_file = "cert.pem"\nkey_file = "cert.pem"\n'

    async def name_now(port: int) -> str:
        client = await Client.connect(port, any_certificate() if tls == "implicit" else None)
        if tls == "starttls":
            await client.starttls()
        name = served_name(client)
        await client.close()
        return name

    async with opened(config, tmp_path) as door:
        assert await name_now(door.ports[0]) == "CN=one.council.test"
        certificate(pem, "two.council.test")
        assert await door.door.reload(1) == []
        assert await name_now(door.ports[0]) == "CN=two.council.test"
        pem.write_text("nonsense")
        assert len(await door.door.reload(1)) == 1
        assert await name_now(door.ports[0]) == "CN=two.council.test"


async def test_a_certificate_that_is_of_no_use_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("nonsense")
    with pytest.raises(ConfigError, match=r"cert\.pem:1: file: is of no use"):
        async with opened(SUBMISSION + 'cert_file = "cert.pem"\nkey_file = "cert.pem"\n', tmp_path):
            pass


@pytest.mark.parametrize(("name", "trusted"), [("mail.host.test", True), ("other.host.test", False)])
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_client_certificate_makes_a_trusted_host(tmp_path: Path, name: str, trusted: bool, tls: str) -> None:
    ca = certificate(tmp_path / "client.pem", name)
    config = f'{SUBMISSION}tls = "{tls}"\nclient_ca_file = "client.pem"\nclient_names = ["Mail.Host.test"]\n'
    async with opened(config, tmp_path) as door:
        with_certificate = any_certificate()
        with_certificate.load_cert_chain(ca)
        client = await Client.connect(door.ports[0], with_certificate if tls == "implicit" else None)
        if tls == "starttls":
            await client.cmd("STARTTLS")
            await client.writer.start_tls(with_certificate)
        reply = await client.message(to="someone@elsewhere.test", sender="anyone@council.test")
        assert reply.startswith("250" if trusted else "530")
        assert [session.trusted for session, *_ in door.inbox.taken] == [True] * trusted
        await client.close()
