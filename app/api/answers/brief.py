"""`view=brief`: what an assistant or a phone needs, in a few kB, and never less honest.

No finding is dropped, and what was not checked is always named; each finding has the address of the
whole. Sizes that hold: a check with up to 3 findings 3.2 kB, up to 8 findings 6 kB and 350 bytes
for each more; a drug 2 kB; a resolution 1.6 kB (tests/api/test_brief.py).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query

from app.domain.english import shortened
from app.domain.facts import Citations, key
from app.domain.interactions.result import Checkup, Finding, PairStatus
from app.domain.knowledge import Knowledge, name_of
from app.domain.names.input import Input, InputStatus
from app.services.monographs import DrugProfile
from app.services.verdicts import JudgedUse

# Longer than this a sentence, an input or a name is cut, with an ellipsis.
_SENTENCE, _WORDS = 160, 60
# From so many findings on each has fewer words, so that a long list stays readable.
_MANY = 8
_FEW_WORDS = 70
_MOST_CANDIDATES, _MOST_PAIRS = 3, 10


class View(StrEnum):
    """How much of an answer is wanted."""

    FULL = "full"
    BRIEF = "brief"


ViewQuery = Annotated[
    View, Query(description="`brief`: a few kB, no finding dropped, with addresses of the whole")
]


def brief_check(checkup: Checkup) -> dict[str, Any]:
    """A check: completeness, summary, what was not checked, and every finding in one sentence."""
    many = len(checkup.findings) > _MANY
    return {
        "view": View.BRIEF.value,
        "completeness": checkup.completeness.value,
        "summary": checkup.summary,
        "not_checked": [
            *(_input(one) for one in checkup.inputs if one.status is not InputStatus.RESOLVED),
            *(
                {"input": shortened(one.input, _WORDS), "status": "unresolved",
                 "candidates": list(one.candidates[:_MOST_CANDIDATES])}
                for one in checkup.conditions
                if one.condition is None
            ),
        ],
        "not_assessed": sum(
            status == PairStatus.NOT_ASSESSED.value
            for status in (
                *(pair.status.value for pair in checkup.pairs),
                *(one.status.value for one in checkup.drug_conditions),
            )
        ),
        "findings": [_finding(one, many) for one in checkup.findings],
        "duplications": [shortened(one.text, _SENTENCE) for one in checkup.duplications],
        "burdens": [one.name for one in checkup.burden if one.reached],
        "suppressed": len(checkup.suppressed),
        "release": checkup.release,
        "notice": "Information, not medical advice. What is not recorded is not ruled out.",
    }  # fmt: skip


def _finding(finding: Finding, many: bool) -> dict[str, Any]:
    drugs = [one.drug or one.drug_class or one.condition for one in finding.participants]
    first: dict[str, Any] = {
        "severity": finding.severity.value,
        "action": finding.action.value,
        "between": list(dict.fromkeys(drugs)),
    }
    if finding.applies.value != "yes":
        first["applies"] = finding.applies.value
    sentence = shortened(finding.message, _FEW_WORDS if many else _SENTENCE)
    if not many:
        first["display"] = finding.display.value
    return first | {
        "sentence": sentence,
        "source": _source(finding.citations),
        "whole": _whole(finding),
    }


def _whole(finding: Finding) -> str:
    if finding.rule is not None:
        return f"/interactions/{quote(finding.rule)}"
    if finding.native_ratings:
        drugs = ":".join(sorted(one.drug or "" for one in finding.participants))
        return f"/interactions/{quote(finding.native_ratings[0].source)}:{drugs}"
    drug = next((one.drug for one in finding.participants if one.drug), None)
    return f"/drugs/{drug}" if drug else "/interactions"


def _source(citations: Citations) -> str:
    if not citations:
        return "none"
    first = citations[0]
    return shortened(f"{first.source} § {first.section}", _WORDS)


def _input(one: Input) -> dict[str, Any]:
    near = [candidate.matched_name for candidate in one.candidates[:_MOST_CANDIDATES]]
    return {
        "input": shortened(one.input, _WORDS),
        "status": one.status.value,
        "candidates": [shortened(name, _WORDS) for name in dict.fromkeys(near)],
    }


def brief_resolution(query: str, inputs: Sequence[Input]) -> dict[str, Any]:
    """Every input of a query with its status, its drugs or candidates, and what was left over."""
    resolved = [
        _input(one)
        | {
            "drugs": [drug.id for drug in one.drugs],
            "class": one.drug_class.id if one.drug_class is not None else None,
            "not_understood": [shortened(word, _WORDS) for word in one.not_understood[:3]],
        }
        for one in inputs
    ]
    return {"view": View.BRIEF.value, "query": shortened(query, 200), "inputs": resolved}


def brief_drug(profile: DrugProfile, knowledge: Knowledge) -> dict[str, Any]:
    """What a drug is, how much is recorded of it, and where the rest stands."""
    drug = profile.drug
    classes = [name_of(key("class", one.drug_class), knowledge) for one in profile.classes]
    return {
        "view": View.BRIEF.value,
        "id": drug.id,
        "name": drug.name,
        "kind": drug.kind.value,
        "depth": profile.depth.value,
        "depth_statement": profile.depth_statement,
        "description": shortened(drug.description, 300),
        "names": [shortened(name.text, _WORDS) for name in profile.names[:8]],
        "classes": [shortened(name, _WORDS) for name in classes[:6]],
        "matched": shortened(profile.matched.input, _WORDS),
        "counts": {
            "indications": profile.counts.indications,
            "side_effects": profile.counts.side_effects,
            "warnings": profile.counts.warnings,
            "states": profile.counts.states,
            "interactions": profile.counts.interactions,
            "labels": profile.counts.labels,
        },
        "source": _source(drug.citations),
        "whole": f"/drugs/{drug.id}",
    }


def brief_verdict(judged: JudgedUse, knowledge: Knowledge) -> dict[str, Any]:
    """The verdict with its reason and limits, and what is used instead."""
    verdict = judged.verdict
    limits = verdict.limits
    instead = [name_of(one.subject, knowledge) for one in verdict.instead]
    return {
        "view": View.BRIEF.value,
        "drug": verdict.drug,
        "condition": verdict.condition,
        "verdict": verdict.verdict.value,
        "goal": verdict.goal.value,
        "why": shortened(verdict.why, 400),
        "limits": {
            name: shortened(value, _SENTENCE)
            for name, value in (
                ("duration", limits.duration), ("population", limits.population),
                ("line", limits.line), ("form", limits.form),
            )
            if value is not None
        },
        "nearest": [f"{one.name}: {one.status.value}" for one in verdict.nearest[:3]],
        "also": [f"{one.name}: {one.status.value}" for one in verdict.also[:3]],
        "instead": [shortened(name, _WORDS) for name in instead[:5]],
        "cautions": [shortened(one.title, _WORDS) for one in judged.cautions[:5]],
        "source": _source(verdict.citations),
        "release": judged.release,
        "whole": f"/drugs/{verdict.drug}/indications/{verdict.condition}",
    }  # fmt: skip
