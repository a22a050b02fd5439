"""An identity provider on a real socket: it asks nobody anything, and says of whoever comes what a test tells it to."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from gateway.testing import NOW

CLIENT, SECRET = "lychgate", "s3:cret+"
LATER = int(NOW.timestamp()) + 300


@cache
def key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class Identity:
    """`claims` go over what a good answer says; None takes one out. `signs` and `published` name keys by their ids."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    signs: str = "first"
    published: tuple[str, ...] = ("first",)
    algorithm: str = "RS256"
    token: str | None = None
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorise(self, there: str) -> str:
        """Where the browser is sent back to, once somebody has signed in at `there`."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
        code = secrets.token_hex(8)
        self.codes[code] = query
        said = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{said}"

    def answer(self, path: str, form: dict[str, str], login: str) -> tuple[int, Any]:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return 200, self._metadata()
        if path == "/keys":
            keys = KeySet([key(one) for one in self.published])
            return 200, keys.as_dict(private=False)
        if path == "/token":
            return self._token(form, login)
        return 404, {}

    def _metadata(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "/authorise?plain=yes", "token_endpoint": "/token", "jwks_uri": "/keys"}
        said = {"issuer": self.issuer, **{name: f"{self.issuer}{path}" for name, path in ends.items()}}
        return said | self.metadata

    def _token(self, form: dict[str, str], login: str) -> tuple[int, Any]:
        posted = "client_secret_post" in self.metadata.get("token_endpoint_auth_methods_supported", ())
        wanted = "lychgate:s3%3Acret%2B"
        right = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET) if posted else login == wanted
        if not right:
            return 401, {"error": "invalid_client"}
        query = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if query is None or (form["redirect_uri"], challenge.decode()) != (
            query["redirect_uri"],
            query["code_challenge"],
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self.token or self.id_token(query["nonce"]), "token_type": "Bearer"}

    def id_token(self, nonce: str) -> str:
        good = {"iss": self.issuer, "aud": CLIENT, "exp": LATER, "iat": LATER - 300, "nonce": nonce, "sub": "1"}
        said = {name: value for name, value in (good | self.claims).items() if value is not None}
        signing: Any = key(self.signs)
        return jwt.encode({"alg": self.algorithm, "kid": self.signs}, said, signing)


@contextmanager
def provider() -> Iterator[Identity]:
    identity = Identity()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            kind, _, said = (self.headers["Authorization"] or "").partition(" ")
            login = base64.b64decode(said).decode() if kind == "Basic" else ""
            status, what = identity.answer(self.path, form, login)
            body = what if isinstance(what, bytes) else json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        identity.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield identity
        finally:
            server.shutdown()
            thread.join()
