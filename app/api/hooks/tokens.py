"""Tokens of the clients that a site trusts. Loaded only where a site lists any.

The list is a file, so that no key is fetched from anywhere: JSON, `{issuer: JWKS}`.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt

from app.api.http.problems import Problem
from app.domain.errors import RejectedImport

_ALGORITHMS = ["ES384", "RS384"]
_REQUIRED = ["iss", "aud", "exp", "iat", "jti"]
_LEEWAY_SECONDS = 30
# So many ids of tokens are remembered, so that one is not sent again before it expires.
_MOST_IDS = 10_000


class Tokens:
    """Checks the token of each call. `file` lists the issuers with their public keys."""

    def __init__(self, file: Path) -> None:
        self._keys = _read(file)
        self._used: dict[tuple[str, str], float] = {}

    def check(self, authorization: str, audiences: list[str]) -> None:
        """Raises Problem (401) unless the header has a token of a trusted issuer for this service,
        which is valid now and was not used before.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused("a bearer token is needed")
        try:
            claims = jwt.decode(
                token,
                self._key(token),
                algorithms=_ALGORITHMS,
                audience=audiences,
                leeway=_LEEWAY_SECONDS,
                options={"require": _REQUIRED},
            )
        except jwt.PyJWTError as error:
            raise _refused(f"the token is not valid ({type(error).__name__})") from error
        self._use_once(str(claims["iss"]), str(claims["jti"]), float(claims["exp"]))

    def _key(self, token: str) -> Any:
        """The key of the issuer that the token names; the signature shows whether it is right."""
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        keys = self._keys.get(issuer if isinstance(issuer, str) else "", {})
        name = jwt.get_unverified_header(token).get("kid")
        if name in keys:
            return keys[name].key
        if name is None and len(keys) == 1:
            return next(iter(keys.values())).key
        raise jwt.InvalidKeyError

    def _use_once(self, issuer: str, name: str, expires: float) -> None:
        now = time.time()
        if len(self._used) >= _MOST_IDS:
            self._used = {key: until for key, until in self._used.items() if until > now}
        if (issuer, name) in self._used:
            raise _refused("this token was used before")
        self._used[issuer, name] = expires + _LEEWAY_SECONDS


def _read(file: Path) -> Mapping[str, Mapping[str | None, jwt.PyJWK]]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {
            issuer: {key.key_id: key for key in jwt.PyJWKSet.from_dict(keys).keys}
            for issuer, keys in content.items()
        }
    except (OSError, ValueError, AttributeError, TypeError, jwt.PyJWTError) as error:
        raise RejectedImport([f"{file}: no list of issuers with their JWKS ({error})"]) from error


def _refused(why: str) -> Problem:
    return Problem(401, "unauthorized", "Unauthorized", f"Nothing was checked: {why}.")
