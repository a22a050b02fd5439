"""`lychgate backtest`: what a policy would have done with mail that was sent before."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from gateway.app.parts import council_from, keys_from, register_from
from gateway.cli.backtest_report import as_plain, print_report
from gateway.cli.progress import Stage, bars
from gateway.cli.reading import USUAL, kept_store, read_config
from gateway.cli.show import print_json
from gateway.config import Config
from gateway.config.values import Duration
from gateway.console.backtest_page import page
from gateway.errors import CheckFault
from gateway.flow.archive import Archive
from gateway.flow.backtest import EXAMPLES, MINUTES_A_HOLD, Candidate, backtest
from gateway.flow.known_people import RegisterFile
from gateway.flow.past import ArchivedMail, Past, RecordedMail
from gateway.flow.unpack import unpack
from gateway.model.backtest import Report
from gateway.store.open import open_store

SINCE = timedelta(days=90)
ON_DISK = Path("/var/tmp")  # noqa: S108 - where /tmp is in memory, an archive has no room there


def _length(written: str) -> timedelta:
    try:
        length: timedelta = TypeAdapter(Duration).validate_python(written)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
    return length


def command(
    more: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", exists=True, show_default=False, help="More mail, as with --mail."),
    ] = None,
    since: Annotated[
        timedelta | None,
        typer.Option(
            parser=_length,
            metavar="90d",
            show_default="90d; all of an archive",
            help="How far back, such as 12w: the record's last 90 days, all of an archive. Older mail is learnt from.",
        ),
    ] = None,
    mail: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH",
            exists=True,
            help="Mail to try it on instead of the record: an mbox file, a Maildir, a folder, a message (.eml).",
        ),
    ] = None,
    draft: Annotated[
        Path | None,
        typer.Option(
            "--config", "-c", metavar="DRAFT", help="The config with the draft.", show_default="that in force"
        ),
    ] = None,
    in_force: Annotated[
        Path | None,
        typer.Option(
            envvar="LYCHGATE_CONFIG",
            metavar="FILE",
            show_default=str(USUAL),
            help="The config in force: its record is gone through, and the draft is compared with it.",
        ),
    ] = None,
    minutes: Annotated[
        float, typer.Option(min=0, help="What the Clerk is taken to need for one held message.")
    ] = MINUTES_A_HOLD,
    examples: Annotated[int, typer.Option(min=0, help="Of each rule and each change, the most to show.")] = EXAMPLES,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, writable=True, help="Write the report as one page, with charts."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")] = False,
) -> None:
    """Try a policy on mail that was sent before; nothing is sent or recorded."""
    if html and not html.absolute().parent.is_dir():
        raise typer.BadParameter(f"{html.parent} is not a folder", param_hint="--html")
    configs = _Configs.read(draft, in_force)
    paths = [*(mail or ()), *(more or ())]
    report = _finished(_report(configs, paths, since, minutes, examples))
    if html:
        html.touch(mode=0o600)  # it names people
        html.write_text(page(report, configs.base.console.public_url), encoding="utf-8")
    if as_json:
        print_json(as_plain(report))
    else:
        print_report(report)


command.__name__ = "backtest"


@dataclass(frozen=True, slots=True)
class _Configs:
    """`base` says where the record is; where none is in force, there is nothing to compare the draft with."""

    base: Config
    draft: Config
    in_force: Config | None

    @classmethod
    def read(cls, draft: Path | None, in_force: Path | None) -> "_Configs":
        """Raises ConfigError with every problem of one of them."""
        if draft is None:
            current, _ = read_config(in_force)
            return cls(current, current, current)
        tried, _ = read_config(draft)
        if in_force is None and not USUAL.exists():
            return cls(tried, tried, None)
        current, _ = read_config(in_force)
        return cls(current, tried, current)


async def _report(
    configs: _Configs, paths: Sequence[Path], since: timedelta | None, minutes: float, examples: int
) -> Report:
    now = datetime.now(UTC)
    draft = _candidate(configs.draft)
    in_force = _candidate(configs.in_force) if configs.in_force else None
    with TemporaryDirectory(prefix="lychgate-", dir=_where_there_is_room()) as name, bars() as stage:
        folder = Path(name)
        people = RegisterFile(folder / "known-people", token_bytes() if paths else _key_of_lists(configs.base))
        archive = _archive(configs.draft, paths, since, now, folder, stage) if paths else None
        async with archive or _record(configs.base, since, now) as past:
            told = stage("trying the policy")
            return await backtest(past, draft, in_force, people, now, told, minutes, examples)


def _candidate(config: Config) -> Candidate:
    return Candidate.of(config, council_from(config))


def _key_of_lists(config: Config) -> bytes:
    return register_from(config, keys_from(config)).key


@asynccontextmanager
async def _record(config: Config, since: timedelta | None, now: datetime) -> AsyncIterator[Past]:
    async with kept_store(config) as store:
        yield RecordedMail(store, council_from(config).key, now - (since or SINCE))


@asynccontextmanager
async def _archive(
    config: Config, paths: Sequence[Path], since: timedelta | None, now: datetime, folder: Path, stage: Stage
) -> AsyncIterator[Past]:
    """An archive, unpacked beside the record for as long as this lasts."""
    council = council_from(config)
    archive = Archive(paths, config.smtp.limits.message_bytes)
    store = open_store(f"sqlite:///{folder}/archive.db")
    try:
        await store.start()
        past = ArchivedMail(store, council.key, now - since if since else None)
        await unpack(archive, store, council, now, past.misses, stage("reading the mail"))
        past.passed_over = archive.passed_over
        yield past
    finally:
        await store.close()


def _where_there_is_room() -> Path | None:
    return None if "TMPDIR" in os.environ or not ON_DISK.is_dir() else ON_DISK


def _finished(work: Coroutine[None, None, Report]) -> Report:
    """Its result. Told to end, it ends as it does by itself: an unpacked archive is not left behind."""
    told: list[int] = []

    async def run() -> Report:
        task, loop = asyncio.create_task(work), asyncio.get_running_loop()

        def stop(number: int) -> None:
            told.append(number)
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop, number)
        return await task

    try:
        return asyncio.run(run())
    except (asyncio.CancelledError, CheckFault):  # a check process that was just starting heard the signal, too
        if not told:
            raise
        raise typer.Exit(128 + told[0]) from None
