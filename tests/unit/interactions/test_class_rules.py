"""Does a rule of a class reach its members? Two pairs or more for each group that people ask of.

A pair is found when a rule speaks of it at the severity that the labels ask for, or above it. Which
rule it is does not matter here.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from app.domain.facts import Severity
from app.domain.knowledge import Knowledge

from tests.asking import ask

DATA = Path(__file__).parents[2] / "data" / "class-pairs.yaml"
GROUPS: list[dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
PAIRS = [
    pytest.param(pair, entry["severity"], id=f"{entry['group']}: {' + '.join(pair)}")
    for entry in GROUPS
    for pair in entry["pairs"]
]


@pytest.mark.parametrize(("pair", "severity"), PAIRS)
def test_a_rule_of_a_class_reaches_its_members(
    seeded: Knowledge, pair: list[str], severity: str
) -> None:
    checkup = ask(seeded, *pair)
    assert [one.status for one in checkup.inputs] == ["resolved", "resolved"]
    told = max((one.severity.rank for one in checkup.findings), default=0)
    assert told >= Severity(severity).rank


def test_each_group_is_asked_with_two_pairs_or_more() -> None:
    assert [entry["group"] for entry in GROUPS if len(entry["pairs"]) < 2] == []
