"""Is a name of a data set read as people's words are, and is what is understood no new drug?"""

import pytest
from app.domain.facts import NameKind, Product, ProductKind
from app.domain.knowledge import NameHit
from app.domain.names.recognise import OF_A_CLASS, OF_SEVERAL_THINGS, SEVERAL
from app.importers.run import Intake
from app.importers.shared.known import more_names

from tests.importers.knowing import knows_class, knows_drug
from tests.pharmacopoeia import CITED

_DUO = Product(
    "duo", "Duo", ProductKind.BRAND, ("alphadrug", "betadrug"), (), None, None, None, CITED
)


@pytest.fixture
def knowing(intake: Intake) -> Intake:
    """Two drugs, one with a recorded salt and a brand, a brand of both, a class, and a name that
    two things have.
    """
    knows_drug(intake, "alphadrug", "alphadrug gluconate", "alfadrug")
    knows_drug(intake, "betadrug")
    knows_class(intake, "calmer", "calmers")
    intake.known.curated_products = {"duo": _DUO}
    intake.known.curated_names = {
        "zyp": (NameHit("drug:alphadrug", "Zyp", NameKind.BRAND),),
        "duo": (NameHit("product:duo", "Duo", NameKind.BRAND),),
        "both": tuple(
            NameHit(one, "Both", NameKind.BRAND) for one in ("drug:alphadrug", "drug:betadrug")
        ),
    }
    return intake


@pytest.mark.parametrize(
    "name",
    [
        "Alphadrug (nasal)", "alphadrug topical", "alphadrug oral tablet", "alphadrug gluconate",
        "Zyp", "ZYP tablets", "Alfadrug (Alphadrug)", "Unheard-of (alphadrug)",
    ],
)  # fmt: skip
def test_another_way_to_write_a_drug_is_that_drug(knowing: Intake, name: str) -> None:
    known = set(knowing.known.drugs.things)
    assert knowing.drug(name, CITED) == "alphadrug"
    assert set(knowing.known.drugs.things) == known


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("alphadrug-betadrug", SEVERAL),
        ("alphadrug/betadrug", SEVERAL),
        ("Duo", SEVERAL),
        ("calmers", OF_A_CLASS),
        ("any calmer", OF_A_CLASS),
        ("Both", OF_SEVERAL_THINGS),
    ],
)
def test_what_is_no_single_drug_says_why(knowing: Intake, name: str, reason: str) -> None:
    found = knowing.recognise(name)
    assert (found.drug, found.reason) == (None, reason)


@pytest.mark.parametrize(
    "name",
    ["gammadrug", "alphadrug (pork)", "alphadrug 131", "gammadrug-alphadrug", "alphadrug x"],
)
def test_what_is_not_understood_may_be_a_new_drug(knowing: Intake, name: str) -> None:
    assert (knowing.recognise(name).drug, knowing.recognise(name).reason) == (None, None)
    assert knowing.drug(name, CITED) not in ("alphadrug", "betadrug")


def test_a_route_beside_a_name_is_kept_apart(knowing: Intake) -> None:
    assert knowing.recognise("alphadrug (nasal)").beside == "into the nose"
    assert knowing.recognise("Zyp").beside == ""


def test_a_route_form_becomes_no_name(knowing: Intake) -> None:
    """As a name it would be looked up whole, and its route would not be seen any more."""
    assert list(more_names(knowing, "alphadrug", ["alphadrug topical"], CITED)) == []


def test_a_name_that_is_understood_as_another_drug_is_no_name(knowing: Intake) -> None:
    assert list(more_names(knowing, "betadrug", ["Zyp tablets", "Duo"], CITED)) == []
    assert knowing.conflict_count == 2
