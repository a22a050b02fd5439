"""The plainest browser: it keeps cookies, sends forms as browsers do, and follows nothing by itself."""

import asyncio
import http.client
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="form" value="([^"]*)"')


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def token(self) -> str:
        found = HIDDEN.search(self.text)
        assert found, "there is no form on this page"
        return found[1]


class Browser:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []

    async def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return await asyncio.to_thread(self._request, method, path, None, headers)

    async def post(
        self, path: str, fields: dict[str, str] | list[tuple[str, str]], *, origin: str = "", **headers: str
    ) -> Answer:
        headers = {
            "Origin": origin or f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        return await asyncio.to_thread(self._request, "POST", path, urlencode(fields).encode(), headers)

    async def upload(
        self, page: str, path: str, fields: dict[str, str], file: bytes = b"", origin: str | None = None
    ) -> Answer:
        """Open a page, fill in a form there that takes a file, and send it."""
        typed = {"form": (await self.get(page)).token, **fields}
        parts = [(f'name="{name}"', value.encode()) for name, value in typed.items()]
        parts.append(('name="file"; filename="a.eml"\r\nContent-Type: message/rfc822', file))
        part = b"--edge\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
        said = b"".join(part % (name.encode(), value) for name, value in parts)
        origin = origin or f"http://127.0.0.1:{self.port}"
        headers = {"Origin": origin, "Content-Type": "multipart/form-data; boundary=edge"}
        return await asyncio.to_thread(self._request, "POST", path, said + b"--edge--\r\n", headers)

    async def submit(self, page: str, path: str, fields: list[tuple[str, str]]) -> Answer:
        """Open a page, fill in a form there and send it."""
        token = (await self.get(page)).token
        return await self.post(path, [("form", token), *fields])

    async def sign_in(self, username: str, password: str, page: str = "/login") -> Answer:
        return await self.submit(page, page, [("username", username), ("password", password)])

    def _request(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            if self.cookies:
                headers = headers | {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            self._keep(response.headers.get_all("Set-Cookie") or [])
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read().decode(errors="replace"))
        finally:
            connection.close()

    def _keep(self, set_cookies: list[str]) -> None:
        self.set_cookies += set_cookies
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
