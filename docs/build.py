"""Write the pages of docs/reference that are made from the code. `make docs` runs it; a test compares.

python docs/build.py [--check]
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, get_args

import typer.main
from prometheus_client import Metric
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway import metrics
from gateway.cli import app
from gateway.config import Config
from gateway.policy.engine import LoadedRule
from gateway.policy.exceptions import ExceptionTable
from gateway.policy.loader import load_policy
from gateway.policy.own import OwnOptions
from gateway.smtp.replies import Say

REFERENCE = Path(__file__).parent / "reference"
RULES = load_policy({}).rules


def row(*cells: str) -> str:
    """One row of a table in Markdown."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table in Markdown."""
    yield row(*head)
    yield "|" + "---|" * len(head)
    yield from (row(*cells) for cells in rows)
    yield ""


def config_page() -> Iterator[str]:
    """Every key of every table."""
    yield "# Config\n"
    yield "Every key is optional. An unknown or bad key stops the start, and all problems are told at once."
    yield "Durations are written as `30s`, `5m`, `4h`, `5d`. Relative paths start at the config file's folder.\n"
    yield "The rules' tables, `[rules.<name>]` and `[own_rules.<name>]`, are on [their page](rules.md).\n"
    yield from tables_of("", Config)


def tables_of(name: str, model: type[BaseModel]) -> Iterator[str]:
    """A table's keys, then the tables below it."""
    below: list[tuple[str, type[BaseModel]]] = []
    rows = []
    for key, field in model.model_fields.items():
        if inner := model_of(field):
            many = str(field.annotation).startswith("tuple")
            dotted = f"{name}.{key}" if name else key
            below.append((f"[[{dotted}]]" if many and key not in ("submission", "incoming") else f"[{dotted}]", inner))
        elif key not in ("rules", "own_rules"):
            rows.append((f"`{key}`", default_of(field), field.description or ""))
    yield f"## `{name}`\n" if name.startswith("[") else "## At the top\n"
    yield from table(("key", "default", "meaning"), rows)
    for title, inner in below:
        yield from tables_below(title, inner)


def tables_below(title: str, model: type[BaseModel]) -> Iterator[str]:
    """One table with its title as it stands in the file."""
    bare = title.strip("[]")
    lines = list(tables_of(bare, model))
    yield f"## `{title}`\n"
    yield from lines[1:]


def model_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a table that a field holds."""
    for kind in (field.annotation, *get_args(field.annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def default_of(field: FieldInfo) -> str:
    """A default as one would write it in the file."""
    return "" if field.is_required() else f"`{toml(field.get_default(call_default_factory=True))}`"


def toml(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list, frozenset, set)):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    if value is None or isinstance(value, (int, float)):
        return "unset" if value is None else str(value)
    return f'"{duration(value) if hasattr(value, "total_seconds") else value}"'


def duration(value: Any) -> str:
    """A duration with the largest unit that fits."""
    seconds = value.total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


def commands_page() -> Iterator[str]:
    """Every command with its options."""
    yield "# Commands\n"
    yield "Exit codes are those of sysexits: 0 well, 1 told, 64 usage, 69 unavailable, 75 try again, 77 not permitted,"
    yield "78 config.\n"
    yield from command_of("lychgate", typer.main.get_command(app))


def command_of(name: str, command: Any) -> Iterator[str]:
    """A command, or all those of a group."""
    if inner := getattr(command, "commands", None):
        for key, one in inner.items():
            yield from command_of(f"{name} {key}", one)
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    names = [(a.metavar or a.name.upper()) + ("..." if a.nargs == -1 else "") for a in arguments]
    yield f"## `{' '.join([name, *names])}`\n"
    yield " ".join((command.help or "").split()) + "\n"
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    yield from table(("option", "meaning"), ((f"`{', '.join(o.opts)}`", getattr(o, "help", "") or "") for o in options))


def rules_page() -> Iterator[str]:
    """Every rule, what it keeps, and its options."""
    yield "# Rules\n"
    yield "Each has a table `[rules.<name>]`. Its `action` is one of off, note (record only), warn (send, and tell the"
    yield "author), amend (mend, send, and tell the author), ask (wait for the author), hold (wait for the Clerk),"
    yield "reject (refuse in the SMTP dialogue).\n"
    yield "## Exceptions\n"
    yield "Every rule's table may have `[[rules.<name>.except]]` tables. Where all the conditions that one of them"
    yield "names hold, the rule is not asked about the message, and the decision keeps the reason. With one person"
    yield "outside whom it does not name, the rule is asked.\n"
    yield from options_of(ExceptionTable)
    yield "## A council's own rules\n"
    yield "Each is a table `[own_rules.<name>]`. All that it names must hold: one of its words or patterns, one of its"
    yield "recipients, its size. It may have exceptions as any rule.\n"
    yield from options_of(OwnOptions)
    yield "## The rules\n"
    yield from table(
        ("rule", "keeps", "unless the council chooses otherwise"),
        ((f"[`{rule.name}`](rules/{rule.name}.md)", rule.purpose, rule.module.ACTION) for rule in RULES),
    )


def rule_page(rule: LoadedRule) -> Iterator[str]:
    """One rule: what it keeps, and its options."""
    yield f"# Rule `{rule.name}`\n"
    yield (rule.module.__doc__ or "").strip() + "\n"
    yield f"Action unless the council chooses otherwise: **{rule.module.ACTION}**."
    yield "What the actions mean, and how exceptions are made: [rules](../rules.md).\n"
    if len(rule.module.Options.model_fields) > 1:
        yield f"The keys of `[rules.{rule.name}]` besides `action`:\n"
        yield from options_of(rule.module.Options, without="action")


def options_of(model: type[BaseModel], without: str = "") -> Iterator[str]:
    """The keys of one table of a rule; a table within it has its own."""
    fields = {key: field for key, field in model.model_fields.items() if key != without}
    nested = {key: field for key, field in fields.items() if isinstance(field.default, BaseModel)}
    yield from table(
        ("option", "default", "meaning"),
        (
            (
                f"`{field.alias or key}`",
                "its own table" if key in nested else default_of(field),
                field.description or "",
            )
            for key, field in fields.items()
        ),
    )
    for key, field in nested.items():
        yield f"In its table `{key}`:\n"
        yield from options_of(type(field.default))


def metrics_page() -> Iterator[str]:
    """Every metric with its labels."""
    yield "# Metrics\n"
    yield "At `/metrics`, in the Prometheus text format. No label holds an address or a ref.\n"
    found: list[Metric] = sorted(metrics.REGISTRY.collect(), key=lambda metric: metric.name)
    labels = {c._name: c._labelnames for c in metrics.REGISTRY._collector_to_names}  # type: ignore[attr-defined]
    yield from table(
        ("name", "kind", "labels", "meaning"),
        ((f"`{m.name}`", m.type, ", ".join(labels.get(m.name, ())), m.documentation) for m in found),
    )


def replies_page() -> Iterator[str]:
    """Everything that the front door says."""
    yield "# SMTP replies\n"
    yield "What a mail program may be told, and what it means. Braces are filled in. 2xx is yes; 4xx is try"
    yield "again, and nothing is lost; 5xx is no, and the text says what to do.\n"
    said = (one.value for one in Say)
    rows = ((f"{code} {enhanced}".strip(), text, meaning) for code, enhanced, text, meaning in said)
    yield from table(("reply", "text", "means"), sorted(rows))


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "config": config_page,
    "commands": commands_page,
    "rules": rules_page,
    "metrics": metrics_page,
    "replies": replies_page,
    **{f"rules/{rule.name}": partial(rule_page, rule) for rule in RULES},
}


def main() -> int:
    """Write all pages; with --check only tell which are out of date."""
    stale = []
    for name, page in PAGES.items():
        path, text = REFERENCE / f"{name}.md", "\n".join(page()).rstrip() + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(f"{name}.md")
            if "--check" not in sys.argv:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    print(f"{'out of date' if '--check' in sys.argv else 'written'}: {', '.join(stale) or 'nothing'}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
