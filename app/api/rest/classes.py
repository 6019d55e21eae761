"""Classes of drugs, and effects."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.dependencies import HeldDep, ReadHeldDep, SessionDep
from app.api.rest.answers import problems
from app.api.rest.families import family
from app.api.rest.finding import class_of, effect_of
from app.api.rest.paging import PagingDep
from app.api.rest.schemas.drugs import (
    ClassOut,
    ClassSummaryOut,
    EffectOut,
    EffectSummaryOut,
    MemberOut,
    RuleRefOut,
)
from app.api.rest.schemas.shared import PageOut
from app.api.rest.telling import (
    ref,
    tell_indication,
    tell_mechanism,
    tell_side_effect,
    tell_warning,
)
from app.domain.facts import (
    Burden,
    ClassParent,
    Code,
    Indication,
    Mechanism,
    SideEffect,
    Warning,
    key,
)
from app.domain.terms import ClassKind, Phase
from app.services.holding import Held
from app.store.facts import Page, list_facts
from app.store.rows import plain

router = APIRouter()


@router.get(
    "/classes",
    response_model=PageOut[ClassSummaryOut],
    responses=problems(422),
    tags=["Classes"],
)
def list_classes(
    held: HeldDep,
    paging: PagingDep,
    kind: Annotated[ClassKind | None, Query(description="Only this kind")] = None,
) -> Page[object]:
    """All classes, by id."""
    classes = held.knowledge.classes.values()
    return paging.cut([one for one in classes if kind is None or one.kind is kind])


@router.get(
    "/classes/{drug_class}", response_model=ClassOut, responses=problems(404), tags=["Classes"]
)
def get_class(
    drug_class: Annotated[str, Path(description="Slug, any name or code of a class")],
    held: ReadHeldDep,
    session: SessionDep,
) -> ClassOut:
    """A class: its members, the classes above and below it, and the rules that it plays."""
    slug = class_of(held, drug_class)
    subject, knowledge = key("class", slug), held.knowledge
    return ClassOut.model_validate(
        plain(knowledge.classes[slug])
        | {
            "codes": plain(list_facts(session, Code, subject=subject)),
            "parents": family(session, held, ClassParent, child=slug),
            "children": family(session, held, ClassParent, parent=slug),
            "members": _members(held, slug),
            "rules": [
                RuleRefOut(id=rule.id, title=rule.title, severity=rule.severity.value)
                for rule in knowledge.rules
                if subject in (rule.one, rule.other)
            ],
            "mechanisms": [
                tell_mechanism(one, knowledge)
                for one in list_facts(session, Mechanism, subject=subject)
            ],
            "indications": [
                tell_indication(one, knowledge)
                for one in list_facts(session, Indication, subject=subject)
            ],
            "side_effects": [
                tell_side_effect(one, knowledge)
                for one in list_facts(session, SideEffect, subject=subject)
            ],
            "warnings": [
                tell_warning(one, knowledge)
                for one in list_facts(session, Warning, subject=subject)
            ],
            "burdens": plain(list_facts(session, Burden, subject=subject)),
        }
    )


@router.get(
    "/side-effects",
    response_model=PageOut[EffectSummaryOut],
    responses=problems(422),
    tags=["Side effects"],
)
def list_effects(held: HeldDep, paging: PagingDep) -> Page[object]:
    """All effects that a drug can have besides what it is taken for, by id."""
    return paging.cut(list(held.knowledge.effects.values()))


@router.get(
    "/side-effects/{effect}",
    response_model=EffectOut,
    responses=problems(404, 422),
    tags=["Side effects"],
)
def get_effect(
    effect: Annotated[str, Path(description="Slug or any name of an effect")],
    held: ReadHeldDep,
    session: SessionDep,
    phase: Annotated[Phase | None, Query(description="On treatment, or on withdrawal")] = None,
) -> EffectOut:
    """An effect, and which drugs have it: on treatment or on withdrawal."""
    slug = effect_of(held, effect)
    told = list_facts(session, SideEffect, effect=slug)
    return EffectOut.model_validate(
        plain(held.knowledge.effects[slug])
        | {
            "drugs": [
                tell_side_effect(one, held.knowledge)
                for one in told
                if phase is None or one.phase is phase
            ]
        }
    )


def _members(held: Held, slug: str) -> list[MemberOut]:
    knowledge = held.knowledge
    return [
        MemberOut(
            **ref(key("drug", drug), knowledge).model_dump(),
            direct=slug in knowledge.member_classes.get(drug, frozenset()),
        )
        for drug in knowledge.members.get(slug, ())
    ]
