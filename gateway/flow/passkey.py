"""Passkeys (WebAuthn level 3): what the browser is asked, and whether its answer holds. Pure; answers are hostile."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gateway.errors import NotAllowed

LONGEST_ID = 1023 * 4 // 3 + 1  # characters of a credential id (WebAuthn section 4)


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks: the console's host name, and the origin of its pages. Passkeys belong to the host name."""

    host: str
    origin: str
    name: str

    @classmethod
    def of(cls, public_url: str, name: str) -> "Party":
        """The console as its public address names it."""
        parts = urlsplit(public_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name)


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that a browser has made."""

    id: str
    public_key: bytes
    counter: int


def to_make(party: Party, address: str, user: bytes, known: Iterable[str], challenge: bytes) -> str:
    """What `navigator.credentials.create` is asked, as JSON. `user` names the account and tells nothing of it."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=user,
        user_name=address,
        user_display_name=address,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    return options_to_json(options)


def made(party: Party, challenge: bytes, answer: str) -> Made:
    """The passkey in a browser's answer. Raises NotAllowed where the answer does not hold."""
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise NotAllowed("That passkey could not be added. Try again.") from None
    return Made(bytes_to_base64url(verified.credential_id), verified.credential_public_key, verified.sign_count)


def to_use(party: Party, known: Iterable[str], challenge: bytes) -> str:
    """What `navigator.credentials.get` is asked, as JSON. Without `known` the browser offers all that it has for us."""
    options = generate_authentication_options(
        rp_id=party.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def named(answer: str) -> str | None:
    """The id of the passkey that a browser says it used; None where the answer is none."""
    try:
        credential_id = parse_authentication_credential_json(answer).id
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return None
    return credential_id if isinstance(credential_id, str) and len(credential_id) <= LONGEST_ID else None


def used(party: Party, challenge: bytes, answer: str, public_key: bytes, counter: int) -> int | None:
    """The new signature count where the answer was signed by this passkey, its owner verified; None where not."""
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return None
    return verified.new_sign_count
