"""Mail archives on disk: mbox files (RFC 4155), Maildirs, folders of .eml files, single messages.

They are read one message at a time, so that their size does not matter, and in no order.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

import re2

from gateway.mime.saved import is_message
from gateway.model.backtest import Unread

FROM = b"From "
SEPARATOR = re2.compile(rb"From .*\d\d:\d\d")  # of mbox messages: an address, mostly, and a time of day
QUOTED = re2.compile(rb">+From ")
NAMED = 1000
PIECE = 256 * 1024  # of a line, in bytes: a longer one is read in several


@dataclass(frozen=True, slots=True)
class Saved:
    """A message in a file. `name` is its path, in an mbox with its number; `saved_at` the file's own time, in UTC."""

    name: str
    content: bytes
    saved_at: datetime


@dataclass(slots=True)
class Misses:
    """What could not be read: the number of it, and the first so many by name."""

    number: int = 0
    named: list[Unread] = field(default_factory=list)

    def add(self, *missed: Unread) -> None:
        """Count some."""
        self.number += len(missed)
        self.named += missed[: max(0, NAMED - len(self.named))]


class Archive:
    """Files and folders with mail. A file that is named is read as mail; of a folder's files, those that hold some.

    `read` is how many bytes have been gone through, `passed_over` how many files hold no mail.
    """

    def __init__(self, paths: Sequence[Path], largest: int) -> None:
        self._paths = paths
        self._largest = largest
        self.read = 0
        self.passed_over = 0

    def size(self) -> int:
        """All that there is to go through, in bytes."""
        return sum(_size(file) for file, _ in self._files() if isinstance(file, Path))

    def __iter__(self) -> Iterator[Saved | Unread]:
        """Each message, and each file or folder that cannot be read."""
        for file, named in self._files():
            if isinstance(file, Unread):
                yield file
                continue
            before = self.read
            yield from self._messages(file, named)
            self.read = before + _size(file)

    def _files(self) -> Iterator[tuple[Path | Unread, bool]]:
        """Each file, and whether it was named."""
        for path in self._paths:
            if path.is_dir():
                yield from ((file, False) for file in _below(path))
            else:
                yield path, True

    def _messages(self, file: Path, named: bool) -> Iterator[Saved | Unread]:
        name = _name(file)
        try:
            with _opened(file) as opened:
                if opened.read(len(FROM)) == FROM:
                    yield from self._split(opened, name)
                elif named or _is_mail(file):
                    opened.seek(0)
                    yield self._one(name, opened.read(self._largest + 1), _time(opened))
                else:
                    self.passed_over += 1
        except OSError as error:
            yield Unread(name, f"cannot be read: {error.strerror or error}")

    def _split(self, opened: BinaryIO, name: str) -> Iterator[Saved | Unread]:
        """The messages of an mbox. A line of theirs that begins with From was quoted when it was written."""
        at, number, message = _time(opened), 1, bytearray()
        opened.seek(0)
        opened.readline()
        starts, blank = True, False  # whether a line starts here, and whether the one before was blank
        for line in iter(partial(opened.readline, PIECE), b""):
            if starts and blank and SEPARATOR.match(line):
                yield self._one(f"{name}:{number}", bytes(message), at)
                number, message = number + 1, bytearray()
            elif len(message) <= self._largest:
                message += line[1:] if starts and QUOTED.match(line) else line
            self.read += len(line)
            blank, starts = starts and line in (b"\n", b"\r\n"), line.endswith(b"\n")
        yield self._one(f"{name}:{number}", bytes(message), at)

    def _one(self, name: str, content: bytes, at: datetime) -> Saved | Unread:
        if not content.strip():
            return Unread(name, "is empty")
        if len(content) > self._largest:
            return Unread(name, f"is larger than {self._largest} bytes")
        if not is_message(content):
            return Unread(name, "is no message: it does not begin with a header")
        return Saved(name, content, at)


def _below(folder: Path) -> Iterator[Path | Unread]:
    """The files of a folder and of those in it; links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _below(folder / entry.name)
                elif not entry.is_dir():
                    yield folder / entry.name
    except OSError as error:
        yield Unread(_name(folder), f"cannot be read: {error.strerror}")


def _is_mail(file: Path) -> bool:
    folder = file.parent
    in_maildir = folder.name in ("cur", "new") and (folder.parent / "cur").is_dir()
    return in_maildir or file.suffix.lower() == ".eml"


def _opened(file: Path) -> BinaryIO:
    if not file.is_file():  # whoever opens a pipe waits for its other end
        raise OSError("it is no file")
    return file.open("rb")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _time(opened: BinaryIO) -> datetime:
    return datetime.fromtimestamp(os.fstat(opened.fileno()).st_mtime, UTC)


def _name(path: Path) -> str:
    """A path that can be written down, whatever its bytes."""
    return os.fsencode(path).decode("utf-8", "replace")
