"""What a site may change: words of severity, the disclaimer, links; and long answers."""

from dataclasses import replace

import pytest
from app.api.rxnav.sources import ONC_HIGH_PAIRS
from app.domain.facts import Citation, Fact, Severity
from app.importers.source import DataSet
from fastapi.testclient import TestClient

from tests.api.calling import serving
from tests.pharmacopoeia import RULES, drug
from tests.rxnav.asking import DRUG, LIST, ask
from tests.rxnav.conftest import Serve, code, curated, fill

EVERYTHING = "2598+3322+7804+11289+1191"


def severities(client: TestClient, rxcuis: str = EVERYTHING) -> dict[str, dict[str, str]]:
    """By group and pair of drugs, the word of severity."""
    found: dict[str, dict[str, str]] = {}
    for one in ask(client, f"interaction/list?rxcuis={rxcuis}")["fullInteractionTypeGroup"]:
        words = found.setdefault(one["sourceName"], {})
        for pair in (
            pair for full in one["fullInteractionType"] for pair in full["interactionPair"]
        ):
            ids = sorted(c["sourceConceptItem"]["id"] for c in pair["interactionConcept"])
            words[" ".join(ids)] = pair["severity"]
    return found


def test_by_default_the_old_words_are_used(rxnav: TestClient) -> None:
    assert severities(rxnav) == {
        "Materia": {
            "asp warf": "high", "clona oxy": "high", "diaza oxy": "high", "asp diaza": "high",
            "clona diaza": "N/A", "clona warf": "N/A",
        },
        "ONCHigh": {"asp warf": "high"},
        "bookworm": {"asp diaza": "high", "clona warf": "N/A"},
    }  # fmt: skip


def test_a_site_may_have_the_words_of_the_sources(serve: Serve) -> None:
    assert severities(serve(rxnav_severity="native")) == {
        "Materia": {
            "asp warf": "contraindicated", "clona oxy": "major", "diaza oxy": "major",
            "asp diaza": "major", "clona diaza": "moderate", "clona warf": "moderate",
        },
        "ONCHigh": {"asp warf": "contraindicated"},
        "bookworm": {"asp diaza": "serious", "clona warf": "severe"},
    }  # fmt: skip


def test_a_site_may_say_its_own_disclaimer(serve: Serve, rxnav: TestClient) -> None:
    for address in ("interaction/list?rxcuis=2598", "interaction/sources", "interaction/version"):
        assert ask(serve(rxnav_disclaimer="Ask ward 7."), address)["nlmDisclaimer"] == "Ask ward 7."
        assert "unknown does not mean harmless" in ask(rxnav, address)["nlmDisclaimer"]


@pytest.mark.parametrize("address", ["https://m.example", "https://m.example/"])
def test_links_are_whole_addresses_where_a_site_says_its_own(serve: Serve, address: str) -> None:
    client = serve(public_url=address)
    (one,) = ask(client, "interaction/list?rxcuis=2598+3322")["fullInteractionTypeGroup"]
    (pair,) = one["fullInteractionType"][0]["interactionPair"]
    urls = [concept["sourceConceptItem"]["url"] for concept in pair["interactionConcept"]]
    assert urls == ["https://m.example/drugs/clona", "https://m.example/drugs/diaza"]
    assert client.get(urls[0].removeprefix("https://m.example")).status_code == 200


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The drawing with one rule as the published list tells it, and 2,500 drugs more that bleed."""
    folder = tmp_path_factory.mktemp("changed")
    (rule,) = (one for one in RULES if one.id == "bleeder-bleeder")
    cited = (Citation("book", "Table 2, item 31"), Citation("phansalkar-2012", "Table 2, item 21"))

    def read(*_: object) -> list[Fact]:
        told = [one for one in curated((), None) if one != rule]  # type: ignore[arg-type]
        told.append(replace(rule, citations=cited, severity=Severity.MODERATE))
        told.append(replace(told[0], id="phansalkar-2012"))  # type: ignore[type-var]
        for n in range(2_500):
            told += [drug(f"bleed{n}"), code(f"drug:bleed{n}", str(500_000 + n))]
            told.append(replace(rule, id=f"more-{n}", one="drug:asp", other=f"drug:bleed{n}"))
        return told

    url = f"sqlite:///{folder}/materia.db"
    fill(url, folder, DataSet("drawing", "A drawing", "", "CC0", read, 1))
    return url


def test_the_published_list_speaks_in_its_pairs_of_classes(changed: str) -> None:
    with serving(changed) as client:
        found = ask(client, "interaction/list?rxcuis=1191+11289&sources=ONCHigh")
        (one,) = found["fullInteractionTypeGroup"][0]["fullInteractionType"]
        assert one["interactionPair"][0]["description"] == ONC_HIGH_PAIRS["21"]
        # High for the panel, whatever else is said of it.
        assert severities(client, "1191+11289")["Materia"] == {"asp warf": "high"}


def test_an_answer_of_megabytes_comes_whole_and_in_pieces(changed: str) -> None:
    with serving(changed) as client, client.stream("GET", f"{DRUG}.json?rxcui=1191") as answer:
        assert "content-length" not in answer.headers
        content = answer.read()
        assert 1_000_000 < len(content) < 5_000_000
        found = answer.json()["interactionTypeGroup"]
        assert [len(one["interactionType"][0]["interactionPair"]) for one in found] == [
            2502,
            2501,
            1,
        ]
        whole = client.get(f"{DRUG}.xml?rxcui=1191").text
        assert whole.count("<interactionPair>") == 2502 + 2501 + 1
        assert whole.endswith("</interactiondata>")


def test_a_short_answer_tells_its_length(rxnav: TestClient) -> None:
    answer = rxnav.get(f"{LIST}.json?rxcuis=2598")
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_words_of_the_list_are_pairs() -> None:
    assert len(ONC_HIGH_PAIRS) == 15
    assert all(" - " in words for words in ONC_HIGH_PAIRS.values())


def test_the_recorded_pair_of_the_seed(client: TestClient) -> None:
    found = ask(client, "interaction/interaction?rxcui=88014&sources=ONCHigh")
    (kind,) = found["interactionTypeGroup"][0]["interactionType"]
    assert kind["comment"] == "rizatriptan (88014) is resolved to rizatriptan (88014)"
    told = {
        pair["interactionConcept"][1]["minConceptItem"]["rxcui"]: pair["description"]
        for pair in kind["interactionPair"]
    }
    assert told["8123"] == "Triptans - monoamine oxidase (MAO) inhibitors"


RECORDED = {
    "152923": ("simvastatin 40 MG Oral Tablet [Zocor]", "SBD", ["36567"]),
    "207106": ("fluconazole 50 MG Oral Tablet [Diflucan]", "SBD", ["4450"]),
    "656659": ("bosentan 125 MG Oral Tablet", "SCD", ["75207"]),
    "209459": ("acetaminophen 500 MG Oral Tablet [Tylenol]", "SBD", ["161"]),
    "243670": ("aspirin 81 MG Oral Tablet", "SCD", ["1191"]),
    "1092374": (
        "acetaminophen 33.3 MG/ML / diphenhydramine hydrochloride 1.67 MG/ML [Tylenol PM]",
        "SBDC",
        ["161", "3498"],
    ),
    "1468845": ("bosentan", "PIN", ["75207"]),
    "235743": ("metformin", "PIN", ["6809"]),
}


@pytest.mark.parametrize("rxcui", RECORDED)
def test_the_seed_knows_the_products_of_recorded_questions(client: TestClient, rxcui: str) -> None:
    name, term_type, ingredients = RECORDED[rxcui]
    found = ask(client, f"rxcui/{rxcui}/properties")["properties"]
    assert (found["name"], found["tty"]) == (name, term_type)
    (group,) = ask(client, f"rxcui/{rxcui}/related?tty=IN")["relatedGroup"]["conceptGroup"]
    assert [concept["rxcui"] for concept in group["conceptProperties"]] == ingredients


@pytest.mark.parametrize(
    ("search", "found"), [("0", ["6809"]), ("1", ["235743", "6809"]), ("2", ["6809"])]
)
def test_the_recorded_searches_for_metformin(
    client: TestClient, search: str, found: list[str]
) -> None:
    answer = ask(client, f"rxcui?name=metformin&search={search}")
    assert answer == {"idGroup": {"rxnormId": found}}
