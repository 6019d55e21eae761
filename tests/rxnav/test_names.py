"""From names to RxCUIs and back, with curated facts alone and with RxNorm imported."""

import re
from typing import Any

import pytest
from app.domain.facts import Term
from app.index.rxnorm import in_rxnorm_units
from app.services.rxnorm import is_of_brand
from fastapi.testclient import TestClient

from tests.rxnav.asking import ask

SEVEN = ["rxcui", "name", "synonym", "tty", "language", "suppress", "umlscui"]


def ids(client: TestClient, question: str) -> list[str]:
    """The RxCUIs of a name or code."""
    found = ask(client, f"rxcui?{question}")
    assert list(found) == ["idGroup"]
    found_ids: list[str] = found["idGroup"].get("rxnormId", [])
    assert found["idGroup"] == ({"rxnormId": found_ids} if found_ids else {})
    return found_ids


def grouped(groups: Any) -> dict[str, list[str]]:
    """The RxCUIs of each type; an empty group has no more than its type."""
    found = {}
    for group in groups:
        concepts = group.get("conceptProperties")
        assert concepts != [] and next(iter(group)) == "tty"
        for concept in concepts or ():
            assert list(concept) == SEVEN and concept["tty"] == group["tty"]
        found[group["tty"]] = [concept["rxcui"] for concept in concepts or ()]
    return found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("name=clona", ["2598"]),
        ("name=CLONA", ["2598"]),
        ("name=Calmex", ["2598"]),
        ("name=OxyPlus", ["777001"]),
        ("name=oxy+plus", ["777001"]),
        ("name=Calmex+0.5+MG+tablet", ["777003"]),
        ("name=clona+chloride", ["2598"]),
        ("name=Twin", ["1191", "7804"]),
        ("name=unobtainium", []),
        ("name=", []),
        ("name=opiates", []),
        ("name=lonely", []),
        ("name=clona+sodium&search=0", []),
        ("name=clona+sodium&search=1", ["2598"]),
        ("name=clona+sodium&search=2", ["2598"]),
        ("name=klona&search=2", []),
        ("name=klona&search=9", ["2598"]),
        ("name=clona&allsrc=1&srclist=ALL", ["2598"]),
        ("idtype=ATC&id=n03ae01", ["2598"]),
        ("idtype=ndc&id=55555013601", ["777002"]),
        ("idtype=NDC&id=55555-136-01", ["777002"]),
        ("idtype=NDC&id=00000000000", []),
        ("idtype=UNII_CODE&id=0000000000", []),
    ],
)
def test_a_name_or_code_has_its_rxcuis(rxnav: TestClient, question: str, found: list[str]) -> None:
    assert ids(rxnav, question) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("name=clona", ["2598"]),
        ("name=calmex", ["2699"]),
        ("name=calmex&search=1", ["2699"]),
        ("name=clona+hydrochloride", ["2599"]),
        ("name=clona&search=1", ["2598", "2599"]),
        ("name=clona&search=2", ["2598"]),
        ("name=clona+0.5+MG+Oral+Tablet+[Calmex]", ["302"]),
        ("name=clona+0.5+MG", ["300"]),
        ("name=Oral+Tablet", ["400"]),
        ("name=clona+9+MG+Oral+Tablet", []),
        ("idtype=NDC&id=55555013699", ["302"]),
    ],
)
def test_rxnorm_tells_more(imported: TestClient, question: str, found: list[str]) -> None:
    assert ids(imported, question) == found


def test_a_rxcui_has_its_name(rxnav: TestClient) -> None:
    assert ask(rxnav, "rxcui/2598") == {"idGroup": {"name": "clona"}}
    assert ask(rxnav, "rxcui/987654") == {"idGroup": {}}


PROPERTIES = {
    "2598": ("clona", "IN"), "777001": ("OxyPlus", "BN"), "777002": ("clona 0.5 MG tablet", "SCD"),
    "777003": ("Calmex 0.5 MG tablet", "SBD"), "777004": ("oxy & <asp> drops", "SBDC"),
}  # fmt: skip


@pytest.mark.parametrize("rxcui", PROPERTIES)
def test_properties_have_seven_texts_in_order(rxnav: TestClient, rxcui: str) -> None:
    found = ask(rxnav, f"rxcui/{rxcui}/properties")["properties"]
    name, term_type = PROPERTIES[rxcui]
    assert list(found) == SEVEN
    assert list(found.values()) == [rxcui, name, "", term_type, "ENG", "N", ""]


def test_properties_of_rxnorm_are_its_own(imported: TestClient) -> None:
    found = ask(imported, "rxcui/302/properties")["properties"]
    assert found["synonym"] == "Calmex 0.5 MG Tab"
    assert found["name"] == "clona 0.5 MG Oral Tablet [Calmex]"
    assert ask(imported, "rxcui/303/properties")["properties"]["suppress"] == "O"


def test_nothing_is_said_of_a_rxcui_that_is_not_known(rxnav: TestClient) -> None:
    assert ask(rxnav, "rxcui/987654/properties") == {}
    assert ask(rxnav, "rxcui/987654/allProperties") == {}
    assert ask(rxnav, "rxcui/987654/related?tty=IN") == {
        "relatedGroup": {"rxcui": None, "conceptGroup": [{"tty": "IN"}]}
    }
    assert ask(rxnav, "rxcui/987654/ndcs") == {"ndcGroup": {"rxcui": None, "ndcList": {}}}


def test_a_product_is_related_to_its_ingredients(rxnav: TestClient) -> None:
    found = ask(rxnav, "rxcui/777001/related?tty=SBD+IN")["relatedGroup"]
    assert list(found) == ["rxcui", "conceptGroup"] and found["rxcui"] is None
    assert list(grouped(found["conceptGroup"]).items()) == [("IN", ["1191", "7804"]), ("SBD", [])]


def test_an_ingredient_is_related_to_its_products(rxnav: TestClient) -> None:
    found = ask(rxnav, "rxcui/2598/related?tty=sbd%20SCD")["relatedGroup"]
    assert grouped(found["conceptGroup"]) == {"SBD": ["777003"], "SCD": ["777002"]}


AROUND = {
    "2598": {"BN": ["2699"], "PIN": ["2599"], "SBD": ["777003", "302"], "SCDC": ["300"],
             "SCD": ["301", "777002"], "DF": ["400"]},
    "2699": {"IN": ["2598", "7804"], "SBD": ["302"], "SCD": ["301"], "DF": ["400"]},
    "302": {"IN": ["2598"], "BN": ["2699"], "SCD": ["301"], "SCDC": ["300"], "DF": ["400"]},
    "301": {"IN": ["2598"], "BN": ["2699"], "SBD": ["302"], "SCDC": ["300"], "DF": ["400"]},
    "2599": {"IN": ["2598"]},
    "777003": {"IN": ["2598"]},
}  # fmt: skip


@pytest.mark.parametrize("rxcui", AROUND)
def test_links_of_rxnorm_lead_around(imported: TestClient, rxcui: str) -> None:
    group = ask(imported, f"rxcui/{rxcui}/allrelated")["allRelatedGroup"]
    assert list(group) == ["rxcui", "conceptGroup"] and group["rxcui"] == ""
    found = grouped(group["conceptGroup"])
    assert list(found) == [
        "BN", "BPCK", "DF", "DFG", "GPCK", "IN", "MIN", "PIN",
        "SBD", "SBDC", "SBDF", "SBDG", "SCD", "SCDC", "SCDF", "SCDG",
    ]  # fmt: skip
    assert {tty: some for tty, some in found.items() if some} == AROUND[rxcui]


@pytest.mark.parametrize(
    ("rela", "found"),
    [
        ("tradename_of", {"IN": ["2598", "7804"]}),
        ("TRADENAME_OF+isa", {"IN": ["2598", "7804"]}),
        ("has_tradename", {}),
        ("ingredient_of", {"SBD": ["302"]}),
        ("tradename_of+ingredient_of", {"IN": ["2598", "7804"], "SBD": ["302"]}),
    ],
)
def test_a_relation_is_read_from_left_to_right(
    imported: TestClient, rela: str, found: dict[str, list[str]]
) -> None:
    group = ask(imported, f"rxcui/2699/related?rela={rela}")["relatedGroup"]
    assert grouped(group["conceptGroup"]) == found


def products(client: TestClient, name: str) -> dict[str, list[str]]:
    """The products of a name."""
    group = ask(client, f"drugs?name={name}")["drugGroup"]
    assert list(group) == ["name", "conceptGroup"] and group["name"] is None
    return grouped(group["conceptGroup"])


def test_a_name_has_its_products(rxnav: TestClient, imported: TestClient) -> None:
    found = products(rxnav, "clona")
    assert found == {"BPCK": [], "GPCK": [], "SBD": ["777003"], "SCD": ["777002"]}
    assert list(found) == ["BPCK", "GPCK", "SBD", "SCD"]
    assert products(imported, "Calmex") == {"BPCK": [], "SBD": ["302"]}
    assert products(imported, "clona")["SCD"] == ["301", "777002"]
    assert products(imported, "clona+0.5+MG+Oral+Tablet")["SCD"] == ["301"]
    assert ask(rxnav, "drugs?name=unobtainium") == {"drugGroup": {"name": None}}


def test_what_may_have_been_meant_is_scored(rxnav: TestClient) -> None:
    group = ask(rxnav, "approximateTerm?term=clona&maxEntries=2")["approximateGroup"]
    assert list(group) == ["inputTerm", "candidate"] and group["inputTerm"] is None
    first = group["candidate"][0]
    assert first == {
        "rxcui": "2598", "rxaui": "", "score": "100", "rank": "1", "name": "clona",
        "source": "MATERIA",
    }  # fmt: skip
    assert list(first) == ["rxcui", "rxaui", "score", "rank", "name", "source"]


def test_scores_are_whole_numbers_that_fall(imported: TestClient) -> None:
    found = ask(imported, "approximateTerm?term=calmx")["approximateGroup"]["candidate"]
    scores = [int(one["score"]) for one in found]
    assert scores == sorted(scores, reverse=True) and scores[0] < 100
    assert (found[0]["rxcui"], found[0]["source"]) == ("2699", "RXNORM")
    ranks = [int(one["rank"]) for one in found]
    assert ranks[0] == 1 and ranks == sorted(ranks)


def test_a_drug_with_a_strength_beside_it_is_found(rxnav: TestClient) -> None:
    found = ask(rxnav, "approximateTerm?term=clona+7+mg+tab")["approximateGroup"]["candidate"]
    assert next((one["rxcui"], one["score"]) for one in found) == ("2598", "90")


def test_nothing_near_is_no_candidate(rxnav: TestClient) -> None:
    assert ask(rxnav, "approximateTerm?term=qqqqqqqq") == {"approximateGroup": {"inputTerm": None}}


def test_spellings_are_suggested(rxnav: TestClient) -> None:
    group = ask(rxnav, "spellingsuggestions?name=calmx")["suggestionGroup"]
    assert list(group) == ["name", "suggestionList"] and group["name"] is None
    assert group["suggestionList"]["suggestion"][0] == "calmex"
    assert ask(rxnav, "spellingsuggestions?name=qqqqqqqq") == {
        "suggestionGroup": {"name": None, "suggestionList": {}}
    }


def test_names_complete_what_is_typed(rxnav: TestClient) -> None:
    terms = ask(rxnav, "displaynames")["displayTermsList"]["term"]
    assert {"clona", "Calmex", "OxyPlus"} <= set(terms)
    assert "opiate" not in terms and "clona 0.5 MG tablet" not in terms
    assert terms == sorted(terms, key=lambda text: (text.casefold(), text))


@pytest.mark.parametrize("brand", ["Calmex", "calmex"])
def test_a_brand_has_its_own_products_and_no_others(
    rxnav: TestClient, imported: TestClient, brand: str
) -> None:
    assert products(rxnav, brand) == {"BPCK": [], "SBD": ["777003"]}
    assert products(imported, brand) == {"BPCK": [], "SBD": ["302"]}
    # Of a brand without products of its own, none of the ingredient's are listed.
    assert products(rxnav, "OxyPlus") == {"BPCK": [], "SBD": []}


@pytest.mark.parametrize(
    ("name", "brand", "own"),
    [
        ("acetaminophen 500 MG Oral Tablet [Tylenol]", "Tylenol", True),
        ("acetaminophen 500 MG Oral Tablet [Tylenol PM]", "Tylenol", False),
        ("Tylenol 500 MG tablet", "TYLENOL", True),
        ("Tylenol PM 500 MG tablet", "Tylenol", False),
        ("Endocet 5 MG/325 MG tablet", "Tylenol", False),
        ("Tylenol", "Tylenol", False),
    ],
)
def test_a_product_is_of_the_brand_in_its_name(name: str, brand: str, own: bool) -> None:
    assert is_of_brand(Term("1", "SBD", name, "", False, False), brand) is own


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("clonazepam 0.5 mg oral tablet", "clonazepam 0.5 MG Oral Tablet"),
        ("Endocet 2.5 mg/325 mg tablet", "Endocet 2.5 MG/325 MG tablet"),
        ("oxycodone 20 mg/mL oral solution", "oxycodone 20 MG/ML Oral Solution"),
        ("a 10 mg/5 ml syrup", "a 10 MG/5 ML syrup"),
        ("a 5mg tablet", "a 5 MG tablet"),
        ("vitamin b12 mg salt", "vitamin b12 mg salt"),
        ("50 MG Oral Tablet [Diflucan]", "50 MG Oral Tablet [Diflucan]"),
    ],
)
def test_strengths_are_written_as_rxnorm_writes_them(written: str, read: str) -> None:
    assert in_rxnorm_units(written) == read


def test_no_product_of_the_seed_has_a_unit_in_small_letters(client: TestClient) -> None:
    for name in ("clonazepam", "oxycodone", "ibuprofen", "Endocet", "warfarin"):
        found = ask(client, f"drugs?name={name}")["drugGroup"]["conceptGroup"]
        for group in found:
            for one in group.get("conceptProperties", ()):
                assert not re.search(r"\d ?(?:mg|ml|g|mcg)\b", one["name"]), one["name"]


@pytest.mark.parametrize(
    ("brand", "some"),
    [("Tylenol", "Tylenol"), ("Endocet", "Endocet"), ("Advil", None), ("Klonopin", None)],
)
def test_a_brand_of_the_seed_lists_nobody_elses(
    client: TestClient, brand: str, some: str | None
) -> None:
    groups = ask(client, f"drugs?name={brand}")["drugGroup"]["conceptGroup"]
    assert [group["tty"] for group in groups] == ["BPCK", "SBD"]
    names = [one["name"] for group in groups for one in group.get("conceptProperties", ())]
    assert all(brand in name for name in names), names
    assert names or some is None
