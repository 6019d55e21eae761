"""Genes, and what they mean for drugs."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.api.answers.genes import (
    GeneDrugOut,
    GeneOut,
    GeneSummaryOut,
    pairs_of,
    present_gene,
    present_genes_in_short,
)
from app.api.answers.shared import PageOut, RecordedPageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep
from app.api.http.bounds import OwnRoute
from app.api.http.cache import keep
from app.api.rest.drugs import DrugPath
from app.api.rest.problems import drug_of, gene_of, problems
from app.api.rest.requests import PAGING, PagingDep
from app.services.monographs import RecordedPage, recorded_page
from app.store.read import Page

router = APIRouter(tags=["Genes"], route_class=OwnRoute)


@router.get(
    "/genes",
    response_model=PageOut[GeneSummaryOut],
    responses=problems(422),
    dependencies=[keep(*PAGING)],
)
def list_genes(loaded: LoadedDep, paging: PagingDep) -> Page[object]:
    """The genes that sources looked at with drugs: those first of which most is advised."""
    data = loaded.knowledge.gene_data
    genes = present_genes_in_short(data)
    genes.sort(key=lambda one: (-one.advised, -one.drugs, one.id))
    return paging.cut(genes)


@router.get(
    "/genes/{gene}",
    response_model=GeneOut,
    responses=problems(404),
    dependencies=[keep("gene")],
)
def get_gene(
    gene: Annotated[str, Path(description="Symbol or another name: `CYP2D6`, `2D6`, `HLA-B`")],
    loaded: LoadedDep,
) -> GeneOut:
    """A gene: what its alleles do, its phenotypes, the drugs that it matters for, and what
    inhibitors among the drugs make of a result.
    """
    return present_gene(gene_of(loaded, gene), loaded.knowledge)


@router.get(
    "/drugs/{drug}/genes",
    response_model=RecordedPageOut[GeneDrugOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", *PAGING)],
)
def list_drug_genes(drug: DrugPath, loaded: ReadLoadedDep, paging: PagingDep) -> RecordedPage:
    """The genes that matter for a drug: CPIC's level, what the US label says of testing, and what
    is advised by which result. No dose is given: it stands in the guideline.
    """
    slug = drug_of(loaded, drug).drug
    page = paging.cut(pairs_of(slug, loaded.knowledge))
    name = loaded.knowledge.drugs[slug].name
    return recorded_page(page, "genes", name)
