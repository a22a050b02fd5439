"""The command `lychgate`: one file a group of commands, each calls the flows and prints.

Exit codes are sysexits(3): 0 well, 1 it was told what is wrong, 64 usage, 69 unavailable, 75 try again, 77 not
permitted, 78 config.
"""

import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import structlog
import typer

from gateway import __version__
from gateway.cli import (
    accounts,
    backtest,
    check,
    config,
    db,
    doctor,
    exceptions,
    healthcheck,
    held,
    people_known,
    questions,
    queue,
    records,
    requests,
    rules,
    run,
)
from gateway.errors import AlreadyDecided, ConfigError, LychgateError, NotAllowed, NotFound, StoreFault, TemporaryFault

CODES = {
    NotFound: 1,
    AlreadyDecided: 1,
    NotAllowed: os.EX_NOPERM,
    StoreFault: os.EX_UNAVAILABLE,
    TemporaryFault: os.EX_TEMPFAIL,
}

app = typer.Typer(
    name="lychgate",
    help="A mail gateway that keeps a small council's email policy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for single in (run, check, backtest, rules, doctor, healthcheck):
    app.command()(single.command)
for group in (config, held, queue, records, questions, requests, people_known, exceptions, accounts, db):
    app.add_typer(group.app)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lychgate {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    _log_to_stderr()


def main(args: Sequence[str] | None = None) -> int:
    """Run one command; what it returns is the exit code."""
    try:
        return int(app(args, prog_name="lychgate", standalone_mode=False) or 0)
    except typer.Abort:
        return 130
    except ConfigError as error:
        code, lines = os.EX_CONFIG, error.problems
    except typer.TyperException as error:
        code, lines = os.EX_USAGE, [error.format_message()]
    except LychgateError as error:
        code = next((code for kind, code in CODES.items() if isinstance(error, kind)), os.EX_SOFTWARE)
        late = isinstance(error, AlreadyDecided)
        lines = [f"{error} no longer waits: it has been decided" if late else str(error)]
    for line in lines:
        print(line, file=sys.stderr)
    return code


def _log_to_stderr() -> None:
    """Standard output belongs to the answer. `run` sets its own log up."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
