"""Laws of genes that hold for every drug, every result and every inhibitor."""

from collections import Counter
from itertools import islice

import pytest
from app.domain.facts import Severity
from app.domain.interactions.check import Manner
from app.domain.interactions.person import NOBODY, Person, StatedGene
from app.domain.interactions.result import Audience, Checkup, FindingKind
from app.domain.knowledge import Knowledge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.asking import ask
from tests.unit.facts.test_plain_words import HIGHEST, grade

# A fixture of the whole run is only read.
LAW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
RESULTS = {
    "CYP2D6": ["PM", "IM", "NM", "UM", "indeterminate", "*4/*4", "*1/*4", "*10/*10", "*1x2/*1",
               "activity score 0.25", "no such thing"],
    "CYP2C19": ["PM", "IM", "NM", "RM", "UM", "likely poor metabolizer", "*2/*17", "?"],
    "CYP2C9": ["PM", "IM", "NM", "*1/*2", "*2/*3"],
    "SLCO1B1": ["rs4149056 CC", "normal function", "*1/*5"],
    "HLA-B": ["*57:01 positive", "*15:02 positive", "*58:01/*57:01", "*15:02 negative", "positive"],
    "HLA-A": ["*31:01 positive", "*31:01 negative"],
    "TPMT": ["PM", "IM", "NM"], "NUDT15": ["PM", "NM"], "DPYD": ["PM", "IM", "*1/*1"],
    "G6PD": ["deficient", "normal", "variable"], "MT-RNR1": ["1555A>G", "normal risk"],
    "RYR1": ["MHS", "uncertain susceptibility"], "CYP2B6": ["PM", "NM"], "CYP3A5": ["NM", "PM"],
    "UGT1A1": ["PM"], "ABCG2": ["poor function"], "VKORC1": ["AA"],
}  # fmt: skip
INHIBITORS = ["paroxetine", "fluoxetine", "bupropion", "duloxetine", "terbinafine", "omeprazole"]
Genes = dict[str, str]


def genes(most: int = 5) -> st.SearchStrategy[Genes]:
    """Some genes, each with a result."""
    return st.lists(st.sampled_from(sorted(RESULTS)), max_size=most, unique=True).flatmap(
        lambda names: st.fixed_dictionaries(
            {name: st.sampled_from(RESULTS[name]) for name in names}
        )
    )


@pytest.fixture(scope="module")
def advised(seeded: Knowledge) -> list[str]:
    """The drugs of which a guideline speaks, and some others."""
    others = islice(
        (one for one in seeded.drugs if one not in seeded.gene_data.advice), 0, None, 400
    )
    return [*seeded.gene_data.advice, *others]


def answer(drugs: list[str], given_: Genes, knowledge: Knowledge) -> Checkup:
    """The check of these drugs in somebody with these genes."""
    person = Person(genes=tuple(StatedGene(*one) for one in sorted(given_.items())))
    return ask(
        knowledge,
        *drugs,
        manner=Manner(audience=Audience.PATIENT),
        person=person if given_ else NOBODY,
    )


def gene_findings(found: Checkup) -> dict[str, Severity]:
    """The gene findings by id; none is hidden by the usual policy."""
    assert not [one for one in found.suppressed if one.finding.kind is FindingKind.DRUG_GENE]
    return {one.id: one.severity for one in found.findings if one.kind is FindingKind.DRUG_GENE}


drawn = st.data()


@LAW
@given(data=drawn, stated=genes())
def test_every_gene_has_one_status_with_every_drug(
    seeded: Knowledge, advised: list[str], data: st.DataObject, stated: Genes
) -> None:
    drugs = data.draw(st.lists(st.sampled_from(advised), min_size=1, max_size=5, unique=True))
    found = answer(drugs, stated, seeded)
    places = Counter((one.gene_input, one.input, one.drug) for one in found.genes)
    assert set(places.values()) <= {1}
    assert len(places) >= len(stated) * len(drugs)
    assert {one.gene_input for one in found.genes} == set(range(len(stated)))


@LAW
@given(data=drawn, stated=genes(4), more=genes(2))
def test_a_gene_more_hides_no_finding_of_rules_without_it(
    seeded: Knowledge, advised: list[str], data: st.DataObject, stated: Genes, more: Genes
) -> None:
    drugs = data.draw(st.lists(st.sampled_from(advised), min_size=1, max_size=4, unique=True))
    more = {gene: result for gene, result in more.items() if gene not in stated}
    before, after = answer(drugs, stated, seeded), answer(drugs, stated | more, seeded)
    others = {one.id for one in before.findings if one.kind is not FindingKind.DRUG_GENE}
    assert others <= {one.id for one in after.findings}
    new = {gene.casefold() for gene in more}
    for one, severity in gene_findings(before).items():
        if new.isdisjoint(one.split(":")[1].split("+")):
            assert gene_findings(after)[one].rank >= severity.rank


@LAW
@given(data=drawn, stated=genes(3), beside=st.sampled_from(INHIBITORS))
def test_an_inhibitor_never_makes_a_finding_milder(
    seeded: Knowledge, advised: list[str], data: st.DataObject, stated: Genes, beside: str
) -> None:
    drug = data.draw(st.sampled_from(advised))
    alone, both = answer([drug], stated, seeded), answer([drug, beside], stated, seeded)
    after = gene_findings(both)
    for one, severity in gene_findings(alone).items():
        assert after[one].rank >= severity.rank


@LAW
@given(data=drawn)
def test_what_is_not_given_is_never_normal(
    seeded: Knowledge, advised: list[str], data: st.DataObject
) -> None:
    drugs = data.draw(st.lists(st.sampled_from(advised), min_size=1, max_size=4, unique=True))
    found = answer(drugs, {}, seeded)
    assert gene_findings(found) == {} and found.genes == ()
    waiting = {drug for drug in drugs if _waits(drug, seeded)}
    asked = {
        drug for one in found.would_ask if one.value.startswith("genes.") for drug in one.drugs
    }
    assert asked == waiting


def _waits(drug: str, knowledge: Knowledge) -> bool:
    """Whether a guideline would change something by some result that it looks up by."""
    advice = knowledge.gene_data.advice.get(drug, ())
    changing = {one.rule for one in advice if one.changes}
    results = [result for one in advice if one.rule in changing for result in one.results]
    return any(set(result.values) - {"No Result"} for result in results)


@LAW
@given(data=drawn, stated=genes(2))
def test_what_is_not_understood_finds_nothing_and_leaves_the_answer_open(
    seeded: Knowledge, advised: list[str], data: st.DataObject, stated: Genes
) -> None:
    drug = data.draw(st.sampled_from(advised))
    wrong = dict.fromkeys(stated, "zzz")
    found = answer([drug], wrong, seeded)
    assert gene_findings(found) == {}
    assert {one.status.value for one in found.genes} <= {"unresolved"}
    assert not stated or found.completeness.value != "complete"


def test_every_finding_to_a_patient_is_plain_and_none_stops_a_drug(seeded: Knowledge) -> None:
    said: dict[tuple[str, str], str] = {}
    for drug, listed in seeded.gene_data.advice.items():
        for one in listed:
            kind = (one.advised.value, one.risk.value)
            if one.changes and kind not in said:
                symbols = {seeded.gene_data.genes[g.gene].symbol: g.values[0] for g in one.results}
                for message in _patient(drug, symbols, seeded):
                    said[kind] = message
    assert len(said) > 15
    for message in said.values():
        assert "safe" not in message.casefold() and "stop it" not in message.casefold()
        words = message
        for name in sorted(seeded.gene_data.advice, key=len, reverse=True):
            words = words.replace(name, "this one")
        assert grade(words) <= HIGHEST, message


def _patient(drug: str, stated: Genes, knowledge: Knowledge) -> list[str]:
    written = {
        gene: f"activity score {value}" if value[0].isdigit() else value
        for gene, value in stated.items()
        if value not in ("No Result", "n/a") and not value.startswith("≥")
    }
    found = answer([drug], written, knowledge)
    return [one.message for one in found.findings if one.kind is FindingKind.DRUG_GENE]
