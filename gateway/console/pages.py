"""From a template to a page. Everything is escaped; a name that a template misspells is an error."""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader, StrictUndefined, select_autoescape

from gateway import __version__
from gateway.console import assets, marks, words

COMPONENTS = {
    "govukBackLink": "back-link",
    "govukButton": "button",
    "govukErrorSummary": "error-summary",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukSkipLink": "skip-link",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}

FILTERS: dict[str, Callable[..., str]] = {
    "clean": marks.visible,
    "count_of": words.count,
    "at_least": words.count_at_least,
    "duration": words.duration,
    "seconds": words.seconds,
    "mailbox": marks.mailbox,
    "place": words.place,
    "rule": words.rule,
    "size": words.size,
    "where": words.where,
}


class Pages:
    """The templates, with the components of the GOV.UK Design System at hand."""

    def __init__(self) -> None:
        self._templates = _templates()
        self._styled = (assets.FOLDER / assets.STYLE).exists()

    def render(self, template: str, **context: object) -> str:
        """The page's HTML."""
        return self._templates.get_template(template).render(context, styled=self._styled)


@cache
def _templates() -> Environment:
    """Ours, each compiled once in a process."""
    made = Environment(
        loader=PackageLoader("gateway.console"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals.update(_components(), version=__version__)
    return made


def _components() -> dict[str, Any]:
    # The components ask for parameters that nobody gave, as in Nunjucks: they need an environment that allows it.
    package = "govuk_frontend_jinja"
    loader = PrefixLoader({package: PackageLoader(package)})
    lenient = Environment(loader=loader, autoescape=True, undefined=ChainableUndefined)
    return {
        macro: getattr(lenient.get_template(f"{package}/components/{folder}/macro.html").module, macro)
        for macro, folder in COMPONENTS.items()
    }
