"""Laws of what labels name, in any pharmacopoeia with any labels beside it."""

from dataclasses import replace

from app.domain.facts import (
    Fact,
    LabelMention,
    LabelStatement,
    MentionCondition,
    ReadLabel,
    Route,
    Severity,
)
from app.domain.interactions.policy import LOUDNESS
from app.domain.interactions.result import (
    Checkup,
    Completeness,
    Display,
    Finding,
    FindingKind,
    PairStatus,
)
from app.index.build import build_knowledge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pharmacopoeia import mention, read_label
from tests.property.test_engine_laws import CLASSES, DRUGS, checked, taken_drugs, worlds

SUBJECTS = st.sampled_from([f"drug:{d}" for d in DRUGS] + [f"class:{k}" for k in CLASSES])
# A busy machine draws slowly: that says nothing of a law.
SETTINGS = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
POLICY = st.sampled_from(["default", "quiet", "everything"])


@st.composite
def labels(draw: st.DrawFn) -> list[Fact]:
    """Sentences of labels, and labels that were read, at random."""
    facts: list[Fact] = []
    for sentence in range(1, 1 + draw(st.integers(0, 8))):
        drug, subject = draw(st.sampled_from(DRUGS)), draw(SUBJECTS)
        statement = draw(st.sampled_from(LabelStatement))
        condition = draw(st.sampled_from([None, None, *MentionCondition]))
        if subject != f"drug:{drug}":
            facts.append(mention(drug, subject, statement, condition, sentence=sentence))
    for drug in draw(st.sets(st.sampled_from(DRUGS))):
        facts.append(
            read_label(
                drug,
                *draw(st.sets(SUBJECTS, max_size=1)),
                routes=draw(st.sampled_from([(Route.ORAL,), (Route.EYE,), ()])),
                has_interactions=draw(st.booleans()),
                unresolved=draw(st.sampled_from([0, 0, 2])),
            )
        )
    return facts


def curated(checkup: Checkup) -> dict[str, Finding]:
    """The findings of rules and records, without what stands under them."""
    return {
        one.id: replace(one, also=())
        for one in checkup.findings
        if one.kind is not FindingKind.LABEL_MENTION
    }


@SETTINGS
@given(worlds(), labels(), taken_drugs, POLICY)
def test_labels_hide_and_soften_no_finding_of_rules_and_records(
    world: list[Fact], read: list[Fact], names: list[str], policy: str
) -> None:
    before = checked(build_knowledge("x", world), names, policy)
    after = checked(build_knowledge("x", [*world, *read]), names, policy)
    assert curated(after) == curated(before)
    hidden = {one.finding.id for one in before.suppressed}
    assert hidden <= {one.finding.id for one in after.suppressed}
    graver = {one.drugs for one in before.pairs if one.status == "interaction_found"}
    assert graver <= {one.drugs for one in after.pairs if one.status == "interaction_found"}


@SETTINGS
@given(worlds(), labels(), taken_drugs, POLICY)
def test_a_label_alone_is_never_louder_than_passive_and_names_no_action(
    world: list[Fact], read: list[Fact], names: list[str], policy: str
) -> None:
    for finding in checked(build_knowledge("x", [*world, *read]), names, policy).findings:
        if finding.kind is FindingKind.LABEL_MENTION:
            assert LOUDNESS[finding.display] >= LOUDNESS[Display.PASSIVE]
            assert finding.action == "insufficient_information"
            assert finding.rule is None and not finding.native_ratings


@SETTINGS
@given(worlds(), labels(), taken_drugs)
def test_silence_of_labels_completes_nothing(
    world: list[Fact], read: list[Fact], names: list[str]
) -> None:
    checkup = checked(build_knowledge("x", [*world, *read]), names)
    silent = [one for one in checkup.pairs if one.status is PairStatus.NOT_NAMED]
    if silent:
        assert checkup.completeness is Completeness.PARTIAL
    drugs = {one.drug for one in read if isinstance(one, ReadLabel)}
    for pair in silent:
        # Both were read, and what is said of it names the two labels.
        assert set(pair.drugs) <= drugs
        assert all(f"set-{drug}" in (pair.note or "") for drug in pair.drugs)


@SETTINGS
@given(worlds(), labels(), taken_drugs)
def test_the_order_of_the_question_changes_nothing(
    world: list[Fact], read: list[Fact], names: list[str]
) -> None:
    knowledge = build_knowledge("x", [*world, *read])
    one, other = checked(knowledge, names), checked(knowledge, names[::-1])

    def essence(checkup: Checkup) -> set[tuple[object, ...]]:
        return {
            (f.id, f.severity, f.display, frozenset(c.sentence for c in f.citations))
            for f in checkup.findings
        } | {(frozenset(p.drugs), p.status) for p in checkup.pairs}

    assert essence(one) == essence(other)
    assert one.completeness is other.completeness


@SETTINGS
@given(worlds(), labels(), taken_drugs, st.data())
def test_the_order_of_the_facts_changes_nothing(
    world: list[Fact], read: list[Fact], names: list[str], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(read))
    one = checked(build_knowledge("x", [*world, *read]), names)
    assert one == checked(build_knowledge("x", [*world, *shuffled]), names)


@SETTINGS
@given(worlds(), labels(), taken_drugs)
def test_severity_comes_from_an_unconditional_sentence_on_just_these_two(
    world: list[Fact], read: list[Fact], names: list[str]
) -> None:
    grave = {
        one.statement for one in read if isinstance(one, LabelMention) and one.condition is None
    }
    for finding in checked(build_knowledge("x", [*world, *read]), names).findings:
        if finding.kind is FindingKind.LABEL_MENTION:
            if finding.severity is Severity.CONTRAINDICATED:
                assert LabelStatement.FORBIDS in grave
            if finding.severity is Severity.MAJOR:
                assert LabelStatement.WARNS in grave
            assert finding.severity not in (Severity.MODERATE, Severity.MINOR)
