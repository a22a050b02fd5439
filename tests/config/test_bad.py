import re
from pathlib import Path

import pytest

from gateway.cli.reading import read_config
from gateway.errors import ConfigError

BAD = sorted((Path(__file__).parent / "bad").glob("*.toml"))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_each_bad_config_says_just_the_problems_that_stand_at_its_head(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = file.read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        read_config(Path("config.toml"))
    wanted = re.findall(r"^# (config\.toml:.*)$", text, re.MULTILINE)
    assert caught.value.problems == [line.replace("{folder}", str(tmp_path)) for line in wanted]
