"""Of the pairs that are taken most often, how many have an answer at all?"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import combinations

import pytest
from app.domain.facts import Fact, LabelMention, LabelStatement, ReadLabel, Route, Severity
from app.domain.interactions.policy import LOUDNESS
from app.domain.interactions.result import Completeness, Display, FindingKind, PairStatus
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, InputStatus
from app.domain.names.resolve import resolve

from tests.asking import ask
from tests.conftest import SHARED

TABLE = SHARED / "data" / "top_ingredients_coverage" / "top_ingredients_coverage.tsv"
INGREDIENTS, PAIRS, ANSWERED = 200, 400, 0.9
# Where nobody says how a drug is used, it is one of these.
SYSTEMIC = {Route.ORAL, Route.SUBLINGUAL, Route.BUCCAL, Route.INJECTED, Route.TRANSDERMAL}
Pairs = list[tuple[str, str]]


def top_pairs(names: list[str]) -> Pairs:
    """The pairs of which both stand highest in a list."""
    places = combinations(range(1, len(names) + 1), 2)
    first = sorted(places, key=lambda pair: (pair[0] * pair[1], pair))[:PAIRS]
    return [(names[one - 1], names[other - 1]) for one, other in first]


def labels_of(name: str, knowledge: Knowledge) -> list[ReadLabel]:
    """The labels of the drug that were read; of several drugs in one name none."""
    found = resolve(Asked(name), knowledge)
    slugs = [drug.id for drug in found.drugs] if found.status is InputStatus.RESOLVED else []
    return list(knowledge.read_labels.get(slugs[0], ())) if len(slugs) == 1 else []


def can_be_silent(label: ReadLabel) -> bool:
    """Whether a label has a section on interactions, for a use that reaches the whole body."""
    return label.has_interactions and not SYSTEMIC.isdisjoint(label.routes)


def test_most_pairs_of_common_drugs_with_labels_are_answered(
    seeded: Knowledge, record_property: Callable[[str, object], None]
) -> None:
    if not TABLE.is_file():
        pytest.skip(f"there is no {TABLE}")
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))[:INGREDIENTS]
    pairs = top_pairs([row["ingredient"] for row in rows])
    read = {name: labels_of(name, seeded) for name in {name for pair in pairs for name in pair}}
    status = {pair: ask(seeded, *pair).pairs[0].status for pair in pairs}
    any_label = [pair for pair in pairs if all(read[name] for name in pair)]
    at_hand = [pair for pair in any_label if all(any(map(can_be_silent, read[n])) for n in pair)]
    lines = [f"{'pairs of common ingredients':44}{'answered':>9}{'of':>5}"]
    for words, some in (
        ("both labels on interactions at hand", at_hand),
        ("a label of any kind of both", any_label),
        ("all", pairs),
    ):
        answered = sum(status[pair] is not PairStatus.NOT_ASSESSED for pair in some)
        lines.append(f"  {words:42}{answered:9}{len(some):5}{answered / len(some):7.1%}")
    counted = Counter(status[pair].value for pair in pairs)
    lines += [f"    {name:40}{count:9}" for name, count in counted.most_common()]
    lines.append(f"  without a label: {', '.join(sorted(name for name in read if not read[name]))}")
    record_property("table", "\n".join(lines))
    unanswered = [pair for pair in at_hand if status[pair] is PairStatus.NOT_ASSESSED]
    assert len(at_hand) > PAIRS / 2
    assert len(unanswered) <= (1 - ANSWERED) * len(at_hand), unanswered
    assert not [pair for pair in any_label if status[pair] is PairStatus.UNRESOLVED]


def test_the_label_of_lisinopril_names_what_metformin_is(seeded: Knowledge) -> None:
    checkup = ask(seeded, "metformin", "lisinopril")
    (finding,) = checkup.findings
    assert finding.kind is FindingKind.LABEL_MENTION
    assert (finding.severity, finding.display) == (Severity.UNKNOWN, Display.PASSIVE)
    assert any("metformin is in it" in step for step in finding.explanation)


def common_drugs(seeded: Knowledge) -> list[str]:
    """Every fifth drug of which a label was read."""
    return sorted(seeded.read_labels)[::5]


def test_what_labels_name_alone_is_quiet_and_as_grave_as_its_sentence(
    seeded: Knowledge, seed_facts: tuple[Fact, ...]
) -> None:
    alone, grave = 0, gravity(seed_facts)
    drugs = common_drugs(seeded)
    for start in range(0, len(drugs), 12):
        checkup = ask(seeded, *drugs[start : start + 12])
        for finding in checkup.findings:
            if finding.kind is not FindingKind.LABEL_MENTION:
                continue
            alone += 1
            assert LOUDNESS[finding.display] >= LOUDNESS[Display.PASSIVE]
            places = [(one.source, one.section, one.sentence) for one in finding.citations]
            assert finding.severity in set().union(*(grave[one] for one in places))
        if any(pair.status is PairStatus.NOT_NAMED for pair in checkup.pairs):
            assert checkup.completeness is not Completeness.COMPLETE
    assert alone > 20


GRAVE = {LabelStatement.FORBIDS: Severity.CONTRAINDICATED, LabelStatement.WARNS: Severity.MAJOR}


def gravity(seed_facts: tuple[Fact, ...]) -> dict[tuple[str, str, int | None], set[Severity]]:
    """How grave each cited sentence is by itself: what it states without a condition."""
    found = defaultdict(set)
    for one in seed_facts:
        if isinstance(one, LabelMention):
            (cited,) = one.citations
            stated = GRAVE.get(one.statement, Severity.UNKNOWN)
            severity = stated if one.condition is None else Severity.UNKNOWN
            found[cited.source, cited.section, cited.sentence].add(severity)
    return found
