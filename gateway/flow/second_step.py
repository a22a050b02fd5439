"""The second step of a sign-in: six digits from an app, a passkey, or a recovery code; and setting them up."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from gateway.flow import passkey
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys, digest
from gateway.flow.passkey import Party
from gateway.flow.sign_in import SignIn
from gateway.model.account import Account, Factor, FactorKind, Stage
from gateway.store.base import Store

APP = "totp"
STEP = 30  # seconds (RFC 6238 section 5.2)
DIGITS = 6
CODES = 10  # recovery codes in a set
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
CODE_LETTERS = 12  # 59 random bits
CHALLENGE = timedelta(minutes=5)
MOST_PASSKEYS = 20
NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class Question:
    """What a browser with passkeys is asked. `token` comes back with its answer: it holds the challenge, sealed."""

    options: str
    token: str


@dataclass(frozen=True, slots=True)
class SecondStep:
    """Wrong answers are as slow as wrong passwords (flow/throttle.py), and none counts twice."""

    in_force: InForce
    store: Store
    keys: Keys
    sign_in: SignIn

    async def stage(self, account: Account) -> Stage:
        """How far a right password brings this account."""
        if await self.store.factors(self._council, account.address):
            return Stage.PASSWORD
        return Stage.SETUP if account.role in self.in_force.config.console.second_step else Stage.WHOLE

    # an app

    def new_seed(self, account: Account) -> tuple[str, str]:
        """A seed for an app: as the app reads it in a picture, and sealed, to come back with the first code."""
        seed = pyotp.random_base32()
        sealed = self.keys.seal("new totp", account.address, seed.encode()).hex()
        return self._app(seed).provisioning_uri(name=account.address, issuer_name=self.in_force.council.name), sealed

    async def add_app(self, account: Account, sealed: str, code: str, name: str, now: datetime) -> bool:
        """Add the app, in place of one that was there; False where the code is not the app's."""
        try:
            seed = self.keys.unseal("new totp", account.address, bytes.fromhex(sealed))
        except ValueError:
            seed = None
        step = None if seed is None else self._step(seed.decode(), code, now)
        if seed is None or step is None:
            return False
        kept = self.keys.seal(APP, account.address, seed)
        factor = Factor(APP, FactorKind.TOTP, name[:NAME] or "Authenticator app", kept, now, step)
        await self.store.put_factor(self._council, account.address, factor)
        return True

    async def by_code(self, account: Account, code: str, client: str, now: datetime) -> bool:
        """Whether the app shows this code now, or it is a recovery code; either is used up. Raises TooManyTries."""

        async def ask() -> bool | None:
            return (await self._by_app(account, code, now) or await self._by_recovery_code(account, code)) or None

        return bool(await self.sign_in.patiently(f"second step {account.address}", client, now, ask))

    async def _by_app(self, account: Account, code: str, now: datetime) -> bool:
        apps = [one for one in await self.store.factors(self._council, account.address) if one.id == APP]
        seed = self.keys.unseal(APP, account.address, apps[0].secret) if apps else None
        step = None if seed is None else self._step(seed.decode(), code, now)
        return step is not None and await self.store.use_factor(self._council, account.address, APP, step, now)

    def _step(self, seed: str, code: str, now: datetime) -> int | None:
        """The time step of which this is the code: now's, or one beside it, for clocks that differ."""
        typed = "".join(code.split())
        if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
            return None
        app, step = self._app(seed), int(now.timestamp()) // STEP
        near = [one for one in (step - 1, step, step + 1) if hmac.compare_digest(app.generate_otp(one), typed)]
        return max(near, default=None)

    def _app(self, seed: str) -> pyotp.TOTP:
        return pyotp.TOTP(seed, digits=DIGITS, interval=STEP)

    # recovery codes

    async def new_recovery_codes(self, account: Account) -> tuple[str, ...]:
        """A new set, in place of the old one. They are shown once: what is kept does not tell them."""
        codes = tuple("".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS)) for _ in range(CODES))
        digests = [self._code_digest(account, code) for code in codes]
        await self.store.put_recovery_codes(self._council, account.address, digests)
        return tuple("-".join(code[at : at + 4] for at in range(0, CODE_LETTERS, 4)) for code in codes)

    async def _by_recovery_code(self, account: Account, code: str) -> bool:
        typed = "".join(letter for letter in code.upper() if letter.isalnum())
        if len(typed) != CODE_LETTERS:
            return False
        return await self.store.use_recovery_code(self._council, account.address, self._code_digest(account, typed))

    def _code_digest(self, account: Account, code: str) -> bytes:
        return hmac.digest(self.keys.derived("recovery code"), f"{account.address}\0{code}".encode(), "sha256")

    # passkeys

    async def ask_new_passkey(self, account: Account, browser: str, now: datetime) -> Question:
        """What the browser is asked to make a passkey. `browser` is what the answer has to come from: its cookie."""
        known = [one.id for one in await self._passkeys(account)]
        user = hmac.digest(self.keys.derived("passkey user"), account.address.encode(), "sha256")
        challenge, token = self._challenge(browser, now)
        return Question(passkey.to_make(self._party, account.address, user, known, challenge), token)

    async def add_passkey(
        self, account: Account, answer: str, token: str, browser: str, name: str, now: datetime
    ) -> bool:
        """Add the passkey that the browser made; False where too many are there, or the question was too old.

        Raises NotAllowed where the answer does not hold.
        """
        challenge = await self._asked(token, browser, now)
        if challenge is None or len(await self._passkeys(account)) >= MOST_PASSKEYS:
            return False
        new = passkey.made(self._party, challenge, answer)
        if await self.store.factor(self._council, new.id) is not None:
            return False
        factor = Factor(new.id, FactorKind.PASSKEY, name[:NAME] or "Passkey", new.public_key, now, new.counter)
        await self.store.put_factor(self._council, account.address, factor)
        return True

    async def ask_passkey(self, account: Account | None, browser: str, now: datetime) -> Question:
        """What the browser is asked to use a passkey: one of the account's, or any that it has for us."""
        known = [one.id for one in await self._passkeys(account)] if account else []
        challenge, token = self._challenge(browser, now)
        return Question(passkey.to_use(self._party, known, challenge), token)

    async def by_passkey(self, answer: str, token: str, browser: str, client: str, now: datetime) -> Account | None:
        """Whose passkey has answered, its owner verified; None where that does not hold. Raises TooManyTries."""

        async def ask() -> Account | None:
            return await self._by_passkey(answer, token, browser, now)

        return await self.sign_in.patiently(f"passkey {passkey.named(answer)}", client, now, ask)

    async def _by_passkey(self, answer: str, token: str, browser: str, now: datetime) -> Account | None:
        challenge, name = await self._asked(token, browser, now), passkey.named(answer)
        found = await self.store.factor(self._council, name) if challenge and name else None
        if found is None or challenge is None or found[1].kind is not FactorKind.PASSKEY:
            return None
        address, factor = found
        counter = passkey.used(self._party, challenge, answer, factor.secret, factor.counter)
        if counter is None or not await self.store.use_factor(self._council, address, factor.id, counter, now):
            return None
        account = await self.store.account(self._council, address)
        return account if account is not None and account.disabled_at is None else None

    async def _passkeys(self, account: Account) -> list[Factor]:
        factors = await self.store.factors(self._council, account.address)
        return [one for one in factors if one.kind is FactorKind.PASSKEY]

    def _challenge(self, browser: str, now: datetime) -> tuple[bytes, str]:
        challenge = secrets.token_bytes(32)
        said = f"{challenge.hex()}.{digest(browser).hex()}"
        return challenge, self.keys.sign("passkey", said, now + CHALLENGE)

    async def _asked(self, token: str, browser: str, now: datetime) -> bytes | None:
        """The challenge of our question to this browser; None where it was another's, is too old, or was answered."""
        challenge, _, asked = (self.keys.read("passkey", token, now) or "").partition(".")
        if not challenge or not hmac.compare_digest(asked, digest(browser).hex()):
            return None
        first = await self.store.spend(self._council, digest(token), now, now + CHALLENGE)
        return bytes.fromhex(challenge) if first else None

    @property
    def _council(self) -> str:
        return self.in_force.council.key

    @property
    def _party(self) -> Party:
        return Party.of(self.in_force.config.console.public_url, self.in_force.council.name)
