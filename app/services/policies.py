"""A site's own display policy, read from a YAML file in the same terms as the built-in ones."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.errors import RejectedImport
from app.domain.facts import Action, AlertList, EvidenceKind, Severity
from app.domain.interactions.policy import POLICIES, Policy, Step
from app.domain.interactions.result import Display


class _StepIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    display: Display
    reason: str = Field(min_length=1)
    severity: frozenset[Severity] = frozenset()
    action: frozenset[Action] = frozenset()
    evidence: frozenset[EvidenceKind] = frozenset()
    alert_list: AlertList | None = None
    current_only: bool | None = None
    show: bool = True


class _PolicyIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    steps: list[_StepIn] = Field(min_length=1)


def load_policies(file: Path | None) -> dict[str, Policy]:
    """The built-in policies, and the site's own beside them. RejectedImport for a bad file."""
    if file is None:
        return dict(POLICIES)
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        read = _PolicyIn.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RejectedImport([f"{file}: not a readable YAML file ({error})"]) from error
    except ValidationError as error:
        raise RejectedImport(
            [f"{file}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        ) from error
    if read.name in POLICIES:
        raise RejectedImport([f"{file}: '{read.name}' is the name of a built-in policy"])
    steps = tuple(Step(**dict(step)) for step in read.steps)
    return {**POLICIES, read.name: Policy(read.name, steps)}
