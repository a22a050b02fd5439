import base64
from dataclasses import replace
from typing import Any

import pytest

from gateway.model.council import Council, CouncilPerson, Relation
from gateway.model.decision import Action
from gateway.model.envelope import Envelope, Listener, Session
from gateway.testing import COUNCIL, view
from rules.sender_identity import Options, check

ME, OTHER, BANK = "cllr.test@council.test", "mayor@council.test", "bank@bank.test"
HIDDEN = base64.b64encode(f"<{OTHER}>".encode()).decode()


def found(header: str, options: Options | None = None, council: Council = COUNCIL, **session: Any) -> list[Any]:
    session = {"listener": Listener.SUBMISSION, "user": ME} | session
    raw = f"{header}To: someone@elsewhere.test\r\nSubject: s\r\n\r\nx\r\n".encode()
    seen = view(raw, council, Session(**session), Envelope(ME, ("someone@elsewhere.test",)))
    return list(check(seen, options or Options()))


def refused(header: str, **session: Any) -> list[str]:
    return [f.kind for f in found(header, **session) if f.action is not Action.NOTE]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (f"From: {OTHER}\r\n", "from-other"),
        (f"From: {BANK}\r\n", "from-other"),
        (f"From: {ME}\r\nFrom: {OTHER}\r\n", "from-count"),
        (f"From: {OTHER}\r\nFrom: {ME}\r\n", "from-count"),
        (f"From: {ME}, {OTHER}\r\nSender: {ME}\r\n", "from-address"),
        (f"From: {ME}, {ME}\r\n", "from-address"),
        ("", "from-count"),
        ("From:\r\n", "from-address"),
        ("From: Mo Yor\r\n", "from-address"),
        (f"From : {OTHER}\r\nFrom: {ME}\r\n", "from-count"),
        (f"From : {ME}\r\n", "from-form"),
        (f"From\x00: {OTHER}\r\nFrom: {ME}\r\n", "from-count"),
        (f"From:\r\n\t{OTHER}\r\n", "from-other"),
        (f"From: {ME}\r\n \r\nFrom: {OTHER}\r\n", "from-count"),
        (f"From: {ME}\r\n \r\n", "from-form"),
        (f'From: "{OTHER}" <{ME}>\r\n', "from-name"),
        (f"From: {ME} ({OTHER})\r\n", "from-name"),
        (f"From: {ME}({OTHER})\r\n", "from-name"),
        (f"From: =?utf-8?b?{HIDDEN}?= <{ME}>\r\n", "from-name"),
        (f"From: =?utf-8?q?{OTHER.replace('@', '=40')}?=\r\n", "from-address"),
        (f"From: x: {OTHER};\r\n", "from-form"),
        (f"From: x: {ME};\r\n", "from-form"),
        (f"From: <@council.test,@x.test:{OTHER}>\r\n", "from-other"),
        (f"From: <@x.test:{ME}>\r\n", "from-form"),
        (f'From: "{OTHER},"@council.test\r\n', "from-form"),
        (f"From: {OTHER}\x00<{ME}>\r\n", "from-form"),
        (f"From: <{ME}> <{OTHER}>\r\n", "from-form"),
        (f"From: m\u0430yor@council.test <{ME}>\r\n", "from-name"),
        (f"From: mayor@c\u043euncil.test <{ME}>\r\n", "from-name"),
        (f"From: may\u200bor@council.test <{ME}>\r\n", "from-name"),
        ("From: m\u0430yor@council.test\r\n", "from-other"),
        (f"From: {ME}\r\nSender: {OTHER}\r\n", "sender"),
        (f"From: {ME}\r\nSender: {ME}\r\nSender: {OTHER}\r\n", "sender"),
        (f"From: {ME}\r\nSender : {ME}\r\n", "sender"),
        (f"From: {ME}\r\nSender: nobody\r\n", "sender"),
    ],
)
def test_another_s_name_is_refused(header: str, kind: str) -> None:
    assert kind in refused(header)
    assert all(f.why.count("@") == 0 for f in found(header))  # no address in what is said


@pytest.mark.parametrize(
    "header",
    [
        f"From: {ME}\r\n",
        f"from: <{ME}>\r\n",
        "From: Cllr.Test+planning@Council.TEST\r\n",
        "From: tess.ter@council.test\r\n",  # an alias
        f"From: Tess Ter <{ME}>\r\n",
        f'From: "Ter, Tess (Cllr)" <{ME}>\r\n',  # Outlook
        f"From: Tess O'Ter - Council <{ME}>\r\n",
        f'From: "{ME}" <{ME}>\r\n',  # Outlook, where no name is set
        f"From: '{ME}' <{ME}>\r\n",
        f"From: {ME} <{ME}>\r\n",  # Android
        f"From: T. Ter <{ME}>\r\n",
        f"From: =?UTF-8?Q?T=C3=A9ss_Ter?= <{ME}>\r\n",  # Thunderbird, Gmail
        f"From: =?utf-8?B?VMOpc3M=?=\r\n =?utf-8?B?IFRlcg==?= <{ME}>\r\n",  # Apple Mail
        f'From: "=?utf-8?Q?T=C3=A9ss?=" <{ME}>\r\n',
        f"From: T\u00e9ss Ter <{ME}>\r\n",  # RFC 6532
        f"From:\r\n Tess Ter\r\n <{ME}>\r\n",
        f"From: {ME} (Tess Ter)\r\n",
        f"From: Tess Ter <{ME}>\r\nSender: Tess Ter <{ME}>\r\n",
        f"From: Tess @ the council <{ME}>\r\n",
        f"From: {ME}\r\nResent-From: {OTHER}\r\n",
    ],
)
def test_ordinary_mail_passes(header: str) -> None:
    assert found(header) == []


def test_answers_that_would_go_elsewhere_wait_for_the_clerk() -> None:
    [finding] = found(f"From: {ME}\r\nReply-To: {BANK}\r\n")
    assert (finding.kind, finding.action) == ("reply-to", Action.HOLD)
    assert found(f"From: {ME}\r\nReply-To: {OTHER}\r\n") == []
    [finding] = found(f"From: {ME}\r\nReply-To: {BANK}\r\n", options=Options(reply_to_action=Action.NOTE))
    assert finding.action is Action.NOTE


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (f"From: Mo Yor <{ME}>\r\n", "from-person"),
        (f"From: Cllr. Mo YOR (Mayor) <{ME}>\r\n", "from-person"),
        (f'From: "Lee, Ann" <{ME}>\r\n', "from-person"),
        (f"From: Parish Clerk <{ME}>\r\n", "from-role"),
        (f'From: "Tess Ter, Clerk to the Council" <{ME}>\r\n', "from-role"),
    ],
)
def test_a_name_or_an_office_that_is_anothers_is_refused(header: str, kind: str) -> None:
    assert refused(header) == [kind]


@pytest.mark.parametrize(
    ("header", "user"),
    [
        (f"From: Tess Ter for Mo Yor <{ME}>\r\n", ME),
        (f"From: Mo <{ME}>\r\n", ME),
        (f"From: Mo Yorke <{ME}>\r\n", ME),
        (f"From: Clerkenwell Ward <{ME}>\r\n", ME),
        ("From: Parish Clerk <clerk@council.test>\r\n", "clerk@council.test"),
        ("From: The Clerk <clerk@council.test>\r\n", "ann.lee@council.test"),
        ("From: Deputy Clerk <deputy@council.test>\r\n", "deputy@council.test"),
        ('From: "Olu Ade, Assistant Clerk" <officer@council.test>\r\n', "officer@council.test"),
    ],
)
def test_names_that_may_stand_there(header: str, user: str) -> None:
    assert found(header, user=user) == []


def test_an_officer_is_not_the_clerk() -> None:
    assert refused("From: Town Clerk <officer@council.test>\r\n", user="officer@council.test") == ["from-role"]


SHARED = replace(
    COUNCIL,
    people=tuple(
        replace(one, may_send_as=("allotments@council.test", OTHER)) if one.address == ME else one
        for one in COUNCIL.people
    ),
)


def test_two_people_may_share_an_address() -> None:
    both = replace(SHARED, people=(*SHARED.people, CouncilPerson("Sam Ter", Relation.MEMBER, ME)))
    assert found(f"From: Sam Ter <{ME}>\r\n", council=both) == []
    assert refused(f"From: Mo Yor <{ME}>\r\n", council=both) == ["from-person"]


def test_shared_mailboxes_and_delegates() -> None:
    for header in (
        "From: Allotments <allotments@council.test>\r\n",
        f"From: Allotments <allotments@council.test>\r\nSender: Tess Ter <{ME}>\r\n",
        f"From: Mo Yor <{OTHER}>\r\nSender: {ME}\r\nReply-To: {OTHER}\r\n",
    ):
        assert found(header, council=SHARED) == []
        assert refused(header)[0] == "from-other"
    assert refused("From: deputy@council.test\r\n", council=SHARED) == ["from-other"]
    assert refused("From: allotments@council.test\r\n", user=OTHER, council=SHARED) == ["from-other"]


def test_a_trusted_host_may_send_for_the_whole_council() -> None:
    trusted: dict[str, Any] = {"user": None, "trusted": True}
    assert found(f"From: {OTHER}\r\nSender: anyone@council.test\r\n", **trusted) == []
    assert refused(f"From: {BANK}\r\n", **trusted) == ["from-other"]
    assert refused(f'From: "clerk@council.test" <{ME}>\r\n', **trusted) == ["from-name"]


def test_the_clerk_may_use_the_clerk_s_address() -> None:
    assert found("From: clerk@council.test\r\n", user="ann.lee@council.test") == []
    assert refused("From: clerk@council.test\r\n", user=ME) == ["from-other"]


@pytest.mark.parametrize("listener", [Listener.INCOMING, Listener.GATEWAY])
def test_only_submitted_mail_is_looked_at(listener: Listener) -> None:
    assert found(f"From: {OTHER}\r\n", listener=listener) == []
