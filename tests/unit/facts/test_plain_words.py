"""Can a patient read it? US school grade 8 or below, over all that is said to patients."""

import re
import warnings
from itertools import product

import pytest
from app.domain.facts import (
    Action,
    Advice,
    BurdenKind,
    Fact,
    LabelStatement,
    Rule,
    RuleKind,
    Severity,
    Warning,
)
from app.domain.interactions.check import Manner
from app.domain.interactions.findings import message_for
from app.domain.interactions.policy import Seen
from app.domain.interactions.result import Audience
from app.domain.interactions.rules import not_suddenly

from tests.asking import ask
from tests.pharmacopoeia import draw, mention

with warnings.catch_warnings():
    # Its tables of other languages hold escapes that newer Pythons warn of when compiling them.
    warnings.simplefilter("ignore")
    from readability import getmeasures  # type: ignore[import-untyped]

HIGHEST = 8.0
# A name is as long as it is; what is measured are the words around it.
NAMES = ("this one", "the other")


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: the years of school that reading it takes."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    words = "\n".join(" ".join(re.findall(r"[\w'’-]+|[.!?]", one)) for one in sentences)
    return float(getmeasures(words, lang="en")["readability grades"]["Kincaid"])


@pytest.fixture(scope="module")
def advised(seed_facts: tuple[Fact, ...]) -> list[tuple[str, Advice]]:
    """Every piece of advice, and whose it is."""
    kinds = (Rule, BurdenKind, Warning)
    return [(fact.id, fact.advice) for fact in seed_facts if isinstance(fact, kinds)]


def test_the_measure_tells_plain_words_from_hard_ones() -> None:
    plain = grade("Do not drink wine with this drug. It can make you very sleepy.")
    hard = grade(
        "Concomitant administration of benzodiazepines necessitates individualised reassessment of "
        "respiratory vulnerability, particularly in hypercapnic decompensation."
    )
    assert plain < 5 < 15 < hard


def test_all_advice_to_patients_is_plain(advised: list[tuple[str, Advice]]) -> None:
    found = {name: round(grade(advice.patient), 1) for name, advice in advised}
    assert len(found) > 100
    assert {name: one for name, one in found.items() if one > HIGHEST} == {}


@pytest.mark.parametrize(("severity", "kind"), list(product(Severity, RuleKind)), ids=str)
def test_every_message_to_a_patient_is_plain(
    seed_facts: tuple[Fact, ...], severity: Severity, kind: RuleKind
) -> None:
    seen = Seen(severity, Action.AVOID, frozenset(), None, current_only=False)
    for fact in seed_facts:
        if isinstance(fact, Rule) and fact.severity is severity and fact.kind is kind:
            said = message_for(Audience.PATIENT, kind, NAMES, seen, fact.advice)
            assert grade(said) <= HIGHEST, said


@pytest.mark.parametrize("subject", ["drug:oxy", "class:depressant"])
@pytest.mark.parametrize("statement", LabelStatement)
def test_what_a_label_names_is_said_plainly(statement: LabelStatement, subject: str) -> None:
    knowledge = draw(mention("lonely", subject, statement))
    manner = Manner(audience=Audience.PATIENT)
    for finding in ask(knowledge, "lonely", "oxy", manner=manner).findings:
        assert grade(finding.message) <= HIGHEST, finding.message


def test_the_sentence_on_stopping_is_plain() -> None:
    advice = not_suddenly(Advice("Take care.", ""), {"clona"})
    assert "Do not stop taking clona suddenly" in advice.patient
    assert grade(advice.patient) <= HIGHEST


def test_nobody_is_told_to_stop_a_medicine(advised: list[tuple[str, Advice]]) -> None:
    what = r"taking|it\b(?! can)|this|your (?:medicine|drug|pills|tablets)"
    orders = re.compile(rf"(?<!not )(?<!never )\b(?:stop|quit) (?:{what})\b", re.I)
    asks_first = re.compile(r"\b(?:before you|do not|never|if you|want to|unless)\b[^.]*$", re.I)
    for name, advice in advised:
        for found in orders.finditer(advice.patient):
            assert asks_first.search(advice.patient[: found.start()]), f"{name}: {advice.patient}"
