"""An OpenID provider that the tests start: real HTTP, real signatures, consent without a question.

What it does wrong is set from outside: `faults` change the token, `claims` what it says of the person.
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "portal", "client secret"


class Key:
    """A key pair with a name, of the kind that an algorithm takes."""

    def __init__(self, name: str, algorithm: str = "RS256"):
        self.name, self.algorithm = name, algorithm
        self.private = (
            rsa.generate_private_key(65537, 2048) if algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())
        )

    def public(self) -> dict:
        made = jwt.get_algorithm_by_name(self.algorithm).to_jwk(self.private.public_key(), as_dict=True)
        return made | {"kid": self.name, "use": "sig", "alg": self.algorithm}


class Provider:
    """Listens on a port of its own from the start; `issuer` is its address."""

    def __init__(self):
        self.keys = {name: Key(name, name) for name in ("RS256", "ES256")}
        self.stranger = Key("RS256")  # bears the name of a true key
        self.reset()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"provider": self}))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self):
        self.claims = {"sub": "ada-1", "email": "ada@example.org", "email_verified": True, "preferred_username": "ada"}
        self.userinfo, self.token, self.head = {}, {}, {}  # what differs from the truth
        self.signed_by, self.consents, self.is_ill = "RS256", True, False
        self.codes, self.asked = {}, []

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, query: dict) -> str:
        """Return where the browser is led back to."""
        self.asked.append(query)
        back = {"state": query["state"]}
        if self.consents:
            code = secrets.token_urlsafe()
            self.codes[code] = query
            back["code"] = code
        else:
            back["error"] = "access_denied"
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def tokens(self, form: dict) -> tuple[int, dict]:
        """Return the tokens for a code, once, to whoever knows the secret and the verifier of its challenge."""
        query = self.codes.pop(form.get("code"), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            query is None
            or query.get("code_challenge_method") != "S256"
            or query["code_challenge"] != challenge
            or form["redirect_uri"] != query["redirect_uri"]
            or (form["client_id"], form["client_secret"]) != (CLIENT, SECRET)
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = self.claims | {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
        }
        claims = {name: value for name, value in (claims | self.token).items() if value is not None}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.signed(claims)}

    def signed(self, claims: dict) -> str:
        if self.signed_by == "none":
            return jwt.encode(claims, None, "none")
        if self.signed_by == "HS256":
            return jwt.encode(claims, SECRET.ljust(32), "HS256", {"kid": "RS256"})
        key = self.stranger if self.signed_by == "stranger" else self.keys[self.signed_by]
        return jwt.encode(claims, key.private, key.algorithm, {"kid": key.name} | self.head)


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *args):
        pass

    def answer(self, status, told):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):  # noqa: N802  the server calls it so
        url = urlsplit(self.path)
        provider, issuer = self.provider, self.provider.issuer
        if provider.is_ill:
            self.answer(500, {})
        elif url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize({k: v[0] for k, v in parse_qs(url.query).items()}))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif url.path == "/.well-known/openid-configuration":
            paths = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
            paths |= {"userinfo_endpoint": "userinfo", "jwks_uri": "jwks"}
            self.answer(200, {"issuer": issuer} | {name: f"{issuer}/{path}" for name, path in paths.items()})
        elif url.path == "/jwks":
            self.answer(200, {"keys": [key.public() for key in provider.keys.values()]})
        elif url.path == "/userinfo" and self.headers["Authorization"] == "Bearer access":
            self.answer(200, provider.claims | provider.userinfo)
        else:
            self.answer(404, {})

    def do_POST(self):  # noqa: N802
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(*self.provider.tokens({k: v[0] for k, v in parse_qs(text).items()}))
