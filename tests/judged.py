"""A small world of facts, and what the small data files say of one fact in it."""

from pathlib import Path

from app.domain.facts import (
    Citation,
    Citations,
    ClassKind,
    Code,
    Condition,
    ConditionKind,
    Drug,
    DrugClass,
    DrugKind,
    Fact,
    Indication,
    LookAlike,
    Membership,
    Name,
    Product,
    ProductKind,
    Schedule,
)

from tests.small_data import write_data
from tests.verifying.gathering import gather
from tests.verifying.judging import judge_facts
from tests.verifying.outcome import Verdict

CITED: Citations = (Citation("book", "one"),)
YES, NO, WRONG = "confirmed", "not found", "contradicted"

WORLD: list[Fact] = [
    *(Drug(one, one, DrugKind.MEDICATION, "x", CITED) for one in ("alphazol", "betapam")),
    DrugClass("calmer", "calmer", ClassKind.EFFECT, "x", ("soother",), None, CITED),
    DrugClass("rouser", "rouser", ClassKind.EFFECT, "x", (), None, CITED),
    Condition("worry", "worry", ConditionKind.SYMPTOM, "x", ("great worry",), CITED),
    Condition("dread", "dread", ConditionKind.SYMPTOM, "x", (), CITED),
    Condition("gout", "gout", ConditionKind.DISEASE, "x", (), CITED),
]


def judged(folder: Path, *facts: Fact, **changed: str) -> Verdict:
    """What the small files say of the last fact."""
    kinds = {
        Name: "name", Code: "code", Membership: "membership", Indication: ("indication", "non-use"),
        Schedule: "schedule", Product: "product", LookAlike: "look-alike",
    }  # fmt: skip
    kind = kinds[type(facts[-1])]
    verdicts = judge_facts([*WORLD, *facts], gather(write_data(folder, **changed)))
    return [one for one in verdicts if one.kind.startswith(kind)][-1]


def product(slug: str, brand: str, *ingredients: str) -> Product:
    """A brand."""
    return Product(slug, brand, ProductKind.BRAND, ingredients, (), None, None, None, CITED)
