import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.errors import ConfigError
from gateway.flow.keys import Keys

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "key"
    first, second = Keys.from_file(path), Keys.from_file(path)
    assert first.derived("x") == second.derived("x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", [b"", b"short", b"not base64 at all, but long enough to look like it"])
def test_a_damaged_key_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "key").write_bytes(text)
    with pytest.raises(ConfigError, match="restore it from a backup"):
        Keys.from_file(tmp_path / "key")


def test_a_sealed_secret_is_bound_to_purpose_ref_and_key() -> None:
    keys = Keys(b"k" * 32)
    sealed = keys.seal("author login", "AAA-BBBB", b"secret")
    assert b"secret" not in sealed
    assert keys.unseal("author login", "AAA-BBBB", sealed) == b"secret"
    assert keys.unseal("author login", "AAA-CCCC", sealed) is None
    assert keys.unseal("other", "AAA-BBBB", sealed) is None
    assert Keys(b"l" * 32).unseal("author login", "AAA-BBBB", sealed) is None
    assert keys.unseal("author login", "AAA-BBBB", sealed[:-1]) is None
    assert keys.unseal("author login", "AAA-BBBB", b"") is None


def test_a_token_is_bound_to_purpose_payload_and_time() -> None:
    keys = Keys(b"k" * 32)
    token = keys.sign("ask", "AAA-BBBB", LATER)
    assert keys.read("ask", token, NOW) == "AAA-BBBB"
    assert keys.read("ask", token, LATER) is None
    assert keys.read("welcome", token, NOW) is None
    said, _, mac = token.partition(".")
    assert keys.read("ask", f"{said}x.{mac}", NOW) is None


@pytest.mark.parametrize("token", ["", ".", "a.b", "é.é", "x" * 5000, "MTIz.MTIz"])
def test_nonsense_is_no_token(token: str) -> None:
    assert Keys(b"k" * 32).read("ask", token, NOW) is None
