"""
The simulated token endpoints of Google, and a key that opens nothing else.

`/token` is the OAuth exchange of a service-account key (RFC 7523), `/oidc` GitHub's, which gives
a workflow its own token, `/sts` the exchange of that one, and `…:generateAccessToken` the
impersonation that follows it.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

BOT = "lunchbatch@example-project.iam.gserviceaccount.com"
OWN_TOKEN = "a workflow's own token"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@cache
def _key() -> rsa.RSAPrivateKey:
    # A real one has 2048 bits, which take longer to check at every use.
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - guards nothing


def service_account_key(token_uri: str) -> dict[str, str]:
    """A service-account file as Google hands it out, with a key made a moment ago."""
    private = _key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "project_id": "example-project",
        "private_key_id": "0",
        "private_key": private.decode(),
        "client_email": BOT,
        "client_id": "1",
        "token_uri": token_uri,
    }


@dataclass(slots=True, kw_only=True)
class SimulatedTokens:
    """Gives out access tokens. `revoked` makes it refuse every key, as after deleting one."""

    given: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    revoked: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def answer(self, path: str, form: Mapping[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Status and JSON of one token request."""
        self.asked.append(path)
        if path.endswith(":generateAccessToken"):
            return 200, {"accessToken": self._new(), "expireTime": "2099-01-01T00:00:00Z"}
        if path.endswith("/oidc"):
            return 200, {"value": OWN_TOKEN}
        if path.endswith("/sts"):
            if form.get("subject_token") != [OWN_TOKEN]:
                return 400, _invalid("This token was not given to a workflow.")
            kind = "urn:ietf:params:oauth:token-type:access_token"
            return 200, self._bearer() | {"issued_token_type": kind}
        return self._exchange(form)

    def _exchange(self, form: Mapping[str, list[str]]) -> tuple[int, dict[str, Any]]:
        if form.get("grant_type") != [JWT_BEARER]:
            return 400, {"error": "unsupported_grant_type"}
        public = (
            _key()
            .public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
        try:
            claims = _claims(form["assertion"][0], public)
        except ValueError:
            return 400, _invalid("Invalid JWT Signature.")
        if self.revoked or claims["iss"] != BOT:
            return 400, _invalid("Invalid grant: account not found")
        return 200, self._bearer()

    def _bearer(self) -> dict[str, Any]:
        return {"access_token": self._new(), "expires_in": 3600, "token_type": "Bearer"}

    def _new(self) -> str:
        token = f"simulated-{next(self.numbers)}"
        self.given.add(token)
        return token


def _claims(assertion: str, public: bytes) -> Mapping[str, Any]:
    decode: Callable[..., Mapping[str, Any]] = jwt.decode
    return decode(assertion, certs=public)


def _invalid(why: str) -> dict[str, str]:
    return {"error": "invalid_grant", "error_description": why}
