"""What became of cards, as clients report it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.api.clinical.resources import listed, mapping, text
from app.api.hooks.call import malformed
from app.services.feedback import Outcome

REASONS = "urn:materia:override-reasons"
OVERRIDE_REASONS: Sequence[Mapping[str, str]] = [
    {"code": code, "system": REASONS, "display": display}
    for code, display in (
        ("benefit-outweighs", "The benefit outweighs the risk"),
        ("will-monitor", "The patient will be monitored"),
        ("tolerated-before", "The patient has tolerated it before"),
        ("dose-or-time-adjusted", "Dose or time of taking was adjusted"),
        ("does-not-apply", "It does not apply to this patient"),
    )
]
_OUTCOMES = ("accepted", "overridden")
_MOST = 500


def read_feedback(body: Any) -> list[Outcome]:
    """The outcomes of a body. Raises Problem for one that is malformed: then none is counted."""
    given = body.get("feedback") if isinstance(body, Mapping) else None
    if not isinstance(given, list) or not given:
        raise malformed("`feedback` must be a list of outcomes.")
    if len(given) > _MOST:
        raise malformed(f"`feedback` may have at most {_MOST} outcomes.")
    return [_outcome(mapping(one)) for one in given]


def _outcome(given: Mapping[str, Any]) -> Outcome:
    try:
        card = UUID(str(given.get("card")))
    except ValueError as error:
        raise malformed("`card` must be the uuid of a card.") from error
    outcome = given.get("outcome")
    if outcome not in _OUTCOMES:
        raise malformed("`outcome` must be `accepted` or `overridden`.")
    if text(given.get("outcomeTimestamp")) is None:
        raise malformed("`outcomeTimestamp` is required.")
    suggestions = listed(given.get("acceptedSuggestions"))
    if outcome == "accepted" and not all(text(mapping(one).get("id")) for one in suggestions):
        raise malformed("`acceptedSuggestions` must name suggestions by `id`.")
    return Outcome(card.bytes[:4], outcome, _reason(given))


def _reason(given: Mapping[str, Any]) -> str:
    """One of our own reasons. Codes of others and comments are not kept."""
    reason = mapping(mapping(given.get("overrideReason")).get("reason"))
    known = {one["code"] for one in OVERRIDE_REASONS}
    code = reason.get("code")
    return str(code) if reason.get("system") == REASONS and code in known else ""
