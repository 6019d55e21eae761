"""OperationOutcome: how everything that goes wrong, or was not understood, is said in FHIR."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from app.api.http.problems import Problem

MEDIA_TYPE = "application/fhir+json; charset=utf-8"
_ENCODER = msgspec.json.Encoder()
# What the layers outside refuse, in the codes of FHIR.
_CODES = {
    404: "not-found", 405: "not-supported", 406: "not-supported", 413: "too-long",
    414: "too-long", 415: "not-supported", 429: "throttled", 500: "exception", 503: "transient",
}  # fmt: skip


class Refused(Exception):
    """Raised by a question, answered as an OperationOutcome. `code` is one of FHIR's."""

    def __init__(self, status: int, code: str, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status, self.code, self.why = status, code, why
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def issue(severity: str, code: str, diagnostics: str) -> dict[str, Any]:
    """One issue."""
    return {"severity": severity, "code": code, "diagnostics": diagnostics}


def outcome(*issues: dict[str, Any]) -> dict[str, Any]:
    """An OperationOutcome with these issues."""
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def write(resource: Mapping[str, Any]) -> bytes:
    """A resource as JSON."""
    return _ENCODER.encode(resource)


def respond(
    resource: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A resource as an answer."""
    return Response(write(resource), status, headers, media_type=MEDIA_TYPE)


def refusal(refused: Refused) -> Response:
    """The refusal as an answer."""
    found = outcome(issue("error", refused.code, f"{refused.why}. Nothing was answered."))
    return respond(found, refused.status, {"Cache-Control": "no-store", **refused.headers})


def refusal_of(problem: Problem, headers: Mapping[str, str]) -> Response:
    """What the layers around refuse; a body that does not fit is 400."""
    status = 400 if problem.status == 422 else problem.status
    code = _CODES.get(status, "invalid")
    found = outcome(issue("error", code, f"{problem.title}. {problem.detail}"))
    return respond(found, status, {"Cache-Control": "no-store", **headers})
