"""The ground that the gateway stands on: the config file as it was read last, and all that is made of it anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.app.parts import aside_from, in_force_from, laid_over
from gateway.config import Override, Source
from gateway.flow.aside import Aside
from gateway.flow.in_force import InForce
from gateway.flow.known_people import RegisterFile
from gateway.flow.receive import Receive
from gateway.flow.review import Review
from gateway.relay.route import Relays


@dataclass(slots=True)
class Ground:
    """`source` is the file, from which what is in force comes with the overrides laid over it."""

    source: Source
    in_force: InForce
    relay: Relays
    receive: Receive
    review: Review
    people: RegisterFile

    @property
    def aside(self) -> Aside:
        """The processes that check by what is in force."""
        return self.receive.aside

    def make(self, overrides: Sequence[Override]) -> InForce:
        """What the file comes to with these overrides. Raises ConfigError with every problem. Takes a moment."""
        version = max((override.number for override in overrides), default=0)
        return in_force_from(*laid_over(self.source, overrides), version)

    async def put(self, fresh: InForce) -> None:
        """Put something else in force, with processes that check by it; the old ones finish what they have."""
        aside = aside_from(fresh.config, fresh.council, self.people)
        try:
            await aside.warm()
            await self.relay.reload(fresh.config)
        except BaseException:
            await aside.close()
            raise
        self.in_force.replace(fresh.config, fresh.council, fresh.policy, fresh.version)
        old = self.aside
        self.receive.aside = self.review.aside = self.receive.get_to_know.aside = aside
        await old.close()
