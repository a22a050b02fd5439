"""For tests, and for whoever writes a rule: messages, a council, a fake upstream, whole conversations."""

from gateway.testing.messages import COUNCIL, NOBODY_KNOWN, NOW, make_message, view

__all__ = ["COUNCIL", "NOBODY_KNOWN", "NOW", "make_message", "view"]
