"""What can go wrong, and what each fault means to whoever meets it.

    LychgateError
      ConfigError          the config is wrong: said at start, exit 78 (sysexits EX_CONFIG)
      TemporaryFault       our fault, not the client's: 451 in the SMTP dialogue, never 5xx
        StoreFault         the store cannot be written or read just now
          StoreFull        no room is left on its disk: 452
        CheckFault         the check itself could not be run
      RefTaken             a new ref exists already
      NotFound             no such ref, account or ticket
      AlreadyDecided       somebody else was quicker
      NotAllowed           this person may not do that
      SignInRefused        what an identity provider said lets nobody in

Expected results (a refused recipient, a failed delivery) are values, not exceptions.
"""

from collections.abc import Mapping
from pathlib import Path


class LychgateError(Exception):
    """The root of all our own exceptions. Its text never holds personal data."""


class ConfigError(LychgateError):
    """Every problem of one config, each as a line `file:line: key: problem`.

    `at` has the same by key, with the bare text, where they are of keys.
    """

    def __init__(self, problems: list[str], at: Mapping[tuple[str | int, ...], str] | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.at = dict(at or {})


class TemporaryFault(LychgateError):
    """A fault of ours that may pass: the client is asked to try again (RFC 5321 section 4.2.1)."""


class StoreFault(TemporaryFault):
    """The store could not be read or written."""


class StoreFull(StoreFault):
    """The store has no room left (RFC 5321 reply 452)."""


class CheckFault(TemporaryFault):
    """The process that checks messages could not be reached."""


class RefTaken(LychgateError):
    """A new ref exists already; take another."""


class NotFound(LychgateError):
    """There is no such thing."""


class AlreadyDecided(LychgateError):
    """The message no longer waits: somebody has decided it, or it went back by itself."""


class NotAllowed(LychgateError):
    """This person may not do that. The text says why, in words fit to be shown."""


class SignInRefused(LychgateError):
    """Nobody is let in by what an identity provider said. The text says why, for the log."""


def where(error: BaseException) -> str:
    """What broke and where, for the log: without the exception's own text, which may hold personal data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    kind = type(error).__name__
    return f"{kind} in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else kind
