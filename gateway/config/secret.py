"""Secrets stand in files of their own, never in the config."""

from pathlib import Path

from gateway.config.tables import Config
from gateway.errors import ConfigError


def read_secret(config: Config, file: Path | None) -> str | None:
    """A password from its file, without the newline at its end. Raises ConfigError where it cannot be read."""
    if file is None:
        return None
    path = config.path(file)
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}:1: file: the secret cannot be read: {type(error).__name__}"]) from None
