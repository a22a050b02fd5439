"""A council's own rules, written in TOML: `[own_rules.<name>]`. Each stands beside the rules that are Python files.

All that a rule names must hold: one of its words or patterns, one of its recipients, its size.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, Literal

import re2
from pydantic import AfterValidator, Field, ValidationError, model_validator

from gateway.config import Problem, find_problems
from gateway.config.values import Recipient
from gateway.model.address import canonical, domain_of
from gateway.model.message import Text, TextKind
from gateway.policy.engine import LoadedRule
from gateway.policy.exceptions import exceptions_of, taken_out
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

TABLE = "own_rules"
AT_MOST = 20  # findings in one text: more would tell nobody anything new
EDGE = r"[^\pL\pN]"  # what stands beside a whole word
KINDS = {
    "subject": {TextKind.HEADER},
    "text": {TextKind.PLAIN, TextKind.HTML},
    "documents": {TextKind.DOCUMENT, TextKind.FILE_NAME},
}
Place = Literal["subject", "text", "documents"]


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return re2.compile(pattern, options)


def _linear(pattern: str) -> str:
    try:
        compiled = _compiled(pattern)
    except re2.error as error:
        said = error.args[0].decode("utf-8", "replace") if error.args else "it cannot be read"
        raise ValueError(
            f"is no pattern that runs in linear time ({said}): look-around and back-references are not to be had"
        ) from None
    if compiled.search("") is not None:
        raise ValueError("fits where there is nothing at all, and so everywhere")
    return pattern


def _word(phrase: str) -> str:
    if not phrase.split():
        raise ValueError("is empty")
    return phrase


class OwnOptions(RuleOptions):
    """The keys of `[own_rules.<name>]`."""

    why: str = Field(min_length=1)
    """What the rule keeps: a sentence for the author, the Clerk and the record, without personal data."""
    words: tuple[Annotated[str, AfterValidator(_word)], ...] = ()
    """Words or phrases, as wholes; capitals and the width of spaces do not count."""
    patterns: tuple[Annotated[str, AfterValidator(_linear)], ...] = ()
    """Regular expressions in RE2's syntax, without look-around and back-references; capitals do not count."""
    where: tuple[Place, ...] = Field(default=("subject", "text", "documents"), min_length=1)
    """Where words and patterns are looked for; "subject" takes in the other header lines that people see."""
    recipients: tuple[Recipient, ...] = ()
    """Addresses and mail domains (subdomains count) that it is about."""
    larger_than: int | None = Field(default=None, ge=1)
    """The size of the whole message, in bytes, above which it is about it."""
    outside_only: bool = True
    """Whether mail that stays within the council is left alone."""

    @model_validator(mode="after")
    def _looks_for_something(self) -> "OwnOptions":
        if not (self.words or self.patterns or self.recipients or self.larger_than):
            raise ValueError("looks for nothing: name words, patterns, recipients or larger_than")
        return self


class OwnRule:
    """Stands where a rule's Python module would stand (gateway/policy/rule.py)."""

    ACTION = Action.ASK
    Options = OwnOptions

    def __init__(self, options: OwnOptions) -> None:
        self.__doc__ = options.why
        self._kinds = {kind for place in options.where for kind in KINDS[place]}
        self._looks = [("pattern", 0, _compiled(pattern)) for pattern in options.patterns]
        if options.words:
            phrases = "|".join(r"\s+".join(map(re2.escape, phrase.split())) for phrase in options.words)
            self._looks.append(("word", 1, _compiled(f"(?:^|{EDGE})({phrases})(?:{EDGE}|$)")))

    def check(self, view: View, options: OwnOptions) -> Found:
        """What this rule is about in a message, if all holds that it names."""
        if (options.outside_only and not view.outside) or not _is_about(view, options):
            return
        if self._looks:
            yield from self._in_texts(view.content.texts, options.why)
        else:
            yield Finding("", "recipient" if options.recipients else "size", options.why)

    def _in_texts(self, texts: Iterable[Text], why: str) -> Iterator[Finding]:
        for text in texts:
            if text.kind in self._kinds:
                for kind, group, pattern in self._looks:
                    for match in islice(pattern.finditer(text.text), AT_MOST):
                        yield Finding("", kind, why, text.part, match.start(group), match.end(group))


def _is_about(view: View, options: OwnOptions) -> bool:
    if options.larger_than is not None and len(view.message.content) <= options.larger_than:
        return False
    return not options.recipients or any(_is_named(address, options.recipients) for address in view.everyone)


def _is_named(address: str, named: Iterable[str]) -> bool:
    domain = domain_of(address)
    return any(
        canonical(address) == canonical(one) if "@" in one else domain == one or domain.endswith(f".{one}")
        for one in named
    )


def own_rules(tables: Mapping[str, Any], taken: Iterable[str]) -> tuple[list[LoadedRule], list[Problem]]:
    """The council's own rules, and what is wrong with them. `taken` are the names of the other rules."""
    rules: list[LoadedRule] = []
    problems: list[Problem] = []
    for name, table in tables.items():
        key = (TABLE, name)
        bare, excepted = taken_out(table)
        exceptions, wrong = exceptions_of(key, excepted)
        problems += wrong
        if name in taken:
            problems.append(Problem(key, "is the name of another rule: take a name of its own"))
        try:
            options = OwnOptions.model_validate(bare)
        except ValidationError as error:
            problems += find_problems(error, OwnOptions, key)
            continue
        if options.action is Action.AMEND:
            problems.append(Problem((*key, "action"), "this rule can find but not mend: choose another action"))
        rules.append(LoadedRule(name, OwnRule(options), options, exceptions, TABLE))
    return rules, problems
