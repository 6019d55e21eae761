"""The published lists of two panels, pair by pair: what must interrupt, and what must not.

The lists are data typed by hand; what is asked here is only what the seed answers.
"""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest
import yaml
from app.domain.interactions.result import Finding
from app.domain.knowledge import Knowledge

from tests.asking import ask
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
LOUD = {"hard_stop", "interruptive"}
QUIET = {"passive", "on_request"}

Entry = dict[str, Any]


def listed(name: str) -> list[Entry]:
    """The items of one list."""
    entries: list[Entry] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return entries


HIGH = listed("onc-high.yaml")
LOW = listed("onc-low.yaml")


def pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every pair of members."""
    if "each_other" in entry:
        yield from combinations(entry["each_other"], 2)
    elif "object" in entry:
        yield from product(entry["object"], entry["precipitant"])
    else:
        yield from product(entry["one"], entry["other"])


def findings(seeded: Knowledge, one: str, other: str) -> tuple[Finding, ...]:
    """What the seed tells of two drugs, both of which it must know."""
    checkup = ask(seeded, one, other)
    assert [len(unit.drugs) for unit in checkup.inputs] == [1, 1], (one, other)
    return tuple(checkup.findings)


def names_a_class(finding: Finding) -> bool:
    """Whether the chain says that one of the two is a member of something."""
    return any(" is a " in step or " is an " in step for step in finding.explanation)


def drug_to_drug(entry: Entry) -> set[frozenset[str]]:
    """The pairs of which a rule speaks that names both drugs."""
    return {frozenset(pair) for pair in entry.get("drug_to_drug", [])}


def of_item(found: tuple[Finding, ...], entry: Entry, pair: tuple[str, str]) -> list[Finding]:
    """The findings of the high-priority list that interrupt and name their class."""
    return [
        one
        for one in found
        if one.alert_list == "onc_high"
        and one.display in LOUD
        and one.severity in {"contraindicated", "major"}
        and one.action == "avoid"
        and (names_a_class(one) or frozenset(pair) in drug_to_drug(entry))
    ]


def cites(found: list[Finding], source: str, place: str) -> bool:
    """Whether a finding, or a rule that stands under it, cites the item or pair itself."""
    cited = [one for finding in found for one in finding.citations]
    cited += [one for finding in found for also in finding.also for one in also.citations]
    return any(one.source == source and one.section.endswith(place) for one in cited)


def louder(entry: Entry) -> dict[frozenset[str], set[str]]:
    """Which louder rule is expected of which pair."""
    rules: dict[frozenset[str], set[str]] = {}
    for exception in entry.get("louder", []):
        assert exception["reason"]
        for pair in exception["pairs"]:
            rules.setdefault(frozenset(pair), set()).add(exception["rule"])
    return rules


def test_both_lists_are_typed_whole() -> None:
    assert [entry["item"] for entry in HIGH] == [
        3,
        4,
        6,
        8,
        11,
        16,
        20,
        21,
        22,
        23,
        25,
        27,
        28,
        30,
        31,
    ]
    assert [entry["pair"] for entry in LOW] == list(range(1, 34))


def test_all_15_high_priority_items_interrupt(seeded: Knowledge) -> None:
    missed: dict[int, list[tuple[str, str]]] = {}
    asked = 0
    for entry in HIGH:
        for pair in pairs(entry):
            asked += 1
            found = of_item(findings(seeded, *pair), entry, pair)
            if not cites(found, "phansalkar-2012", f"item {entry['item']}"):
                missed.setdefault(entry["item"], []).append(pair)
    print(f"ONC high: {len(HIGH) - len(missed)}/15 items, {asked} pairs")
    assert missed == {}
    assert asked > 800


def test_no_33_low_priority_pair_interrupts(seeded: Knowledge) -> None:
    unknown: dict[int, list[tuple[str, str]]] = {}
    loud: list[tuple[int, tuple[str, str], str | None]] = []
    met: set[tuple[frozenset[str], str]] = set()
    asked = 0
    for entry in LOW:
        expected = louder(entry)
        for pair in pairs(entry):
            asked += 1
            found = findings(seeded, *pair)
            low = [one for one in found if one.alert_list == "onc_low" and one.display in QUIET]
            if not cites(low, "phansalkar-2013", f"Pair {entry['pair']}"):
                unknown.setdefault(entry["pair"], []).append(pair)
            for one in (one for one in found if one.display in LOUD):
                if one.rule in expected.get(frozenset(pair), set()):
                    met.add((frozenset(pair), one.rule))
                else:
                    loud.append((entry["pair"], pair, one.rule))
    print(f"ONC low: {len(LOW) - len(unknown)}/33 pairs of classes, {asked} pairs")
    assert (unknown, loud) == ({}, [])
    wanted = {
        (pair, rule) for entry in LOW for pair, rules in louder(entry).items() for rule in rules
    }
    assert met == wanted
    assert asked > 700


@pytest.mark.parametrize("entry", LOW, ids=lambda entry: f"pair-{entry['pair']}")
def test_a_low_priority_pair_names_its_class(seeded: Knowledge, entry: Entry) -> None:
    """Where a class brought the finding, its chain says so; two pairs are of single drugs."""
    if entry["pair"] in {13, 14}:
        return
    classed = [
        names_a_class(one)
        for pair in pairs(entry)
        for one in findings(seeded, *pair)
        if one.alert_list == "onc_low"
    ]
    assert any(classed)
