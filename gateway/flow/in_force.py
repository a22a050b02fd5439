"""What is in force now: the config, the council and the policy, replaced together when the config is read again."""

from gateway.config import Config
from gateway.model.council import Council
from gateway.policy.engine import Policy


class InForce:
    """Held by every flow. A reload replaces all of it, so a message sees all of the new or all of the old."""

    def __init__(self, config: Config, council: Council, policy: Policy) -> None:
        self.config = config
        self.council = council
        self.policy = policy

    def replace(self, config: Config, council: Council, policy: Policy) -> None:
        """Put a new config in force."""
        self.config, self.council, self.policy = config, council, policy
