"""What all check processes share: the server that forks them imports this once, and none loads it again."""

from gateway.flow.aside import warm
from gateway.model.council import Council
from gateway.model.hours import OfficeHours
from gateway.policy.loader import load_policy

warm(Council("", "", (), "", OfficeHours()), load_policy({}))
