"""`view=brief` of a drug and of a verdict; what the sizes are and what is cut, `brief` says."""

from typing import Any, Literal

from app.api.answers.brief import SENTENCE, WORDS, BriefCheckOut, BriefResolvedOut, View, source_of
from app.api.answers.shared import Answer
from app.domain.english import shortened
from app.domain.facts import DrugKind, Goal, Status, key
from app.domain.knowledge import Knowledge, name_of
from app.services.monographs import Depth, DrugProfile
from app.services.verdicts import JudgedUse


class BriefCountsOut(Answer):
    """How many facts are recorded of a drug."""

    indications: int
    side_effects: int
    warnings: int
    states: int
    interactions: int
    labels: int


class BriefDrugOut(Answer):
    """What a drug is. `depth` says how much is recorded of it, `whole` is the address of that."""

    view: Literal["brief"]
    id: str
    name: str
    kind: DrugKind
    depth: Depth
    depth_statement: str
    description: str
    names: list[str]
    classes: list[str]
    matched: str
    counts: BriefCountsOut
    source: str
    whole: str


class BriefVerdictOut(Answer):
    """The verdict with its reason; `limits` by `duration`, `population`, `line` and `form`."""

    view: Literal["brief"]
    drug: str
    condition: str
    verdict: Status
    goal: Goal
    why: str
    limits: dict[str, str]
    nearest: list[str]
    also: list[str]
    instead: list[str]
    cautions: list[str]
    source: str
    release: str
    whole: str


BRIEF_ANSWERS = (BriefCheckOut, BriefResolvedOut, BriefDrugOut, BriefVerdictOut)


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
        "names": [shortened(name.text, WORDS) for name in profile.names[:8]],
        "classes": [shortened(name, WORDS) for name in classes[:6]],
        "matched": shortened(profile.matched.input, WORDS),
        "counts": {
            "indications": profile.counts.indications,
            "side_effects": profile.counts.side_effects,
            "warnings": profile.counts.warnings,
            "states": profile.counts.states,
            "interactions": profile.counts.interactions,
            "labels": profile.counts.labels,
        },
        "source": source_of(drug.citations),
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
            name: shortened(value, SENTENCE)
            for name, value in (
                ("duration", limits.duration), ("population", limits.population),
                ("line", limits.line), ("form", limits.form),
            )
            if value is not None
        },
        "nearest": [f"{one.name}: {one.status.value}" for one in verdict.nearest[:3]],
        "also": [f"{one.name}: {one.status.value}" for one in verdict.also[:3]],
        "instead": [shortened(name, WORDS) for name in instead[:5]],
        "cautions": [shortened(one.title, WORDS) for one in judged.cautions[:5]],
        "source": source_of(verdict.citations),
        "release": judged.release,
        "whole": f"/drugs/{verdict.drug}/indications/{verdict.condition}",
    }  # fmt: skip
