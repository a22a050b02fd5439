"""How the report of a backtest is printed: tables for people, one object for programs."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import typer

from gateway.cli.show import print_table, said
from gateway.model.backtest import Comparison, Counts, MailFigures, Move, Over, Report, Side, used
from gateway.model.decision import Action
from gateway.policy.words import AGAINST, DONE, TRIED, day

NAMED = 20  # of what could not be read
SUCH_AS = 3


def as_plain(report: Report) -> dict[str, Any]:
    """The report as plain values, with what follows from them."""
    plain = asdict(report)
    plain |= {"holds_a_week": round(report.holds_a_week, 2), "minutes_a_week": round(report.minutes_a_week, 1)}
    for one, comparison in zip(plain["comparisons"], report.comparisons, strict=True):
        one["newly"] = {action: comparison.newly(action) for action in Action}
        one["no_longer"] = {action: comparison.no_longer(action) for action in Action}
    return plain


def print_report(report: Report) -> None:
    """The report for people."""
    typer.echo(f"{said(report.council)}, {TRIED[report.in_force]} (version {report.version})\n{_mail(report.mail)}")
    _print_outcomes(report)
    for comparison in report.comparisons:
        _print_changes(comparison, _tried(report))
    _print_rules(report)
    _print_authors(report)
    _print_examples(report)
    if report.mail.unread:
        _title(f"What could not be read ({report.mail.unread})")
        print_table(("what", "why"), [(one.name, one.why) for one in report.mail.unread_named[:NAMED]], "")


def _title(text: str) -> None:
    typer.echo(f"\n{text}\n{'-' * len(text)}")


def _mail(mail: MailFigures) -> str:
    where = "in the record" if mail.over is Over.RECORD else "in the archive"
    lines = [
        f"{mail.tried} messages {where}, sent by the council's people from {day(mail.begins)} to {day(mail.ends)}.",
        "Nothing was sent, and nothing was recorded.",
    ]
    if mail.over is Over.ARCHIVE:
        lines.append(
            f"{mail.learnt_from} messages of others were learnt from; {mail.repeated} copies and"
            f" {mail.passed_over} files without mail were passed over."
        )
    if not mail.tried:
        lines.append("The council's people are those of the config: its [council] domains and people.")
    return "\n".join(lines)


def _print_outcomes(report: Report) -> None:
    _title("What would become of the messages")
    sides = [report.outcomes, *(one.before for one in report.comparisons)]
    rows = [(DONE[action], *(counts.get(action, 0) for counts in sides)) for action in used(*sides)]
    print_table(("", _tried(report), *(one.against for one in report.comparisons)), rows, "no message was tried")
    typer.echo(
        f"\nHeld: {report.holds_a_week:.1f} a week, some {report.minutes_a_week:.0f} minutes of the Clerk's time"
        f" at {report.minutes_a_hold:g} minutes each."
    )


def _tried(report: Report) -> str:
    return str(Side.IN_FORCE if report.in_force else Side.DRAFT)


def _print_changes(comparison: Comparison, tried: str) -> None:
    _title(f"What changes against {AGAINST[comparison.against]}")
    for action in (Action.HOLD, Action.ASK, Action.REJECT):
        newly, no_longer = comparison.newly(action), comparison.no_longer(action)
        if newly or no_longer:
            typer.echo(f"newly {DONE[action]}: {newly}; no longer {DONE[action]}: {no_longer}")
    stands = any(move.became for move in comparison.moves)
    rows = [
        [DONE[move.before], DONE[move.after], move.messages, *([_became(move)] if stands else []), _examples(move)]
        for move in comparison.moves
    ]
    columns = ["before", tried, "messages", *(["where they stand now"] if stands else []), "such as"]
    print_table(columns, rows, "nothing")
    typer.echo(f"{comparison.same} messages are treated as before.")


def _became(move: Move) -> str:
    return ", ".join(f"{number} {state}" for state, number in move.became.items())


def _examples(move: Move) -> str:
    return ", ".join(f"{example.name} ({example.rule})" for example in move.examples[:SUCH_AS])


def _print_rules(report: Report) -> None:
    _title("By rule")
    columns = [action for action in used(*(rule.messages for rule in report.rules)) if action is not Action.OFF]
    compared = any(rule.in_force is not None for rule in report.rules)
    head = ["rule", "set to", *(DONE[action] for action in columns), "excepted", "broke", "authors"]
    rows = [
        [
            rule.rule,
            rule.action,
            *(rule.messages.get(action, 0) or "" for action in columns),
            rule.excepted or "",
            rule.faults or "",
            len(rule.authors) or "",
            *([_briefly(rule.in_force or {})] if compared else []),
        ]
        for rule in report.rules
        if rule.has_worked
    ]
    print_table([*head, *(["in force"] if compared else [])], rows, "no rule found anything")
    if idle := [f"{rule.rule} ({rule.action})" for rule in report.rules if not rule.has_worked]:
        typer.echo(f"\nNothing was found by: {', '.join(idle)}.")


def _briefly(counts: Counts) -> str:
    return ", ".join(f"{counts[action]} {DONE[action]}" for action in used(counts))


def _print_authors(report: Report) -> None:
    columns = used(*report.authors.values())
    rows = [[author, *(counts.get(a, 0) or "" for a in columns)] for author, counts in report.authors.items()]
    _title("Whom it concerns")
    print_table(["author", *(DONE[action] for action in columns)], rows, "nobody")


def _print_examples(report: Report) -> None:
    rows: Iterable[tuple[object, ...]] = [
        (one.rule, one.name, one.at, DONE[one.action], one.kind, one.why)
        for rule in report.rules
        for one in rule.examples
    ]
    _title("Examples")
    print_table(("rule", "message", "sent", "it is", "kind", "why"), rows, "none")
