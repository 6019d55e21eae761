"""How fast does it answer, beside a bare FastAPI route that answers as many bytes?"""

import json
from collections.abc import Iterator

import pytest

from tests.benchmark.measuring import Client, paired, server

pytestmark = pytest.mark.benchmark
FIVE = json.dumps(
    {"drugs": ["Klonopin 0.5 mg tab", "oxycodone HCl", "wine", "sertraline", "diazepam"]}
)
# Somebody of whom everything is known, and much of it matters to the five.
PERSON = {
    "age": 71, "sex": "female", "weight_kg": 60, "pregnancy": False, "breastfeeding": False,
    "egfr": 38, "creatinine": {"value": 1.4, "unit": "mg/dL"}, "creatinine_clearance": 35,
    "liver": "B", "allergies": ["penicillin"], "genes": {"CYP2D6": "poor metabolizer"},
    "conditions": ["gout"],
}  # fmt: skip
OF_A_PERSON = json.dumps(json.loads(FIVE) | {"person": PERSON})
TWENTY = json.dumps(
    {
        "drugs": [
            "clonazepam", "oxycodone", "alcohol", "sertraline", "diazepam", "fluoxetine",
            "warfarin", "ibuprofen", "aspirin", "tramadol", "amitriptyline", "gabapentin",
            "zolpidem", "lithium", "clozapine", "omeprazole", "methadone", "bupropion",
            "trazodone", "acetaminophen",
        ]
    }
)  # fmt: skip
BRIEF = "/interactions/check?view=brief"

# Clonazepam, oxycodone, sertraline, diazepam, tramadol.
LIST = "/REST/interaction/list.json?rxcuis=2598+7804+36437+3322+10689"
# The clonazepam of a brand in two strengths, and so on to the fifty that were once the limit.
FIFTY = (
    "/REST/interaction/list.json?rxcuis=2598+7804+36437+3322+10689+4493+11289+5640+1191+704+25480"
    "+39993+6448+2626+7646+6813+42347+161+596+6470+6960+10355+7781+32937+2556+321988+39786+72625"
    "+15996+7052+2670+4337+1819+2599+21241+7242+206160+206159+206157+197527+197528+197529+141927"
    "+141928+214003+214004+308047+308048+1049683+1049618"
)


@pytest.fixture(scope="module")
def ours(big_url: str) -> Iterator[int]:
    """Materia on a release of national size."""
    with server("app.main:create_app", MATERIA_DATABASE_URL=big_url, MATERIA_RATE_LIMIT="") as port:
        yield port


@pytest.fixture(scope="module")
def bare(ours: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The bare application, with answers of our sizes, and with some of our answers."""
    folder = tmp_path_factory.mktemp("recorded")
    answers = {
        name: Client(ours, "POST", "/interactions/check", question).once()[1]
        for name, question in (("five", FIVE), ("twenty", TWENTY))
    }
    for name, answer in answers.items():
        (folder / f"{name}.json").write_bytes(answer)
    sizes = {
        **{name: len(answer) for name, answer in answers.items()},
        "brief": len(Client(ours, "POST", BRIEF, FIVE).once()[1]),
        "drug": len(Client(ours, "GET", "/drugs/clonazepam").once()[1]),
        "list": len(Client(ours, "GET", LIST).once()[1]),
    }
    given = {"BARE_SIZES": json.dumps(sizes), "BARE_ANSWERS": str(folder)}
    with server("tests.benchmark.bare:app", **given) as port:
        yield port


def test_a_check_of_five_names(ours: int, bare: int) -> None:
    ratio = paired(
        "check of five names (bars: 0.9 x bare, p99 under 2 x)",
        Client(ours, "POST", "/interactions/check", FIVE),
        Client(bare, "POST", "/check/five", FIVE),
    )
    assert ratio > 0


def test_a_check_of_five_names_beside_its_own_shape(ours: int, bare: int) -> None:
    recorded = Client(bare, "POST", "/check/five/recorded", FIVE)
    assert recorded.once()[1] == Client(ours, "POST", "/interactions/check", FIVE).once()[1]
    ratio = paired(
        "check of five names, beside a bare route with our own model and our recorded answer",
        Client(ours, "POST", "/interactions/check", FIVE),
        recorded,
    )
    assert ratio > 0


def test_a_check_of_five_names_for_a_person(ours: int) -> None:
    ratio = paired(
        "check of five names with a whole person, beside one without (bar: 0.67 x)",
        Client(ours, "POST", "/interactions/check", OF_A_PERSON),
        Client(ours, "POST", "/interactions/check", FIVE),
    )
    assert ratio > 0


def test_a_brief_check_of_five_names(ours: int, bare: int) -> None:
    ratio = paired(
        "brief check of five names (bar: 1.0 x bare)",
        Client(ours, "POST", BRIEF, FIVE),
        Client(bare, "POST", "/check/brief", FIVE),
    )
    assert ratio > 0


def test_a_check_of_twenty_names(ours: int, bare: int) -> None:
    ratio = paired(
        "check of twenty names (bars: 0.6 x bare, p99 under 2 x)",
        Client(ours, "POST", "/interactions/check", TWENTY),
        Client(bare, "POST", "/check/twenty", TWENTY),
        count=30,
    )
    assert ratio > 0


def test_a_check_of_twenty_names_beside_its_own_shape(ours: int, bare: int) -> None:
    ratio = paired(
        "check of twenty names, beside a bare route with our own model and our recorded answer",
        Client(ours, "POST", "/interactions/check", TWENTY),
        Client(bare, "POST", "/check/twenty/recorded", TWENTY),
        count=30,
    )
    assert ratio > 0


def test_a_drug(ours: int, bare: int) -> None:
    ratio = paired(
        "a drug (bar: 0.6 x bare)",
        Client(ours, "GET", "/drugs/clonazepam"),
        Client(bare, "GET", "/drug"),
    )
    assert ratio > 0


def test_a_drug_beside_a_prebuilt_answer(ours: int, bare: int) -> None:
    ratio = paired(
        "a drug (bar: 1.0 x an answer that is there already)",
        Client(ours, "GET", "/drugs/clonazepam"),
        Client(bare, "GET", "/drug/prebuilt"),
    )
    assert ratio > 0


def test_a_drug_that_has_not_changed(ours: int, bare: int) -> None:
    etag = Client(ours, "GET", "/drugs/clonazepam").once()[2]["etag"]
    unchanged = Client(ours, "GET", "/drugs/clonazepam", None, **{"If-None-Match": etag})
    assert unchanged.once()[0] == 304
    paired("a drug, unchanged: 304 (bar: 0.8 x bare)", unchanged, Client(bare, "GET", "/drug"))


def test_a_list_of_five_rxcuis(ours: int, bare: int) -> None:
    asked = Client(ours, "GET", LIST)
    assert b"fullInteractionTypeGroup" in asked.once()[1]
    ratio = paired(
        "list.json of five RxCUIs (bar: 0.5 x bare)", asked, Client(bare, "GET", "/list?rxcuis=5")
    )
    assert ratio > 0


def test_a_list_of_fifty_rxcuis(ours: int) -> None:
    fifty = Client(ours, "GET", FIFTY)
    fifty.ask()
    times = sorted(fifty.times(40))
    size = len(fifty.once()[1])
    print(f"\nlist.json of fifty RxCUIs: median {times[20] * 1000:.1f} ms for {size} bytes")
    assert times[20] < 0.5
