"""Sign-in by a provider needs the extra `sso`, and nothing else does."""

import subprocess
import sys
from pathlib import Path

import pytest

from gateway.config import parse, unfit
from gateway.errors import ConfigError

TABLE = """[[console.oidc]]
name = "Town sign-in"
issuer = "https://id.council.test"
client_id = "a"
client_secret_file = "secret"
"""


def test_without_the_extra_one_problem_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("s")
    parse(TABLE, folder=tmp_path)
    monkeypatch.setattr(unfit, "SSO", ("httpx", "no_such_package"))
    with pytest.raises(ConfigError) as caught:
        parse(TABLE, folder=tmp_path)
    assert caught.value.problems == [
        "config:1: console.oidc: sign-in by a provider needs more packages: install lychgate[sso]"
    ]
    parse("", folder=tmp_path)


def test_the_gateway_without_providers_does_without_the_extra() -> None:
    asked = "import sys, gateway.app.gateway; print(*{'httpx', 'joserfc'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "\n"
