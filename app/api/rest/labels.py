"""Labels of products: of a drug, whole, and by their words."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AfterValidator, WithJsonSchema

from app.api.answers.presenters import refs
from app.api.answers.serialise import plain
from app.api.answers.shared import Answer, CitationOut, PageOut, Ref
from app.api.dependencies import ReadLoadedDep, SessionDep, read_session
from app.api.http.bounds import OwnRoute
from app.api.http.cache import keep
from app.api.rest.drugs import DrugPath
from app.api.rest.problems import drug_of, problems, unknown
from app.api.rest.requests import PAGING, PagingDep, Words
from app.domain.facts import Label
from app.domain.knowledge import Knowledge
from app.domain.labels import SECTIONS, TOPICS, phrases_of, snippet
from app.services.labels import (
    changes_of_label,
    find_label,
    found_in,
    labels_of,
    why_unknown,
)
from app.services.lookup import NotFound
from app.store.labels import SectionHit, search_labels
from app.store.read import Page


class LabelRefOut(Answer):
    """A label by its set id, which is the same for all its versions."""

    id: str
    title: str
    version: str
    effective_on: date | None
    labeler: str | None


class LabelSummaryOut(LabelRefOut):
    """A label. `products` are the names on it, `drugs` what is in them; `section_names` in the
    order of the label.
    """

    kind: str
    products: list[str]
    drugs: list[Ref]
    section_names: list[str]
    citations: list[CitationOut]


class LabelSectionOut(Answer):
    """A section in the label's own words. `code` is its LOINC code; the text of a section holds
    that of the sections within it.
    """

    section: str
    place: int
    code: str | None
    heading: str
    text: str
    citations: list[CitationOut]


class LabelOut(LabelSummaryOut):
    """A label with its sections, all or those that were asked for. `statement` says which."""

    statement: str
    sections: list[LabelSectionOut]


class DrugLabelOut(LabelSummaryOut):
    """A label of a drug; `sections` are those that were asked for, whole, and empty without."""

    sections: list[LabelSectionOut]


class LabelsOut(PageOut[DrugLabelOut]):
    """Labels that speak of a drug. `statement` says what an empty list means, and what not."""

    statement: str


class LabelVersionOut(Answer):
    """A version of a label."""

    version: str
    effective_on: date | None


class LabelChangeOut(Answer):
    """A sentence that differs: `changed`, `added` (no `before`) or `removed` (no `after`)."""

    section: str
    change: Literal["changed", "added", "removed"]
    before: str | None
    after: str | None


class ChangesOut(PageOut[LabelChangeOut]):
    """What differs between two versions of a label, in the label's own words. `before` is null
    where no earlier version was imported here.
    """

    label: LabelRefOut
    before: LabelVersionOut | None
    statement: str


class LabelHitOut(Answer):
    """A section in which all the words stand; `snippet` is the place around them."""

    label: LabelRefOut
    section: str
    place: int
    heading: str
    snippet: str
    citations: list[CitationOut]


class LabelHitsOut(PageOut[LabelHitOut]):
    """Sections with the words. `statement` says what was searched."""

    query: str
    statement: str


router = APIRouter(tags=["Labels"], route_class=OwnRoute)


def _known_section(name: str) -> str:
    if name not in SECTIONS:
        raise ValueError("no section has this name")
    return name


SectionName = Annotated[
    str,
    AfterValidator(_known_section),
    WithJsonSchema({"type": "string", "enum": sorted(SECTIONS)}),
]


def _known_topic(name: str) -> str:
    if name not in TOPICS:
        _known_section(name)
    return name


_NAMES = {"enum": sorted({*SECTIONS, *TOPICS})}
OneSection = Annotated[
    Annotated[str, AfterValidator(_known_topic)] | None,
    Query(
        description="The newest label with this section for each set of active substances, with "
        "the text; also `breastfeeding`, `kidney`, `liver`, `older_people`, `children`, "
        "`overdose`, `storage`",
        json_schema_extra=_NAMES,
    ),
]
Sections = Annotated[
    list[SectionName],
    Query(description="Only these sections: `boxed_warning`, `drug_interactions`, …"),
]


@router.get(
    "/drugs/{drug}/labels",
    response_model=LabelsOut,
    responses=problems(404, 422),
    dependencies=[keep("drug", "section", *PAGING)],
)
def list_drug_labels(
    drug: DrugPath,
    loaded: ReadLoadedDep,
    session: SessionDep,
    paging: PagingDep,
    section: OneSection = None,
) -> LabelsOut:
    """The loaded labels of products with a drug, the newest first; with a section, its whole text.

    That no label is loaded does not mean that there is no warning: read `statement`.
    """
    slug = drug_of(loaded, drug).drug
    name = loaded.knowledge.drugs[slug].name
    found = labels_of(session, slug, name, section, paging.limit, paging.offset)
    page = paging.link(found.page)
    items = [
        DrugLabelOut.model_validate(
            _summary(one, found.section_names.get(one.id, []), loaded.knowledge)
            | {"sections": plain(found.texts.get(one.id, []))}
        )
        for one in page.items
    ]
    return LabelsOut(
        total=page.total,
        limit=page.limit,
        offset=page.offset,
        items=items,
        statement=found.statement,
    )


@router.get("/labels", response_model=LabelHitsOut, responses=problems(404, 422))
async def search_label_texts(
    request: Request,
    paging: PagingDep,
    q: Annotated[
        Words,
        Query(min_length=1, max_length=400, description="Words, or a phrase in quotation marks"),
    ],
    drug: Annotated[
        str | None, Query(description="Only labels of this drug: slug, name or code")
    ] = None,
    section: Sections = [],  # noqa: B006  (the framework copies it)
) -> Response:
    """The sections of loaded labels in which all the words stand, the most fitting first.

    Other endings of a word count too. `statement` says how many labels were searched.
    """

    def find() -> tuple[Page[SectionHit], bytes]:
        with read_session(request) as read:
            slug = None if drug is None else drug_of(read.loaded, drug).drug
            page = search_labels(read.session, q, slug, section, paging.limit, paging.offset)
            return page, _hits(page, q, found_in(read.session, page.total))

    page, body = await request.app.state.searching.run(find)
    paging.link(page)
    headers = {"Link": paging.response.headers["Link"]}
    return Response(body, media_type="application/json", headers=headers)


def _hits(page: Page[SectionHit], question: str, statement: str) -> bytes:
    return (
        LabelHitsOut(
            total=page.total,
            limit=page.limit,
            offset=page.offset,
            items=[_hit(one, question) for one in page.items],
            query=question,
            statement=statement,
        )
        .model_dump_json(by_alias=True)
        .encode()
    )


@router.get(
    "/labels/{label}",
    response_model=LabelOut,
    responses=problems(404, 422),
    dependencies=[keep("label", "section")],
)
def get_label(
    label: Annotated[str, Path(description="Set id of a label")],
    loaded: ReadLoadedDep,
    session: SessionDep,
    section: Sections = [],  # noqa: B006  (the framework copies it)
) -> LabelOut:
    """One label in its own words, whole or only some sections of it."""
    found = find_label(session, label, section)
    if found is None:
        raise unknown("label", label, NotFound(why_unknown(session), ()))
    summary = _summary(found.label, found.section_names, loaded.knowledge)
    return LabelOut.model_validate(
        summary | {"statement": found.statement, "sections": plain(found.sections)}
    )


@router.get(
    "/labels/{label}/changes",
    response_model=ChangesOut,
    responses=problems(404, 422),
    dependencies=[keep("label", *PAGING)],
)
def list_label_changes(
    label: Annotated[str, Path(description="Set id of a label")],
    loaded: ReadLoadedDep,
    session: SessionDep,
    paging: PagingDep,
) -> ChangesOut:
    """What is another in a label since the version that was imported before, by its sentences.

    It says what changed, and never that something is better or worse now.
    """
    del loaded
    found = changes_of_label(session, label, paging.limit, paging.offset)
    if found is None:
        raise unknown("label", label, NotFound(why_unknown(session), ()))
    page = paging.link(found.page)
    before = found.before
    return ChangesOut(
        total=page.total,
        limit=page.limit,
        offset=page.offset,
        items=[LabelChangeOut.model_validate(one) for one in page.items],
        label=LabelRefOut.model_validate(found.label),
        before=LabelVersionOut.model_validate(before) if before is not None else None,
        statement=found.statement,
    )


def _summary(label: Label, section_names: list[str], knowledge: Knowledge) -> dict[str, Any]:
    references = {"drugs": refs("drug", label.drugs, knowledge), "section_names": section_names}
    summary: dict[str, Any] = plain(label) | references
    return summary


def _hit(hit: SectionHit, question: str) -> LabelHitOut:
    references = {
        "label": LabelRefOut.model_validate(hit.label),
        "snippet": snippet(hit.section.text, phrases_of(question)),
    }
    return LabelHitOut.model_validate(plain(hit.section) | references)
