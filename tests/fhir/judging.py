"""What `fhir.resources` says of a resource, what it does not look at, and what pyrofile says."""

import re
from typing import Any

from fhir.resources import get_fhir_model_class as class_of_r5
from fhir.resources.R4B import get_fhir_model_class as class_of_r4
from pydantic import ValidationError
from pyrofile_validator.config import ValidatorConfig
from pyrofile_validator.core.engine import Validator

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


# The judge knows a part of all media types only; FHIR's own is one that may stand here.
_NOT_LISTED = ("CapabilityStatement.format[1]", "application/fhir+json")


class Pyrofile:
    """A judge of R4: structure, required codes and invariants."""

    def __init__(self) -> None:
        config = ValidatorConfig(error_on_unknown_profile=False, allow_unknown_extensions=True)
        self._validator = Validator(config)

    def problems(self, resource: Any) -> list[str]:
        """What it takes for errors. That a reference leads out of the resource is none."""
        found = self._validator.validate_resource(resource).issues
        return [
            f"{one.path}: {one.message}"
            for one in found
            if one.severity.value == "error"
            and not (one.path == _NOT_LISTED[0] and _NOT_LISTED[1] in one.message)
        ]
