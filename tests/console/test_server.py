import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.console import server
from gateway.flow.aside import Aside
from gateway.testing import NOW
from tests.console.house import House, close_house, open_house


def _certificate(folder: Path, name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


async def _name_in_certificate(port: int) -> str:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    try:
        raw = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return str(x509.load_der_x509_certificate(raw).subject.rfc4514_string())
    finally:
        writer.close()
        await writer.wait_closed()


async def test_tls_with_a_certificate_that_is_read_again(tmp_path: Path, aside: Aside) -> None:
    _certificate(tmp_path, "first")
    house = await open_house(tmp_path, aside, 'cert_file = "cert.pem"\nkey_file = "key.pem"\n')
    try:
        assert await _name_in_certificate(house.port) == "CN=first"
        _certificate(tmp_path, "second")
        house.server.reload()
        assert await _name_in_certificate(house.port) == "CN=second"
        (tmp_path / "cert.pem").write_text("broken")
        house.server.reload()
        assert await _name_in_certificate(house.port) == "CN=second"
    finally:
        await close_house(house)


async def test_after_stop_nobody_listens_and_it_can_start_again(house: House) -> None:
    await house.server.stop()
    with pytest.raises(ConnectionRefusedError):
        await house.browser().get("/healthz")
    house.port = (await house.server.start())[0][1]
    assert (await house.browser().get("/healthz")).status == 200


async def test_a_certificate_that_cannot_be_read_stops_the_start(tmp_path: Path, aside: Aside) -> None:
    _certificate(tmp_path, "broken")
    (tmp_path / "cert.pem").write_text("broken")
    with pytest.raises(ssl.SSLError):
        await open_house(tmp_path, aside, 'cert_file = "cert.pem"\nkey_file = "key.pem"\n')


async def test_an_address_that_is_taken_is_an_error(tmp_path: Path, aside: Aside, house: House) -> None:
    with pytest.raises(OSError, match="in use"):
        await open_house(tmp_path, aside, listen=f"127.0.0.1:{house.port}")


async def test_a_client_that_never_asks_is_let_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: loc")
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()
    await writer.wait_closed()
