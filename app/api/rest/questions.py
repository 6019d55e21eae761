"""What a check may be asked, by body or by query."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.inputs import Asked
from app.domain.splitting import split_list
from app.domain.states import Audience

MOST_DRUGS = 100
# Longer names are not looked up; far longer ones are not even a question.
MOST_SIGNS = 20_000

Words = Annotated[str, Field(min_length=1, max_length=MOST_SIGNS)]


class DrugIn(BaseModel):
    """A name, or a code of a system (`rxnorm`, `atc`, `unii`, `ndc`); with the last day taken."""

    model_config = ConfigDict(extra="forbid")

    name: Words | None = None
    system: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    code: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    stopped_on: date | None = None

    @model_validator(mode="after")
    def _name_or_code(self) -> Self:
        coded = self.system is not None and self.code is not None
        partly = (self.system is None) != (self.code is None)
        if partly or coded == (self.name is not None):
            raise ValueError("give either `name`, or `system` and `code`")
        return self

    def asked(self) -> Asked:
        """The question to the resolver."""
        stopped = self.stopped_on.isoformat() if self.stopped_on is not None else None
        return Asked(self.name, self.system, self.code, stopped)


DrugsIn = Annotated[list[Words | DrugIn], Field(max_length=MOST_DRUGS)]


class CheckIn(BaseModel):
    """`drugs` are checked; `current` are already taken. At most 100 of both together."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"drugs": ["Klonopin 0.5 mg tab", "oxycodone HCl", "unobtainium"]}]
        },
    )

    drugs: Annotated[DrugsIn, Field(min_length=1)]
    current: DrugsIn = []
    conditions: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=400)]], Field(max_length=MOST_DRUGS)
    ] = []
    policy: str = Field("default", max_length=60)
    audience: Audience = Audience.PROFESSIONAL
    accept_corrections: bool = False
    strict: bool = False

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        if len(self.drugs) + len(self.current) > MOST_DRUGS:
            raise ValueError(f"at most {MOST_DRUGS} drugs, current ones included")
        return self


def asked_of(drugs: list[str | DrugIn]) -> tuple[Asked, ...]:
    """Each element as a question to the resolver."""
    return tuple(Asked(name=one) if isinstance(one, str) else one.asked() for one in drugs)


class CheckQuery(BaseModel):
    """A check as an address. What is repeated or has commas between is a list."""

    model_config = ConfigDict(extra="forbid")

    drugs: list[str] = Field([], description="Names with commas between")
    drug: list[str] = Field([], description="One name, commas and all; may be repeated")
    current: list[str] = Field([], description="Already taken; commas between, or repeated")
    conditions: list[str] = Field([], description="Of the person; commas between, or repeated")
    policy: str = Field("default", description="`default`, `quiet`, `everything`, or a site's own")
    audience: Audience = Field(Audience.PROFESSIONAL, description="Whom `message` speaks to")
    accept_corrections: bool = Field(
        False, description="Take the nearest correction of a misspelt name; the answer says so"
    )
    strict: bool = Field(False, description="422 if anything is not resolved")

    def question(self) -> CheckIn:
        """The question in the shape of a body. Raises pydantic's ValidationError."""
        return CheckIn(
            drugs=[*_listed(self.drugs), *self.drug],
            current=list(_listed(self.current)),
            conditions=_listed(self.conditions),
            policy=self.policy,
            audience=self.audience,
            accept_corrections=self.accept_corrections,
            strict=self.strict,
        )


def _listed(texts: list[str]) -> list[str]:
    return [part for text in texts for part in split_list(text)]
