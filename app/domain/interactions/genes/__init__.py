"""What the genes of a person make of the drugs of a check, alone and beside inhibitors.

A guideline looks up by phenotype, activity score or HLA type. Where a result leaves several open,
the strictest advice leads. An inhibitor among the drugs makes another phenotype of the given one:
both are judged, and the stricter leads. Of a gene that was not given nothing is converted. A result
that is a condition by name (`G6PD deficient`) brings what is recorded of the condition too.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass

from app.domain.facts import Citations, GeneAdvice, GeneAdvised, GeneDrug
from app.domain.facts.gene import NO_RESULT
from app.domain.interactions.genes.conversions import (
    Converted,
    Values,
    conversion_for,
    conversions_of,
)
from app.domain.interactions.genes.findings import (
    Judged,
    OfGenes,
    as_condition,
    dated,
    finding_of,
    place_of,
    see_condition,
    strictness,
)
from app.domain.interactions.items import Item
from app.domain.interactions.known import Known
from app.domain.interactions.pairs import Found, Setting, keep_as_used
from app.domain.interactions.person import GeneInput, GeneState, GeneStatus, Person, StatedGene
from app.domain.interactions.would_ask import Ask
from app.domain.knowledge import Knowledge
from app.domain.names.genes import GeneResult, read_gene
from app.domain.names.hla import with_absent


@dataclass(slots=True)  # not frozen: decision 0006
class GenesFound:
    """Every stated gene as understood, every gene with every drug, and what waits for one."""

    inputs: tuple[GeneInput, ...] = ()
    states: tuple[GeneState, ...] = ()
    asks: tuple[Ask, ...] = ()


@dataclass(slots=True)  # not frozen: decision 0006
class _Given:
    """A stated gene with what it was read as."""

    stated: StatedGene
    result: GeneResult


def find_genes(
    person: Person, known: Known, items: Sequence[Item], setting: Setting, found: Found
) -> GenesFound:
    """Each stated gene with each drug, with one status; findings are added to `found`. `known` is
    what is known of the person besides.
    """
    given = [_Given(one, _read(one, setting.knowledge)) for one in person.genes]
    values = _values(given)
    conversions = conversions_of(values, items, setting) if values else {}
    genes = {one.result.gene for one in given}
    states: list[list[GeneState]] = [[] for _ in given]
    for item in items:
        lookups = _lookups(item, setting.knowledge)
        if conversions or any(not genes.isdisjoint(one.asked) for one in lookups):
            judged = _Judgement(item, given, values, conversions, setting)
            judged.add_findings(found)
            for place, of_gene in enumerate(states):
                of_gene.append(judged.state(place))
        else:
            for place, of_gene in enumerate(states):
                of_gene.append(_without_advice(place, given[place], item, setting.knowledge))
    for one, of_gene in zip(given, states, strict=True):
        condition = as_condition(one.stated, one.result, setting.knowledge)
        if condition is not None:
            for item, state in zip(items, of_gene, strict=True):
                see_condition(state, item, condition, known, setting, found)
    return GenesFound(
        inputs=tuple([_input(one) for one in given]),
        states=tuple([one for of_gene in states for one in of_gene]),
        asks=tuple(gene_asks(items, values, setting.knowledge)),
    )


def _read(stated: StatedGene, knowledge: Knowledge) -> GeneResult:
    """What the words mean. How a symbol of a gene reads with one of its phenotypes, both as the
    release names them, is worked out once for it.
    """
    memo: MutableMapping[tuple[str, str], GeneResult] = knowledge.memo.gene_results
    known = memo.get((stated.gene, stated.result))
    if known is None:
        known = read_gene(stated.gene, stated.result, knowledge.gene_data)
        gene = knowledge.gene_data.genes.get(known.gene or "")
        phenotype = known.phenotype or ""
        is_named = stated.result in (phenotype, phenotype.casefold())
        if is_named and gene is not None and gene.symbol == stated.gene:
            memo[stated.gene, stated.result] = known
    return known


def _input(given: _Given) -> GeneInput:
    stated, result = given.stated, given.result
    return GeneInput(stated.gene, stated.result, result.phenotype, result.explanation)


def _values(given: Sequence[_Given]) -> dict[str, frozenset[str]]:
    """What is known of each gene; of one that is stated repeatedly, all that was stated."""
    values: dict[str, frozenset[str]] = {}
    for one in given:
        gene = one.result.gene
        if gene is not None and one.result.phenotype is not None:
            values[gene] = values.get(gene, frozenset()) | one.result.values
    return values


def gene_asks(items: Sequence[Item], values: Values, knowledge: Knowledge) -> Iterator[Ask]:
    """The genes that advice on the drugs waits for, where any of a rule would change something."""
    genes = knowledge.gene_data.genes
    for item in items:
        for one in _lookups(item, knowledge):
            for gene, asked in one.asked.items() if one.changes else ():
                if not asked or gene not in genes:
                    continue
                known = values.get(gene)
                if known is None or with_absent(known, asked).isdisjoint(asked):
                    yield Ask(f"genes.{genes[gene].symbol}", item.slug, (one.advice[0].rule,))


@dataclass(frozen=True, slots=True, eq=False)
class _Lookup:
    """What a guideline looks up for a drug: the advice of one rule, the strictest first; by gene
    all results that it knows, and the genes of which it says what to do without a result;
    `changes` where any of the advice changes something.
    """

    advice: tuple[GeneAdvice, ...]
    asked: Mapping[str, frozenset[str]]
    with_none: frozenset[str]
    changes: bool


def _lookups(item: Item, knowledge: Knowledge) -> tuple[_Lookup, ...]:
    """The rules on a drug, worked out once for a release."""
    if not item.is_drug:
        return ()
    known = knowledge.memo.gene_lookups.get(item.slug)
    if known is None:
        rules: dict[str, list[GeneAdvice]] = {}
        for one in knowledge.gene_data.advice.get(item.slug, ()):
            rules.setdefault(one.rule, []).append(one)
        known = tuple(_lookup(rules[rule]) for rule in sorted(rules))
        knowledge.memo.gene_lookups[item.slug] = known
    return known


def _lookup(advice: Sequence[GeneAdvice]) -> _Lookup:
    results = [result for one in advice for result in one.results]
    values: dict[str, set[str]] = {}
    for result in results:
        values.setdefault(result.gene, set()).update(result.values)
    return _Lookup(
        tuple(sorted(advice, key=strictness)),
        {gene: frozenset(found - {NO_RESULT}) for gene, found in values.items()},
        frozenset(result.gene for result in results if NO_RESULT in result.values),
        any(one.changes for one in advice),
    )


class _Judgement:
    """One drug with all stated genes: the advice that fits what was given, and what inhibitors
    make of it.
    """

    def __init__(
        self,
        item: Item,
        given: Sequence[_Given],
        values: Values,
        conversions: Mapping[str, Sequence[Converted]],
        setting: Setting,
    ) -> None:
        self.item, self.given, self.values, self.setting = item, given, values, setting
        self.lookups = _lookups(item, setting.knowledge)
        self.converted: dict[str, Converted] = {}
        for gene, listed in conversions.items():
            one = conversion_for(item, listed)
            if one is not None:
                self.converted[gene] = one
        self.by_rule = self._judged() if values and self.lookups else {}

    def _judged(self) -> dict[_Lookup, list[Judged]]:
        """By rule the advice that fits, the strictest first."""
        effective = {
            gene: self.converted[gene].values if gene in self.converted else known
            for gene, known in self.values.items()
        }
        found: dict[_Lookup, list[Judged]] = {}
        for lookup in self.lookups:
            plain = _fitting(lookup, self.values)
            judged = [Judged(one, self._phenotypes(one, converted=False), False) for one in plain]
            if lookup.asked.keys() & self.converted.keys():
                judged += (
                    Judged(one, self._phenotypes(one, converted=True), True)
                    for one in _fitting(lookup, effective)
                    if one not in plain
                )
                judged.sort(key=lambda one: (strictness(one.advice), one.converted))
            if judged:
                found[lookup] = judged
        return found

    def _phenotypes(self, advice: GeneAdvice, *, converted: bool) -> str:
        """`CYP2D6 Normal Metabolizer (Poor Metabolizer beside paroxetine)`, for each gene."""
        genes = self.setting.knowledge.gene_data.genes
        words = []
        for result in advice.results:
            symbol, change = genes[result.gene].symbol, self.converted.get(result.gene)
            stated = [
                one.result.phenotype
                for one in self.given
                if one.result.gene == result.gene and one.result.phenotype is not None
            ]
            if not stated:
                words.append(f"{symbol} not known")
                continue
            phenotype = " and ".join(dict.fromkeys(stated))
            phenotype = phenotype if phenotype.startswith(symbol) else f"{symbol} {phenotype}"
            if converted and change is not None and change.inhibitor.side is not None:
                phenotype += f" ({change.phenotype} beside {change.inhibitor.side.name})"
            words.append(phenotype)
        return ", ".join(words)

    def add_findings(self, found: Found) -> None:
        """A finding for every rule of which the strictest advice changes something."""
        if self.item.side is None:
            return
        for judged in self.by_rule.values():
            if not judged[0].advice.changes:
                continue
            finding, step = finding_of(self.item, judged, self._of_genes(judged), self.setting)
            keep_as_used(finding, step, self.item, self.setting, found)

    def _of_genes(self, judged: Sequence[Judged]) -> OfGenes:
        genes = self.setting.knowledge.gene_data.genes
        involved = [result.gene for result in judged[0].advice.results]
        own = [one for one in self.given if one.result.gene in involved and one.result.phenotype]
        changes = [self.converted[gene] for gene in involved if gene in self.converted]
        # Without the inhibitor nothing would be found: it is a part of the finding.
        by_inhibitor = not any(one.advice.changes for one in judged if not one.converted)
        return OfGenes(
            symbols=tuple(dict.fromkeys(genes[str(one.result.gene)].symbol for one in own)),
            words=tuple((genes[str(one.result.gene)].symbol, one.stated.result) for one in own),
            explanation=tuple(line for one in own for line in one.result.explanation),
            inhibitors=tuple(one.inhibitor for one in changes) if by_inhibitor else (),
            steps=tuple(one.step for one in changes),
            step_citations=tuple(cited for one in changes for cited in one.citations),
        )

    def state(self, place: int) -> GeneState:
        """The one status of a stated gene with the drug."""
        one = self.given[place]
        gene, phenotype = one.result.gene, one.result.phenotype
        change = self.converted.get(gene or "") if phenotype is not None else None
        status, note, citations = self._status(one)
        item = self.item
        return GeneState(
            place,
            item.place,
            item.named,
            status,
            phenotype,
            None if change is None else change.phenotype,
            () if change is None else (change.step,),
            () if change is None else change.citations,
            note,
            citations,
        )

    def _status(self, one: _Given) -> tuple[GeneStatus, str | None, Citations]:
        gene = one.result.gene
        if self.item.side is None or one.result.phenotype is None:
            if any(gene in one.asked for one in self.lookups):
                return GeneStatus.UNRESOLVED, f"{_NOT_READ}: a guideline advises by it", ()
            return _status_of_pair(one, self.item, self.setting.knowledge)
        fitting = [
            judged[0].advice
            for lookup, judged in self.by_rule.items()
            if self._is_used(gene, lookup)
        ]
        if fitting:
            lead = min(fitting, key=strictness)
            if lead.changes:
                return GeneStatus.INTERACTION_FOUND, dated(lead), lead.citations
            usual = [advice for advice in fitting if _is_usual(advice)]
            if usual:
                note = f"{place_of(usual[0])} That rules nothing out."
                return GeneStatus.NO_CHANGE_ADVISED, note, usual[0].citations
            return GeneStatus.NO_RECOMMENDATION, place_of(lead), lead.citations
        asked = [value for one in self.lookups for value in one.asked.get(gene or "", ())]
        if asked:
            note = f"a guideline looks up by other results of it: {', '.join(sorted(asked))}"
            return GeneStatus.NOT_ASSESSED, note, ()
        return _status_of_pair(one, self.item, self.setting.knowledge)

    def _is_used(self, gene: str | None, lookup: _Lookup) -> bool:
        """Whether the result of the gene is one that the advice on the drug looks up by."""
        asked = lookup.asked.get(gene or "", frozenset())
        known = self.values.get(gene or "", frozenset())
        is_known = not with_absent(known, asked).isdisjoint(asked)
        return is_known or (bool(asked) and gene in self.converted)


def _without_advice(place: int, one: _Given, item: Item, knowledge: Knowledge) -> GeneState:
    """The state of a drug of which no guideline looks up any of the genes, beside no inhibitor."""
    status, note, citations = _status_of_pair(one, item, knowledge)
    phenotype = one.result.phenotype
    return GeneState(
        place, item.place, item.named, status, phenotype, None, (), (), note, citations
    )


def _status_of_pair(
    one: _Given, item: Item, knowledge: Knowledge
) -> tuple[GeneStatus, str | None, Citations]:
    """What is known of a gene and a drug without advice: that a source names the two."""
    gene, open_ = one.result.gene, item.side is None or one.result.phenotype is None
    for pair in knowledge.gene_data.pairs.get(item.slug, ()) if item.is_drug else ():
        if pair.gene == gene:
            status = GeneStatus.UNRESOLVED if open_ else GeneStatus.NO_RECOMMENDATION
            return status, _of_pair(pair), pair.citations
    return GeneStatus.UNRESOLVED if open_ else GeneStatus.NOT_ASSESSED, None, ()


_NOT_READ = "the result was not understood"


def _is_usual(advice: GeneAdvice) -> bool:
    return advice.advised is GeneAdvised.USE_AS_USUAL


def _of_pair(pair: GeneDrug) -> str:
    """What is known of a pair without a recommendation."""
    us_words = f" The US label: {pair.us_testing}." if pair.us_testing else ""
    where = f" Its guideline: {pair.address}." if pair.address else ""
    return (
        f"CPIC names the pair (level {pair.level}, {pair.status.lower()}); no recommendation is "
        f"recorded here.{us_words}{where} The list of pairs has no date; newer guidance may exist."
    )


def _fitting(lookup: _Lookup, values: Values) -> list[GeneAdvice]:
    """The advice for these results, the strictest first. What is not known of a gene is looked up
    as no result; where the guideline has none, the mildest that fits the known ones stands: no
    alarm rests on what nobody knows, and the gene is asked for.
    """
    known = {
        gene: with_absent(values[gene], asked) & asked
        for gene, asked in lookup.asked.items()
        if gene in values
    }
    known = {gene: found for gene, found in known.items() if found}
    if not known:
        return []
    fitting = [one for one in lookup.advice if _fits(one, known, lookup.with_none)]
    if lookup.asked.keys() - known.keys() <= lookup.with_none:
        return fitting
    return list({one.population: one for one in fitting}.values())


def _fits(advice: GeneAdvice, known: Values, with_none: frozenset[str]) -> bool:
    for result in advice.results:
        values = known.get(result.gene)
        if values is not None:
            if values.isdisjoint(result.values):
                return False
        elif NO_RESULT not in result.values and result.gene in with_none:
            return False
    return True
