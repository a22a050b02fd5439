"""What no key shows by itself: keys that do not fit together, and files that are not there."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from pydantic import BaseModel

from gateway.config.problem import Key, Problem
from gateway.config.tables import Config, ProviderTable

PAIRS = (("cert_file", "key_file"), ("key_file", "cert_file"), ("client_ca_file", "client_names"))
SECRET_OF = ("user", "password_file")
SSO = ("httpx", "joserfc")  # the extra


def unfit(config: Config) -> Iterator[Problem]:
    """Every such problem of a config whose values are right each for itself."""
    for key, table in _tables(config):
        for one, other in (*PAIRS, SECRET_OF):
            if getattr(table, one, None) and not getattr(table, other, None):
                yield Problem((*key, one), f"needs {other} beside it")
        for name in type(table).model_fields:
            path = getattr(table, name)
            if name.endswith("_file") and isinstance(path, Path) and (why := _unreadable(config.path(path))):
                yield Problem((*key, name), why)
    yield from _unfit_providers(config.console.oidc)


def _unfit_providers(providers: Sequence[ProviderTable]) -> Iterator[Problem]:
    if providers and any(find_spec(package) is None for package in SSO):
        yield Problem(("console", "oidc"), "sign-in by a provider needs more packages: install lychgate[sso]")
    slugs = [one.slug for one in providers]
    for number, slug in enumerate(slugs):
        if not slug:
            yield Problem(("console", "oidc", number, "name"), "needs a letter or a digit")
        elif slug in slugs[:number]:
            yield Problem(("console", "oidc", number, "name"), "is too like the name of another provider")


def _unreadable(path: Path) -> str:
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"


def _tables(table: BaseModel, key: Key = ()) -> Iterator[tuple[Key, BaseModel]]:
    yield key, table
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            yield from _tables(value, (*key, name))
        elif isinstance(value, tuple):
            for index, one in enumerate(value):
                if isinstance(one, BaseModel):
                    yield from _tables(one, (*key, name, index))
