"""What is in force now: the config, the council and the policy, replaced together when one of them changes."""

from gateway.config import Config
from gateway.model.council import Council
from gateway.policy.engine import Policy


class InForce:
    """Held by every flow. A change replaces all of it, so a message sees all of the new or all of the old.

    `version` is the number of the newest override in it, 0 without any; None while the store could not be asked for
    them: until then no message is judged.
    """

    def __init__(self, config: Config, council: Council, policy: Policy, version: int | None = 0) -> None:
        self.config = config
        self.council = council
        self.policy = policy
        self.version = version

    def replace(self, config: Config, council: Council, policy: Policy, version: int | None = 0) -> None:
        """Put something else in force."""
        self.config, self.council, self.policy, self.version = config, council, policy, version
