import pytest

from gateway.errors import ConfigError
from gateway.store.open import open_store


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "is no url"),
        ("data/lychgate.db", "is no url"),
        ("sqlite://", "needs a path"),
        ("sqlite:///:memory:", "needs a path"),
        ("mysql://user@host/name", "mysql is not known"),
        ("postgresql+asyncpg://user@host/name", "postgresql\\+asyncpg is not known"),
    ],
)
def test_a_url_that_is_none_of_ours(url: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        open_store(url)
