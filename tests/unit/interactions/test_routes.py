"""Is a finding on a cream quieter only where a source says that hardly any is absorbed?"""

from typing import Any

import pytest
from app.domain.facts import HardlyAbsorbed, Route
from app.domain.interactions.check import Manner, check
from app.domain.interactions.items import Taken
from app.domain.interactions.result import Display, Finding
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked
from app.domain.names.parse import parse_drug
from app.domain.names.resolve import resolve

QUIET = (Display.PASSIVE, Display.ON_REQUEST)


def findings(knowledge: Knowledge, *drugs: str, **stated: Any) -> list[Finding]:
    """What is found among the drugs."""
    taken = [Taken(resolve(Asked(one), knowledge), **stated) for one in drugs]
    return list(check(taken, [], knowledge, Manner()).findings)


def loudest(knowledge: Knowledge, *drugs: str) -> Display:
    """How loudly the gravest finding is shown."""
    return findings(knowledge, *drugs)[0].display


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("ketoconazole cream", "topical"), ("ketoconazole 2 % shampoo", "topical"),
        ("apply ketoconazole to affected area", "topical"), ("timolol eye drops", "eye"),
        ("timolol 1 gtt OU", "eye"), ("miconazole vaginal cream", "vaginal"),
        ("miconazole oral gel", "oral"), ("fluticasone nasal spray", "nasal"),
        ("albuterol inhaler", "inhaled"), ("insulin pen", "injected"), ("morphine IV", "injected"),
        ("diphenhydramine iv/im", "injected"), ("fentanyl patch", "transdermal"),
        ("levonorgestrel IUD", "intrauterine"), ("ketoconazole 200 mg po", "oral"),
        ("ketoconazole tablet", None), ("ketoconazole", None), ("x cream by mouth", "oral"),
        ("x eye drops and ear drops", None),
    ],
)  # fmt: skip
def test_the_route_is_read_from_words_and_form(text: str, route: str | None) -> None:
    assert parse_drug(text).route == route


CREAMS = ["ketoconazole cream", "ketoconazole 2 % topical cream", "ketoconazole shampoo",
          "Nizoral (ketoconazole) 2% cream apply bid"]  # fmt: skip


@pytest.mark.parametrize("cream", CREAMS)
def test_what_hardly_reaches_the_blood_is_no_hard_stop(seeded: Knowledge, cream: str) -> None:
    found = findings(seeded, cream, "simvastatin")
    assert found
    for one in found:
        assert one.display in QUIET
        assert one.severity == "contraindicated"
        assert "used on the skin" in one.display_reason
        assert "label-ketoconazole-cream" in {cited.source for cited in one.citations}


@pytest.mark.parametrize(
    "written", ["ketoconazole", "ketoconazole 200 mg tablet", "ketoconazole po", "Nizoral 200 mg",
                "ketoconazole 2 % cream by mouth"],
)  # fmt: skip
def test_what_may_be_swallowed_stays_loud(seeded: Knowledge, written: str) -> None:
    assert loudest(seeded, written, "simvastatin") is Display.HARD_STOP


def test_the_louder_of_two_forms_of_one_drug_is_shown(seeded: Knowledge) -> None:
    for both in (("ketoconazole cream", "ketoconazole tablet"),
                 ("ketoconazole tablet", "ketoconazole cream")):  # fmt: skip
        assert loudest(seeded, *both, "simvastatin") is Display.HARD_STOP


@pytest.mark.parametrize(
    ("one", "other", "plain"),
    [
        ("miconazole gel", "warfarin", "miconazole"),
        ("miconazole vaginal cream", "warfarin", "miconazole"),
        ("timolol eye drops", "verapamil", "timolol"),
        ("diclofenac gel", "warfarin", "diclofenac"),
        ("fentanyl patch", "clonazepam", "fentanyl"),
        ("fluticasone nasal spray", "ritonavir", "fluticasone"),
    ],
)
def test_without_a_source_no_route_is_quieter(
    seeded: Knowledge, one: str, other: str, plain: str
) -> None:
    shown = {found.id: found.display for found in findings(seeded, one, other)}
    assert shown == {found.id: found.display for found in findings(seeded, plain, other)} != {}


def test_a_cream_hides_nothing(seeded: Knowledge) -> None:
    for other in sorted(seeded.drugs):
        plain = {found.id: found for found in findings(seeded, "ketoconazole", other)}
        cream = {found.id: found for found in findings(seeded, "ketoconazole cream", other)}
        assert plain.keys() == cream.keys(), other
        for name, found in cream.items():
            quieter = (plain[name].display, found.display)
            assert quieter[0] == quieter[1] or found.display is Display.PASSIVE, (other, quieter)


def test_only_sourced_routes_are_recorded(seed_facts: tuple[Any, ...]) -> None:
    recorded = {(fact.drug, fact.route) for fact in seed_facts if isinstance(fact, HardlyAbsorbed)}
    on_the_skin = ("fluorouracil", "ketoconazole", "metronidazole", "terbinafine")
    assert recorded == {(drug, Route.TOPICAL) for drug in on_the_skin}
