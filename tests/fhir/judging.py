"""What `fhir.resources` says of a resource, and what it does not look at."""

import re
from typing import Any

from fhir.resources import get_fhir_model_class as class_of_r5
from fhir.resources.R4B import get_fhir_model_class as class_of_r4
from pydantic import ValidationError

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_PARTS = (
    "indication", "contraindication", "interaction", "undesirableEffect", "warning",
)  # fmt: skip


def problems(resource: Any, version: str) -> list[str]:
    """What is wrong with a resource: its structure, its id, and the invariant cud-1."""
    class_of = {"r5": class_of_r5, "r4": class_of_r4}[version]
    try:
        class_of(resource["resourceType"]).model_validate(resource)
    except (ValidationError, KeyError, LookupError) as error:
        return [str(error)[:300]]
    found = [] if _ID.fullmatch(str(resource.get("id", "x"))) else ["id"]
    if resource["resourceType"] == "ClinicalUseDefinition":
        parts = [one for one in _PARTS if one in resource]
        kind = re.sub("[A-Z]", lambda sign: f"-{sign[0].lower()}", parts[0] if parts else "")
        found += [] if len(parts) == 1 and kind == resource["type"] else ["cud-1"]
    return found
