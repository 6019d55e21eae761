"""Does the short way to JSON give the bytes that the schema promises?"""

import re
from dataclasses import astuple
from typing import Any

import pytest
from app.api.answers.checks import CheckOut
from app.api.answers.serialise import checkup_json
from app.domain.interactions.check import Manner
from app.domain.interactions.policy import POLICIES, Policy, Step
from app.domain.interactions.result import Audience, Display
from app.domain.interactions.templates import Template
from app.domain.knowledge import Knowledge

from tests.asking import ask
from tests.pharmacopoeia import draw


@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize(
    "names",
    [
        ("clona", "oxy", "Calmex 2 mg tab", "unobtainium", "Twin"),
        ("opiates", "clona", "warf", "asp"),
        ("clona/oxy", "warf", "lonely", "diaza", "lope"),
        ("unobtainium",),
        ('"drug_class": "x", drug_class', "clona \\ \u2028 \x7f é 💊", "oxy"),
    ],
)
def test_a_checkup_is_written_as_its_schema_says(
    drawn: Knowledge, names: tuple[str, ...], policy: str
) -> None:
    checkup = ask(
        drawn,
        *names,
        current=["oxy"],
        conditions=["apnoea", "sadness"],
        manner=Manner(policy=POLICIES[policy]),
    )
    promised = CheckOut.model_validate(checkup).model_dump_json()
    assert checkup_json(checkup).decode() == promised


WORDS = ("Klona-of-Jane", "clona", "oxy", "Calmex 2 mg tab", "warf", "asp", "lope")


@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize("audience", list(Audience))
def test_fragments_that_are_kept_change_no_byte(
    drawn: Knowledge, policy: str, audience: Audience
) -> None:
    kept: dict[Template, tuple[bytes, bytes, bytes]] = {}
    manner = Manner(policy=POLICIES[policy], audience=audience)
    for words in (WORDS, tuple(reversed(WORDS)), ("OXY 5 mg", "Clona", "warf"), WORDS):
        for conditions in ((), ("apnoea", "sadness")):
            checkup = ask(drawn, *words, conditions=conditions, manner=manner)
            promised = CheckOut.model_validate(checkup).model_dump_json()
            assert checkup_json(checkup, kept).decode() == promised
    assert kept


def test_an_answer_is_the_same_whatever_was_asked_before() -> None:
    """One knowledge that was asked much, and one that was asked nothing."""
    questions: list[dict[str, Any]] = [
        {"conditions": ("apnoea",)}, {"current": ("oxy", "clona")},
        {"stopped": {"oxy": "1969-12-30"}},
        {"manner": Manner(POLICIES["quiet"])}, {"manner": Manner(audience=Audience.PATIENT)}, {},
    ]  # fmt: skip
    asked = draw()
    for question in (*questions, *reversed(questions)):
        again = ask(asked, *WORDS, **question)
        assert checkup_json(again) == checkup_json(ask(draw(), *WORDS, **question))


def test_policies_of_one_name_share_no_finding(drawn: Knowledge) -> None:
    loud, still = (
        Policy("house", (Step(display, "always"),))
        for display in (Display.HARD_STOP, Display.PASSIVE)
    )
    shown = [
        {one.display for one in ask(drawn, *WORDS, manner=Manner(policy=policy)).findings}
        for policy in (loud, still, loud)
    ]
    assert shown[1] == {Display.PASSIVE}
    assert Display.HARD_STOP in shown[0] & shown[2]


def test_what_is_kept_of_a_finding_has_no_word_of_the_question() -> None:
    knowledge = draw()
    kept: dict[Template, tuple[bytes, bytes, bytes]] = {}
    words = ("janes oxy 5 mg", "clona for jane", "janes warf")
    checkup = ask(knowledge, *words, "clona", "OXY", "Warf", conditions=["apnoea"])
    written = checkup_json(checkup, kept).decode()
    assert "jane" in written and "OXY" in written and kept
    of_templates = [repr(astuple(one.finding)) + repr(one.because) for one in kept]
    for text in (repr(list(kept.values())), *of_templates, repr(knowledge.memo)):
        assert not re.search(r"\bjane|\bOXY\b|'Warf'", text)
