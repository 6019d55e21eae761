"""What a release knows of genes, by gene and by drug; of several versions the newest."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from app.domain.facts import (
    Gene,
    GeneAdvice,
    GeneAllele,
    GeneConversion,
    GeneDrug,
    GenePhenotype,
)
from app.domain.facts.gene import version_order
from app.domain.hierarchy import by_id, listed
from app.domain.knowledge import GeneData
from app.domain.names.genes import cell, folded, number_of, phenotype_spellings, spellings

V = TypeVar("V", GeneAllele, GenePhenotype, GeneDrug)


def gene_data(
    genes: Iterable[Gene],
    alleles: Iterable[GeneAllele],
    phenotypes: Iterable[GenePhenotype],
    pairs: Iterable[GeneDrug],
    advice: Iterable[GeneAdvice],
    conversions: Iterable[GeneConversion],
) -> GeneData:
    """The data of genes in the order in which questions come."""
    known = by_id(genes)
    newest = _newest_advice(advice)
    phenotypes = _newest(phenotypes, lambda one: (one.gene, *cell(one.one, one.other)), lambda _: 0)
    scores = _scores(phenotypes)
    return GeneData(
        genes=known,
        names={
            folded(text): gene.id
            for gene in known.values()
            for text in (gene.id, gene.symbol, *gene.names)
        },
        alleles=_by_spelling(
            # Of two statements of one version the one with a value says more.
            _newest(alleles, lambda one: (one.gene, one.allele), lambda one: one.activity is None)
        ),
        phenotypes=_by_cell(phenotypes),
        scores=scores,
        spelled=_spelled(phenotypes, newest, scores),
        advice=newest,
        pairs=listed(
            (
                (one.drug, one)
                for one in _newest(pairs, lambda one: (one.gene, one.drug), lambda _: 0)
            ),
            order=lambda one: f"{one.level} {one.gene}",
        ),
        conversions=listed(((one.gene, one) for one in conversions), order=lambda one: one.id),
    )


def _newest(
    stated: Iterable[V], same: Callable[[V], Hashable], less: Callable[[V], int]
) -> list[V]:
    """Of statements on the same the one of the newest version, in a stable order."""
    ordered = sorted(stated, key=lambda one: (version_order(one.version), -less(one), repr(one)))
    return list({same(one): one for one in ordered}.values())


def _newest_advice(stated: Iterable[GeneAdvice]) -> dict[str, tuple[GeneAdvice, ...]]:
    """The advice on each drug, all of one version: versions look up by other results. Of two of
    the same version that with the source's own words goes before.
    """
    by_drug: dict[str, dict[tuple[int, ...], dict[str, GeneAdvice]]] = defaultdict(dict)
    for one in sorted(stated, key=lambda one: (one.text is not None, one.id)):
        versions = by_drug[one.drug].setdefault(version_order(one.version), {})
        versions[_what_for(one)] = one
    return {
        drug: tuple(versions[max(versions)].values()) for drug, versions in sorted(by_drug.items())
    }


def _what_for(one: GeneAdvice) -> str:
    results = ";".join(f"{part.gene}={','.join(sorted(part.values))}" for part in one.results)
    return f"{one.population}:{results}"


def _by_spelling(alleles: Iterable[GeneAllele]) -> Mapping[str, Mapping[str, GeneAllele]]:
    found: dict[str, dict[str, GeneAllele]] = defaultdict(dict)
    for one in alleles:
        for spelling in spellings(one):
            found[one.gene].setdefault(spelling, one)
    return found


def _by_cell(
    phenotypes: Iterable[GenePhenotype],
) -> Mapping[str, Mapping[tuple[str, str], GenePhenotype]]:
    found: dict[str, dict[tuple[str, str], GenePhenotype]] = defaultdict(dict)
    for one in phenotypes:
        found[one.gene][cell(one.one, one.other)] = one
    return found


def _scores(phenotypes: Iterable[GenePhenotype]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in phenotypes:
        if one.score is not None:
            found[one.gene][one.score] = one.phenotype
    return {
        gene: dict(sorted(scores.items(), key=lambda one: (number_of(one[0]) or 0.0, one[0])))
        for gene, scores in found.items()
    }


def _spelled(
    phenotypes: Iterable[GenePhenotype],
    advice: Mapping[str, Iterable[GeneAdvice]],
    scores: Mapping[str, Mapping[str, str]],
) -> Mapping[str, Mapping[str, str]]:
    known: dict[str, set[str]] = defaultdict(set)
    values: dict[str, set[str]] = defaultdict(set)
    for one in phenotypes:
        known[one.gene].add(one.phenotype)
    for stated in advice.values():
        for result in (part for one in stated for part in one.results):
            if result.gene not in scores:
                values[result.gene].update(result.values)
    return {
        gene: phenotype_spellings(known[gene], values[gene])
        for gene in sorted(known.keys() | values.keys())
    }
