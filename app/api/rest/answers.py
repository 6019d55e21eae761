"""How the API describes its errors to a generated client."""

from typing import Any

from app.api.rest.problems import MEDIA_TYPE


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an operation may answer with; 503 is always one of them."""
    return {
        status: {
            "description": _MEANING[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
        for status in sorted({*statuses, 503})
    }


_MEANING = {
    400: "The question cannot be read",
    404: "Unknown here, with what may have been meant",
    422: "The question does not fit, or nothing of it could be resolved",
    503: "No data is loaded",
}
