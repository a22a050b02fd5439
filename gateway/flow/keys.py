"""The gateway's key, and all that is done with it: sealing what waits, signing links."""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import ConfigError

KEY_BYTES = 32
NONCE_BYTES = 12


class Keys:
    """Everything is bound to a purpose and to a ref, so nothing sealed or signed for one use serves another."""

    def __init__(self, root: bytes) -> None:
        self._root = root

    @classmethod
    def from_file(cls, path: Path) -> "Keys":
        """Read the key; make one, readable by its owner only, where there is none. Raises ConfigError for a bad one."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fd, "wb") as file:
                file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
                file.flush()
                with suppress(OSError):  # on a sick disk we start all the same, and answer 451 until it is well
                    os.fsync(file.fileno())
        try:
            root = base64.b64decode(path.read_bytes(), validate=False)
        except (OSError, ValueError):
            root = b""
        if len(root) != KEY_BYTES:
            raise ConfigError([f"{path}:1: file: is not a key of lychgate: restore it from a backup"])
        return cls(root)

    def derived(self, purpose: str) -> bytes:
        """A key for one purpose only (HMAC-SHA-256 as the derivation, RFC 5869's expand step)."""
        return hmac.digest(self._root, b"lychgate " + purpose.encode() + b"\x01", "sha256")

    def seal(self, purpose: str, ref: str, secret: bytes) -> bytes:
        """Encrypt and authenticate a secret that belongs to a ref (AES-256-GCM)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.derived(purpose)).encrypt(nonce, secret, ref.encode())

    def unseal(self, purpose: str, ref: str, sealed: bytes) -> bytes | None:
        """The secret again; None where it was sealed for another purpose, ref or key."""
        try:
            return AESGCM(self.derived(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], ref.encode())
        except (InvalidTag, ValueError):
            return None

    def sign(self, purpose: str, payload: str, expires_at: datetime) -> str:
        """A token for a link: it carries its payload and its expiry, and cannot be altered."""
        said = f"{int(expires_at.timestamp())}.{payload}"
        return f"{_text(said.encode())}.{_text(self._mac(purpose, said))}"

    def read(self, purpose: str, token: str, now: datetime) -> str | None:
        """The payload of a token; None where it is not ours, was altered, or is past its time."""
        said64, _, mac64 = token.partition(".")
        try:
            said, mac = _bytes(said64).decode(), _bytes(mac64)
            expires, _, payload = said.partition(".")
            in_time = now.timestamp() < int(expires)
        except ValueError:
            return None
        return payload if hmac.compare_digest(mac, self._mac(purpose, said)) and in_time else None

    def _mac(self, purpose: str, said: str) -> bytes:
        return hmac.digest(self.derived(purpose), said.encode(), "sha256")


def digest(token: str) -> bytes:
    """What is kept of a secret token, so that the store never holds the token itself."""
    return hashlib.sha256(token.encode()).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
