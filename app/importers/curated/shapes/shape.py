"""What all seed shapes share: short texts, slugs, keys and the citation that every fact needs."""

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)

from app.domain.facts import Citations
from app.importers.curated.cites import read_cites

_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"

Slug = Annotated[str, StringConstraints(pattern=f"^{_SLUG}$", max_length=80)]
KeyText = Annotated[
    str, StringConstraints(pattern=f"^(?:drug|class|condition|therapy):{_SLUG}$", max_length=90)
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# What an editor may complete and check; the reader knows better which sources there are.
_Line = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+ (?:\d+\.\d+\.\d+|§ \S.*)$")]
_Lines = Annotated[list[_Line], Field(min_length=1)]


def _read_cites(value: Any, info: ValidationInfo) -> Citations:
    return read_cites(value, info.context)


Cite = Annotated[
    Citations,
    BeforeValidator(_read_cites, json_schema_input_type=_Line | _Lines),
    Field(
        description="Where it stands: `source-id 2.1.3` (section, paragraph, sentence) "
        "or `source-id § Section`."
    ),
]


class Shape(BaseModel):
    """Unknown keys are mistakes. The text below a field is what an editor says of it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Cited(Shape):
    cite: Cite
