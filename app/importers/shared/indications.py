"""Open catalogues of indications: what their categories mean here.

They say that physicians count a use as an indication, and not whether an authority approved it. Of
the statuses `off_label` claims least: the drug is used for it. `approved` would claim an approval,
`investigational` that it is not in use. Curated statements come first anyway (decision 0009).
"""

from dataclasses import dataclass

from app.domain.facts import Citations, CodeSystem, Goal, Indication, Limits, Status, key
from app.domain.names.matching import CodeOf
from app.importers.run import Intake

# Names of the Disease Ontology for what is mostly called otherwise.
_ALSO = {
    "DOID:9074": ("lupus",),
    "DOID:635": ("AIDS",),
    "DOID:332": ("ALS",),
    "DOID:10871": ("age-related macular degeneration",),
    "DOID:11054": ("bladder cancer",),
}


@dataclass(frozen=True, slots=True)
class Use:
    """What a category says. `words` follow the catalogue's name."""

    status: Status
    goal: Goal
    words: str


USES = {
    "DM": Use(
        Status.OFF_LABEL,
        Goal.DISEASE_MODIFYING,
        "counts it as an indication: the drug changes the course of the disease.",
    ),
    "SYM": Use(
        Status.OFF_LABEL,
        Goal.SYMPTOMATIC,
        "counts it as an indication: the drug eases symptoms of the disease.",
    ),
    "NOT": Use(
        Status.NOT_INDICATED,
        Goal.UNKNOWN,
        "looked at the pair and does not count it as an indication.",
    ),
    "": Use(
        Status.OFF_LABEL,
        Goal.UNKNOWN,
        "lists it as an indication; whether it changes the disease or eases it is not told.",
    ),
}
_NOT_STATED = "It does not tell whether the use is approved"


def indication_fact(
    id_: str, drug: str, condition: str, use: Use, who: str, more: str, cited: Citations
) -> Indication:
    """A statement in the catalogue's name; `more` follows the sentence that approval is unknown."""
    approval = "" if use.status is Status.NOT_INDICATED else f" {_NOT_STATED}{more}."
    return Indication(
        id=id_,
        subject=key("drug", drug),
        condition=condition,
        status=use.status,
        goal=use.goal,
        limits=Limits(),
        relieves=(),
        why=f"{who} {use.words}{approval}",
        citations=cited,
    )


def disease(intake: Intake, doid: str, name: str, cited: Citations) -> tuple[str, list[CodeOf]]:
    """The condition of a term of the Disease Ontology, and its code the first time."""
    code = (CodeSystem.DOID, doid)
    condition = intake.condition(name, cited, [code], _ALSO.get(doid, ()))
    return condition, [code] if intake.first(("disease", doid)) else []
