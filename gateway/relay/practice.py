"""The practice upstream: mail is put into a Maildir, so that nobody needs a mail server to see the gateway work."""

import asyncio
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from gateway.model.delivery import Reply
from gateway.relay.base import Pause, Transaction

TAKEN = Reply(250, "2.0.0", "put into the practice outbox")
NO_ROOM = Reply(452, "4.3.1", "the practice outbox cannot be written")


class Practice:
    """One file a transaction, byte for byte behind Return-Path and Delivered-To (RFC 5321 section 4.4)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def unused(self) -> bool:
        """It is always there."""
        return False

    def pause(self) -> Pause | None:
        """It is always open."""
        return None

    async def send(self, transaction: Transaction) -> Mapping[str, Reply]:
        """Put it into the outbox, on disk before this returns."""
        try:
            await asyncio.to_thread(self._put, transaction)
        except OSError:
            return dict.fromkeys(transaction.rcpt_tos, NO_ROOM)
        return dict.fromkeys(transaction.rcpt_tos, TAKEN)

    def close(self) -> None:
        """Nothing is kept open."""

    def _put(self, transaction: Transaction) -> None:
        for name in ("tmp", "new", "cur"):
            (self._folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.time():.6f}.{os.getpid()}_{secrets.token_hex(4)}.{transaction.ref}"
        draft = self._folder / "tmp" / name
        try:
            with draft.open("xb") as file:
                file.write(_top(transaction) + transaction.trace)
                file.write(transaction.content)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self._folder / "new" / name)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        folder = os.open(self._folder / "new", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _top(transaction: Transaction) -> bytes:
    lines = [f"Return-Path: <{transaction.mail_from}>", *(f"Delivered-To: {a}" for a in transaction.rcpt_tos)]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")
