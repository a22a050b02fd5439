import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from gateway.console.guard import Guard
from tests.console.house import House


@pytest.mark.parametrize("path", ["/login", "/held", "/", "/nothing-here", "/healthz", "/static/console.css"])
async def test_every_answer_has_strict_headers(house: House, path: str) -> None:
    headers = (await (await house.signed_in()).get(path)).headers
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "charset=utf-8" in headers["content-type"]
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")
    assert "server" not in headers
    assert "strict-transport-security" not in headers


async def test_a_foreign_host_is_refused_and_not_repeated(house: House) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[", "evil.example:80@127.0.0.1:1/"):
        answer = await house.browser().get("/login", Host=host)
        assert answer.status == 400
        assert "evil" not in answer.text + str(answer.headers)
    assert (await house.browser().get("/login", Host="localhost:8080")).status == 200


async def _raw(house: House, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(request)
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_huge_body_is_refused_before_it_is_sent(house: House) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n\r\n"
    assert (await _raw(house, head)).startswith(b"HTTP/1.1 413")


async def test_only_what_takes_a_file_takes_a_large_body(house: House) -> None:
    for path, octets in ((b"/try", 10_000_001), (b"/login", 200_000), (b"/try/", 200_000)):
        head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (path, octets)
        assert (await _raw(house, head)).startswith(b"HTTP/1.1 413")


async def test_a_body_of_unknown_length_is_read_to_the_limit_only(house: House) -> None:
    head = (
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    assert (await _raw(house, head + chunk * 9)).startswith(b"HTTP/1.1 413")


async def test_a_broken_request_is_answered_400(house: House) -> None:
    assert (await _raw(house, b"\x00\xff nonsense\r\n\r\n")).startswith(b"HTTP/1.1 400")


async def test_a_fault_is_told_without_detail(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError("mary@elsewhere.test")

    said = []

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}
    await Guard(broken, house.in_force)(scope, None, send)  # type: ignore[arg-type]
    assert said[0]["status"] == 500
    assert "ZeroDivision" not in str(said)
    log = capsys.readouterr().out
    assert "ZeroDivisionError" in log
    assert "mary" not in log + str(said)


async def test_a_store_that_does_not_answer_is_503(house: House, tmp_path: Path) -> None:
    browser = await house.signed_in()
    with closing(sqlite3.connect(tmp_path / "test.db")) as database:
        database.executescript("DROP TABLE sessions; ALTER TABLE records RENAME TO lost")
    answer = await browser.get("/held")
    assert answer.status == 503
    assert "try again" in answer.text
    assert (await browser.get("/readyz")).status == 503
    assert (await browser.get("/healthz")).status == 200
