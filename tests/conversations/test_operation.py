"""What a sysadmin sees: logins, reloads, loops, hosts that are down."""

from datetime import timedelta
from pathlib import Path

import aiosmtplib
import pytest

from gateway.config import parse
from gateway.errors import ConfigError
from gateway.model.account import AccountRole
from gateway.model.record import State
from gateway.testing import make_message
from gateway.testing.conversation import CONFIG, PASSWORD, Conversation, ref_of

CLERK, MEMBER, OUTSIDE = "clerk@council.test", "cllr.test@council.test", "someone@elsewhere.test"


async def test_the_authors_own_login_is_used_upstream_and_then_forgotten(tmp_path: Path) -> None:
    base = CONFIG.replace("[smtp.submission]\n", '[smtp.submission]\nauth = ["upstream"]\n')
    base = base.replace("[relay]\n", '[relay]\nlogin = "author"\n')
    talk = Conversation(tmp_path, base=base)
    talk.upstream.logins |= {MEMBER: PASSWORD}
    talk.upstream.offers.append("AUTH PLAIN LOGIN")
    async with talk:
        reply = await talk.submit(make_message(cc=[CLERK]))
        assert " accepted " in reply
        [taken] = await talk.sent()
        assert taken.user == MEMBER
        ref = ref_of(reply)
    for file in (tmp_path / "data").glob("lychgate.db*"):
        assert PASSWORD.encode() not in file.read_bytes()
    assert ref


async def test_a_wrong_upstream_password_does_not_get_in(tmp_path: Path) -> None:
    base = CONFIG.replace("[smtp.submission]\n", '[smtp.submission]\nauth = ["upstream"]\n')
    talk = Conversation(tmp_path, base=base)
    talk.upstream.logins |= {MEMBER: "another password"}
    talk.upstream.offers.append("AUTH PLAIN LOGIN")
    async with talk:
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await talk.submit(make_message(cc=[CLERK]))


async def test_a_reload_puts_new_rules_in_force_and_a_bad_config_changes_nothing(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        assert " accepted " in await talk.submit(make_message())
        text = CONFIG.replace("{upstream}", talk.upstream.url)
        await talk.gateway.reload(parse(text + '[rules.clerk-copy]\naction = "hold"\n', "test", tmp_path)[1])
        assert " held " in await talk.submit(make_message(subject="Second"))
        with pytest.raises(ConfigError, match="is no rule"):
            await talk.gateway.reload(parse(text + '[rules.clerk-kopy]\naction = "off"\n', "test", tmp_path)[1])
        assert " held " in await talk.submit(make_message(subject="Third"))


async def test_a_message_that_runs_in_a_loop_is_refused(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        name = talk.gateway.in_force.config.own_name
        around = b"".join(b"Lychgate-Trace: 7K2-4QXM %s\r\n" % name.encode() for _ in range(4))
        raw = make_message(from_=OUTSIDE, to=[CLERK])
        assert (await talk.arrive(around + raw)).startswith("554 5.4.6")
        assert " accepted " in await talk.arrive(around.split(b"\r\n")[0] + b"\r\n" + raw)


async def test_a_refused_recipient_is_reported_and_the_others_have_it(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        talk.upstream.refused["gone@elsewhere.test"] = "550 5.1.1 nobody of that name"
        reply = await talk.submit(make_message(to=[OUTSIDE, "gone@elsewhere.test"], cc=[CLERK]))
        delivered = await talk.delivered()
        assert {OUTSIDE, CLERK} <= set(talk.upstream.recipients)
        assert (await talk.record(reply)).summary.state is State.FAILED
        [report] = [taken for taken in delivered if b"multipart/report" in taken.content]
        assert report.mail_from == ""
        assert report.rcpt_tos == (MEMBER,)
        assert b"Status: 5.1.1" in report.content
        assert b"gone@elsewhere.test" in report.content


async def test_mail_waits_for_an_upstream_that_says_not_now_and_its_author_hears_of_it(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        talk.upstream.refused |= {OUTSIDE: "451 4.2.1 not now", CLERK: "451 4.2.1 not now"}
        reply = await talk.submit(make_message(cc=[CLERK]))
        await talk.attempted(reply)
        talk.clock.advance(timedelta(hours=5))
        await talk.gateway.store.retry_now(talk.council, ref_of(reply), talk.clock())
        talk.gateway.worker.wake()
        await talk.until(lambda: any(MEMBER in taken.rcpt_tos for taken in talk.upstream.taken))
        [late] = talk.upstream.taken
        assert b"Action: delayed" in late.content
        await talk.attempted(late.content.decode().partition(" id ")[2][:8])  # on disk too, before its lease runs out
        talk.clock.advance(timedelta(days=5))
        await talk.gateway.store.retry_now(talk.council, ref_of(reply), talk.clock())
        talk.gateway.worker.wake()
        await talk.until(lambda: len(talk.upstream.taken) == 2)
        assert b"Action: failed" in talk.upstream.taken[1].content
        assert (await talk.record(reply)).summary.state is State.FAILED


async def test_a_trusted_mail_host_sends_for_the_council_and_for_nobody_else(tmp_path: Path) -> None:
    base = CONFIG.replace("[smtp.submission]\n", '[smtp.submission]\ntrusted_networks = ["127.0.0.0/8"]\n')
    async with Conversation(tmp_path, base=base) as talk:
        raw = make_message(from_="mayor@council.test", cc=[CLERK])
        assert " accepted " in await talk.relay_as_host(raw, "mayor@council.test")
        assert (await talk.relay_as_host(raw, "mayor@other.test")).startswith("553")
        foreign = make_message(from_="mayor@other.test", cc=[CLERK])
        assert (await talk.relay_as_host(foreign, "mayor@council.test")).startswith("550 5.7.1")


async def test_the_first_clerk_gets_a_link_until_there_is_an_account(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        link = await talk.gateway.welcome()
        assert link is not None
        assert "/welcome/" in link
        await talk.account(CLERK, AccountRole.CLERK)
        assert await talk.gateway.welcome() is None
