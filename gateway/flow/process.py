"""A child process that is asked over a socket, one question at a time. It may hang, burst or die: only it is hurt."""

import asyncio
import multiprocessing
import pickle
import signal
import socket
import struct
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

from gateway.errors import CheckFault

STARTING = 60.0  # seconds; a busy machine takes its time
ENDING = 5.0  # seconds for a child to leave by itself
SMALL = 64 * 1024  # bytes that are copied, so that they leave together
SIZES = struct.Struct("!QQ")  # of a pickle, and of the content behind it, which need not be copied into the pickle

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["gateway.flow.preloaded"])


class Unanswered(Exception):
    """The child gave no answer. The text says why, without data."""


class Child:
    """A running child, good for so many answers. One that gave no answer is not asked again: it may be in the midst of
    anything.
    """

    def __init__(
        self, process: BaseProcess, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: int
    ) -> None:
        self._process = process
        self._reader, self._writer = reader, writer
        self._answers_left = answers
        self._at_rest = False

    @classmethod
    async def start(cls, answers: int, prepare: Callable[..., None], *args: object) -> "Child":
        """Start one, and wait until it has prepared itself. Raises CheckFault where it cannot."""
        ours, theirs = socket.socketpair()
        process = _CONTEXT.Process(target=_answer_all, args=(theirs, prepare, args), daemon=True)
        child = cls(process, *await asyncio.open_connection(sock=ours), answers)
        try:
            with theirs:
                await asyncio.to_thread(process.start)
            async with asyncio.timeout(STARTING):
                await child._receive()
        except (OSError, EOFError) as error:
            await child.end()
            raise CheckFault(f"a check process does not start: {type(error).__name__}") from error
        child._at_rest = True
        return child

    @property
    def spent(self) -> bool:
        """Whether another has to take its place."""
        return not (self._at_rest and self._answers_left)

    @property
    def usable(self) -> bool:
        """Whether it can be asked: it is not spent, and has not ended by itself."""
        return not (self.spent or self._reader.at_eof())

    async def ask(self, seconds: float, function: Callable[..., Any], content: bytes, *args: object) -> Any:
        """What `function(content, *args)` returns there. Raises Unanswered."""
        self._at_rest = False
        question = pickle.dumps((function, args))
        question = SIZES.pack(len(question), len(content)) + question
        try:
            async with asyncio.timeout(seconds):
                if len(content) <= SMALL:
                    self._writer.write(question + content)
                else:
                    self._writer.writelines((question, content))
                await self._writer.drain()
                answer = await self._receive()
        except TimeoutError:
            raise Unanswered("the check took too long") from None
        except (OSError, EOFError):
            raise Unanswered("the check died") from None
        if isinstance(answer, Unanswered):
            raise answer
        self._at_rest = True
        self._answers_left -= 1
        return answer

    async def end(self) -> None:
        """Let it go: by itself where it is at rest, else at once."""
        self._writer.transport.abort()
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        if self._process.pid is None:
            return
        if self._at_rest:
            self._process.join(ENDING)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()

    async def _receive(self) -> Any:
        size, _ = SIZES.unpack(await self._reader.readexactly(SIZES.size))
        return pickle.loads(await self._reader.readexactly(size))  # noqa: S301 - from a child of ours


# in the child


def _answer_all(theirs: socket.socket, prepare: Callable[..., None], args: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the gateway, which then ends us
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    prepare(*args)
    with theirs, theirs.makefile("rb") as questions:
        answer: Any = None
        while True:
            pickled = pickle.dumps(answer)
            theirs.sendall(SIZES.pack(len(pickled), 0) + pickled)
            sizes = questions.read(SIZES.size)
            if len(sizes) < SIZES.size:
                return  # nobody will ask any more
            size, content_size = SIZES.unpack(sizes)
            function, its_args = pickle.loads(questions.read(size))  # noqa: S301 - from the gateway
            answer = _answer(function, questions.read(content_size), its_args)


def _answer(function: Callable[..., Any], content: bytes, args: tuple[object, ...]) -> Any:
    try:
        return function(content, *args)
    except Exception as error:  # whatever it is, the gateway goes on without the answer
        return Unanswered(f"the check broke: {type(error).__name__}")
