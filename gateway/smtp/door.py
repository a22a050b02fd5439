"""What all conversations of one listener share."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from gateway.flow.sign_in import SignIn
from gateway.smtp.connection import Connection
from gateway.smtp.handler import Handler
from gateway.smtp.limits import Connections


@dataclass(slots=True)
class Door:
    """A listener, seen from its conversations. `starttls` is what STARTTLS goes on with; None: it is not offered."""

    handler: Handler
    sign_in: SignIn
    now: Callable[[], datetime]
    starttls: ssl.SSLContext | None = None
    connections: Connections = field(default_factory=Connections)
    dialogues: set[Connection] = field(default_factory=set)
