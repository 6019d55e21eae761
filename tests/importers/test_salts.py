"""Does a salt go to its base, and stay what is nothing without its other half?"""

import pytest
from app.domain.facts import Drug, DrugKind
from app.domain.names.matching import Identities, slug_of
from app.importers.run import Intake
from app.importers.shared.known import Ingredients, base_of, out_of_brackets, plain_case


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("OXYCODONE HYDROCHLORIDE", "OXYCODONE"),
        ("Betamethasone sodium phosphate", "Betamethasone"),
        ("FERROUS FUMARATE", "FERROUS FUMARATE"), ("Potassium chloride", "Potassium chloride"),
        ("CALCIUM CHLORIDE DIHYDRATE", "CALCIUM CHLORIDE"),
        ("Dimethyl fumarate", "Dimethyl fumarate"),
        ("BENZYL BENZOATE", "BENZYL BENZOATE"), ("MAGNESIUM CITRATE", "MAGNESIUM CITRATE"),
        ("AMOXICILLIN, UNSPECIFIED FORM", "AMOXICILLIN"),
        ("Tenofovir disoproxil", "Tenofovir disoproxil"),
        ("Sodium", "Sodium"), ("clozapine", "clozapine"),
        ("LITHIUM CARBONATE", "LITHIUM CARBONATE"),
        ("DICLOFENAC SODIUM ANHYDROUS", "DICLOFENAC"), ("", ""),
    ],
)  # fmt: skip
def test_the_base_of_a_salt(name: str, base: str) -> None:
    assert base_of(name) == base


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("FLUOXETINE (FLUOXETINE HYDROCHLORIDE)", ("FLUOXETINE", "FLUOXETINE HYDROCHLORIDE")),
        ("POTASSIUM (POTASSIUM CHLORIDE)", ("POTASSIUM CHLORIDE", "POTASSIUM CHLORIDE")),
        ("EPTACOG ALFA (ACTIVATED)", ("EPTACOG ALFA", "EPTACOG ALFA")),
        ("VALPROIC ACID (DIVALPROEX SODIUM)", ("VALPROIC ACID", "VALPROIC ACID")),
        ("CODEINE", ("CODEINE", "CODEINE")),
    ],
)
def test_what_stands_in_brackets(name: str, told: tuple[str, str]) -> None:
    assert out_of_brackets(name) == told


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("TIRZEPATIDE", "tirzepatide"),
        ("Coal tar", "coal tar"),
        ("N,N-Dimethylglycine",) * 2,
        ("", ""),
    ],
)
def test_a_name_in_a_sentence(name: str, plain: str) -> None:
    assert plain_case(name) == plain


def test_a_salt_that_is_known_by_itself_is_not_its_base() -> None:
    intake = Intake()
    for slug in ("estradiol", "estradiol-valerate"):
        thing = Drug(slug, slug.replace("-", " "), DrugKind.MEDICATION, "", ())
        intake.known.drugs.learn(thing, (thing.name,))
    found = Ingredients(intake)
    assert found.find("ESTRADIOL VALERATE", ()) == "estradiol-valerate"
    assert found.find("ESTRADIOL CYPIONATE", ()) == "estradiol"
    assert [(one.drug, one.text) for one in found.facts()] == [("estradiol", "estradiol cypionate")]


def test_a_salt_that_comes_first_makes_its_base() -> None:
    intake = Intake()
    found = Ingredients(intake)
    drugs = [found.find(one, ()) for one in ("NEWDRUG FUROATE", "Newdrug", "NEWDRUG SODIUM")]
    assert drugs == ["newdrug"] * 3
    assert [one.id for one in intake.mentioned()] == ["newdrug"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("known", "name", "found"),
    [
        # The longest name goes first: what is left of it is another drug.
        (("azilsartan", "azilsartan medoxomil"), "azilsartan medoxomil potassium", 1),
        (("mometasone", "mometasone furoate"), "mometasone furoate monohydrate", 1),
        # A base that is itself the word of a salt stays.
        (("lysine",), "lysine acetate", 0),
        # One half of a salt is another substance than the salt.
        (("zinc",), "zinc gluconate", None),
        (("valproate",), "sodium valproate", 0),
    ],
)
def test_a_salt_is_known_by_the_longest_name_of_its_base(
    known: tuple[str, ...], name: str, found: int | None
) -> None:
    things = [Drug(slug_of(one), one, DrugKind.MEDICATION, "", ()) for one in known]
    known_things: Identities[Drug] = Identities()
    for thing in things:
        known_things.learn(thing, (thing.name,))
    identified = known_things.identify(name)
    assert (identified and identified.id) == (None if found is None else slug_of(known[found]))
