"""Learn from a message who its author is, and what is theirs."""

from gateway.mime.read import read
from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.message import Message
from gateway.model.person import Known
from gateway.policy.engine import Policy
from gateway.policy.rule import Item, View


def learn(message: Message, council: Council, policy: Policy) -> tuple[str, frozenset[Item]]:
    """The author of a message, canonical, and what it shows to be theirs. Automatic mail has none."""
    view = View(message, read(message.content), council, Known())
    return ("", frozenset()) if view.content.automatic else (canonical(view.author), policy.learn(view))
