"""TLS contexts for the listeners, and a self-signed certificate for whoever has no other yet."""

import os
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.config import Config, ListenerTable
from gateway.errors import ConfigError

LASTS = timedelta(days=3650)


def make_context(config: Config, table: ListenerTable, hostname: str) -> ssl.SSLContext:
    """A server's context for a listener, TLS 1.2 at least. Raises ConfigError where its files are of no use."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load_certificate(context, config, table, hostname)
    if table.client_ca_file:
        context.verify_mode = ssl.CERT_OPTIONAL
        path = config.path(table.client_ca_file)
        try:
            context.load_verify_locations(path)
        except (OSError, ValueError) as error:
            raise ConfigError([f"{path}:1: file: holds no certificates: {type(error).__name__}"]) from None
    return context


def load_certificate(context: ssl.SSLContext, config: Config, table: ListenerTable, hostname: str) -> None:
    """Load the listener's certificate, also into a context in use: the next handshake has it."""
    if table.cert_file:
        cert = config.path(table.cert_file)
        key = config.path(table.key_file) if table.key_file else None
    else:
        cert, key = self_signed(config.data_path, hostname), None
    try:
        context.load_cert_chain(cert, key)
    except (OSError, ValueError) as error:
        with_key = f" with {key}" if key else ""
        raise ConfigError([f"{cert}:1: file: is of no use{with_key}: {type(error).__name__}"]) from None


def self_signed(data: Path, hostname: str) -> Path:
    """The gateway's own certificate and key in one file, readable by its owner only; made once."""
    path = data / "tls" / "self-signed.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_make(hostname))
        new.replace(path)
    return path


def _make(hostname: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hostname[:64])])
    names: list[x509.GeneralName] = [x509.DNSName(one) for one in dict.fromkeys((hostname, "localhost"))]
    names += [x509.IPAddress(ip_address(one)) for one in ("127.0.0.1", "::1")]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def names_in(certificate: dict[str, Any]) -> frozenset[str]:
    """The names that a client certificate (as `getpeercert` gives it) bears, in lower case: its DNS names, its CN."""
    alternative = [value for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS"]
    common = [value for part in certificate.get("subject", ()) for kind, value in part if kind == "commonName"]
    return frozenset(name.lower() for name in (*alternative, *common))
