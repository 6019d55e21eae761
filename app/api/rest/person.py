"""The person of a check, as a body has it. Only a body: an address is written into logs."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from app.domain.facts import ChildPugh, KidneyUnit
from app.domain.interactions.person import (
    AllergySeverity,
    Creatinine,
    Person,
    Pregnant,
    Sex,
    StatedAllergy,
    StatedGene,
)

# More of each than anybody has; every one is compared with every drug.
MOST_ALLERGIES, MOST_GENES, MOST_CONDITIONS = 50, 50, 100
# Twice the oldest, the heaviest and the highest that was ever measured.
_OLDEST, _HEAVIEST, _HIGHEST_RATE, _HIGHEST_CREATININE = 130, 700, 300, 10_000
_LAST_WEEK = 45

_Words = Annotated[str, Field(min_length=1, max_length=400)]
# No number is read from a text or from true and false.
_Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
_Rate = Annotated[_Number, Field(ge=0, le=_HIGHEST_RATE)]


class PersonPart(BaseModel):
    """Refuses fields that it does not know without repeating them: they may say who it is."""

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, given: Any) -> Any:
        if isinstance(given, dict) and not given.keys() <= cls.model_fields.keys():
            raise ValueError(f"a field that is none of: {', '.join(cls.model_fields)}")
        return given


class PregnancyIn(PersonPart):
    """A pregnancy by its completed weeks."""

    weeks: Annotated[int, Field(strict=True, ge=0, le=_LAST_WEEK)]


class CreatinineIn(PersonPart):
    """Creatinine in serum. It is never turned into an eGFR or a clearance."""

    value: Annotated[_Number, Field(gt=0, le=_HIGHEST_CREATININE)]
    unit: Literal["mg/dL", "µmol/L", "umol/L"]


class AllergyIn(PersonPart):
    """What is not tolerated, and what happened."""

    name: _Words
    reaction: _Words | None = None
    severity: AllergySeverity | None = None


class PersonIn(PersonPart):
    """Who takes the drugs. What is not given is unknown, never normal; `would_ask` of the answer
    names what would have decided something. Nothing of it is logged or kept.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"age": 71, "egfr": 38, "allergies": ["penicillin"], "conditions": ["gout"]}
            ]
        }
    )

    age: Annotated[_Number, Field(ge=0, le=_OLDEST)] | None = Field(None, description="In years")
    sex: Sex | None = None
    weight_kg: Annotated[_Number, Field(gt=0, le=_HEAVIEST)] | None = None
    pregnancy: StrictBool | Literal["planned"] | PregnancyIn | None = Field(
        None, description="`true`, `false`, `planned`, or `weeks` completed"
    )
    breastfeeding: StrictBool | None = None
    egfr: _Rate | None = Field(None, description="In mL/min/1.73 m²")
    creatinine: CreatinineIn | None = None
    creatinine_clearance: _Rate | None = Field(None, description="In mL/min")
    liver: ChildPugh | None = Field(None, description="Class of Child-Pugh")
    allergies: Annotated[list[_Words | AllergyIn], Field(max_length=MOST_ALLERGIES)] | None = None
    genes: Annotated[dict[str, str], Field(max_length=MOST_GENES)] | None = Field(
        None,
        description="Each gene with its phenotype or diplotype: `poor metabolizer`, `*4/*4`",
        examples=[{"CYP2D6": "poor metabolizer"}],
    )
    conditions: Annotated[list[_Words], Field(max_length=MOST_CONDITIONS)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_genes(cls, given: Any) -> Any:
        """A gene's name would stand in the place of a mistake: so it is judged here."""
        genes = given.get("genes") if isinstance(given, dict) else None
        if isinstance(genes, dict) and not all(map(_is_gene, genes.items())):
            raise ValueError(
                "genes: each must be a name of 1 to 40 signs with a text of 1 to 200 signs"
            )
        return given

    def person(self) -> Person:
        """The person in the shape of the engine."""
        pregnant, week = _pregnancy(self.pregnancy)
        return Person(
            age=self.age,
            sex=self.sex,
            weight_kg=self.weight_kg,
            pregnant=pregnant,
            week=week,
            breastfeeding=self.breastfeeding,
            egfr=self.egfr,
            creatinine=None if self.creatinine is None else _creatinine(self.creatinine),
            creatinine_clearance=self.creatinine_clearance,
            liver=self.liver,
            allergies=None if self.allergies is None else tuple(map(_allergy, self.allergies)),
            genes=tuple(StatedGene(*one) for one in sorted((self.genes or {}).items())),
            conditions=None if self.conditions is None else tuple(self.conditions),
        )


def _is_gene(gene: tuple[Any, Any]) -> bool:
    name, result = gene
    return isinstance(result, str) and 1 <= len(name) <= 40 and 1 <= len(result) <= 200


def _pregnancy(given: bool | str | PregnancyIn | None) -> tuple[Pregnant | None, int | None]:
    if given is None:
        return None, None
    if isinstance(given, PregnancyIn):
        return Pregnant.YES, given.weeks
    if isinstance(given, str):
        return Pregnant.PLANNED, None
    return (Pregnant.YES if given else Pregnant.NO), None


def _creatinine(given: CreatinineIn) -> Creatinine:
    milligrams = given.unit == "mg/dL"
    unit = KidneyUnit.MG_PER_DECILITRE if milligrams else KidneyUnit.MICROMOL_PER_LITRE
    return Creatinine(given.value, unit)


def _allergy(given: str | AllergyIn) -> StatedAllergy:
    if isinstance(given, str):
        return StatedAllergy(given)
    return StatedAllergy(given.name, given.reaction, given.severity)
