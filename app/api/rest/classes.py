"""Classes of drugs, allergy groups, and effects."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlmodel import Session

from app.api.answers.drugs import (
    AllergyGroupOut,
    AllergyGroupSummaryOut,
    ClassOut,
    ClassSummaryOut,
    EffectOut,
    EffectSummaryOut,
    MemberOut,
    RuleRefOut,
)
from app.api.answers.presenters import (
    cited_ref,
    present_indication,
    present_mechanism,
    present_side_effect,
    present_state,
    present_warning,
    ref,
)
from app.api.answers.serialise import plain
from app.api.answers.shared import CitedRef, PageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep, SessionDep
from app.api.http.bounds import OwnRoute
from app.api.http.cache import keep
from app.api.rest.problems import allergy_group_of, class_of, effect_of, problems
from app.api.rest.requests import PAGING, PagingDep
from app.domain.facts import (
    Burden,
    ClassKind,
    ClassParent,
    Code,
    ConditionParent,
    Indication,
    Mechanism,
    Phase,
    SideEffect,
    SpecialState,
    Warning,
    key,
)
from app.services.release import LoadedRelease
from app.store.read import Page, list_facts

router = APIRouter(route_class=OwnRoute)


@router.get(
    "/classes",
    response_model=PageOut[ClassSummaryOut],
    responses=problems(422),
    tags=["Classes"],
    dependencies=[keep("kind", *PAGING)],
)
def list_classes(
    loaded: LoadedDep,
    paging: PagingDep,
    kind: Annotated[ClassKind | None, Query(description="Only this kind")] = None,
) -> Page[object]:
    """All classes, by id."""
    classes = loaded.knowledge.classes.values()
    return paging.cut([one for one in classes if kind is None or one.kind is kind])


@router.get(
    "/classes/{drug_class}",
    response_model=ClassOut,
    responses=problems(404),
    tags=["Classes"],
    dependencies=[keep("drug_class")],
)
def get_class(
    drug_class: Annotated[str, Path(description="Slug, any name or code of a class")],
    loaded: ReadLoadedDep,
    session: SessionDep,
) -> ClassOut:
    """A class: its members, the classes above and below it, and the rules that it plays."""
    slug = class_of(loaded, drug_class)
    subject, knowledge = key("class", slug), loaded.knowledge
    return ClassOut.model_validate(
        plain(knowledge.classes[slug])
        | {
            "codes": plain(list_facts(session, Code, subject=subject)),
            "parents": family(session, loaded, ClassParent, child=slug),
            "children": family(session, loaded, ClassParent, parent=slug),
            "members": _members(loaded, slug),
            "rules": [
                RuleRefOut(id=rule.id, title=rule.title, severity=rule.severity.value)
                for rule in knowledge.rules
                if subject in (rule.one, rule.other)
            ],
            "mechanisms": [
                present_mechanism(one, knowledge)
                for one in list_facts(session, Mechanism, subject=subject)
            ],
            "indications": [
                present_indication(one, knowledge)
                for one in list_facts(session, Indication, subject=subject)
            ],
            "side_effects": [
                present_side_effect(one, knowledge)
                for one in list_facts(session, SideEffect, subject=subject)
            ],
            "warnings": [
                present_warning(one, knowledge)
                for one in list_facts(session, Warning, subject=subject)
            ],
            "states": [
                present_state(one, knowledge)
                for one in list_facts(session, SpecialState, subject=subject)
            ],
            "burdens": plain(list_facts(session, Burden, subject=subject)),
        }
    )


@router.get(
    "/allergy-groups",
    response_model=PageOut[AllergyGroupSummaryOut],
    responses=problems(422),
    tags=["Classes"],
    dependencies=[keep(*PAGING)],
)
def list_allergy_groups(loaded: LoadedDep, paging: PagingDep) -> Page[object]:
    """What an allergy can be to: groups of medicines, foods and additives, by id."""
    return paging.cut(list(loaded.knowledge.allergens.groups.values()))


@router.get(
    "/allergy-groups/{group}",
    response_model=AllergyGroupOut,
    responses=problems(404),
    tags=["Classes"],
    dependencies=[keep("group")],
)
def get_allergy_group(
    group: Annotated[str, Path(description="Slug or any name of an allergy group")],
    loaded: ReadLoadedDep,
) -> AllergyGroupOut:
    """An allergy group: what is in it, and who reacts to what else."""
    slug = allergy_group_of(loaded, group)
    subject, knowledge = key("allergy", slug), loaded.knowledge
    allergens = knowledge.allergens
    members = {
        member: one.citations
        for member, stated in sorted(allergens.groups_of.items())
        for one in stated
        if one.allergy_group == slug
    }
    return AllergyGroupOut.model_validate(
        plain(allergens.groups[slug])
        | {
            "members": [cited_ref(one, cites, knowledge) for one, cites in members.items()],
            "drugs": sorted(allergens.drugs[slug]),
            "cross_reactivities": [
                plain(one) | {"one": ref(one.one, knowledge), "other": ref(one.other, knowledge)}
                for one in allergens.reactivities.get(subject, ())
            ],
        }
    )


@router.get(
    "/side-effects",
    response_model=PageOut[EffectSummaryOut],
    responses=problems(422),
    tags=["Side effects"],
    dependencies=[keep(*PAGING)],
)
def list_effects(loaded: LoadedDep, paging: PagingDep) -> Page[object]:
    """All effects that a drug can have besides what it is taken for, by id."""
    return paging.cut(list(loaded.knowledge.effects.values()))


@router.get(
    "/side-effects/{effect}",
    response_model=EffectOut,
    responses=problems(404, 422),
    tags=["Side effects"],
    dependencies=[keep("effect", "phase")],
)
def get_effect(
    effect: Annotated[str, Path(description="Slug or any name of an effect")],
    loaded: ReadLoadedDep,
    session: SessionDep,
    phase: Annotated[Phase | None, Query(description="On treatment, or on withdrawal")] = None,
) -> EffectOut:
    """An effect, and which drugs have it: on treatment or on withdrawal."""
    slug = effect_of(loaded, effect)
    effects = list_facts(session, SideEffect, effect=slug)
    return EffectOut.model_validate(
        plain(loaded.knowledge.effects[slug])
        | {
            "drugs": [
                present_side_effect(one, loaded.knowledge)
                for one in effects
                if phase is None or one.phase is phase
            ]
        }
    )


def _members(loaded: LoadedRelease, slug: str) -> list[MemberOut]:
    knowledge = loaded.knowledge
    return [
        MemberOut(
            **ref(key("drug", drug), knowledge).model_dump(),
            direct=slug in knowledge.member_classes.get(drug, frozenset()),
        )
        for drug in knowledge.members.get(slug, ())
    ]


def family(
    session: Session,
    loaded: LoadedRelease,
    link: type[ClassParent] | type[ConditionParent],
    **wanted: str,
) -> list[CitedRef]:
    """What stands above (`child=`) or below (`parent=`) a thing, by id, with who says so."""
    kind = "class" if link is ClassParent else "condition"
    side = "parent" if "child" in wanted else "child"
    found = {getattr(one, side): one for one in list_facts(session, link, **wanted)}
    return [
        cited_ref(key(kind, slug), found[slug].citations, loaded.knowledge)
        for slug in sorted(found)
    ]
