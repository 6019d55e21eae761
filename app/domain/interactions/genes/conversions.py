"""What inhibitors among the drugs make of the results of genes.

A source says by what the activity score is multiplied, or whom the person then counts like; where
none says it of a gene or a drug, nothing is converted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.facts import Citations, GeneConversion
from app.domain.facts.gene import INDETERMINATE
from app.domain.interactions.items import Item
from app.domain.interactions.pairs import Setting, locally_used
from app.domain.interactions.washout import still_counting
from app.domain.knowledge import GeneData, Knowledge
from app.domain.names.genes import NO_SCORE, in_words, number_of, result_of_score

# By gene the results of it that somebody may have.
Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Converted:
    """What an inhibitor makes of a gene's result: the values, the phenotype, the step in words."""

    conversion: GeneConversion
    inhibitor: Item
    values: frozenset[str]
    phenotype: str
    step: str
    citations: Citations


def conversions_of(
    values: Values, items: Sequence[Item], setting: Setting
) -> dict[str, list[Converted]]:
    """By gene what each inhibitor among the drugs makes of its result, the strongest first."""
    data = setting.knowledge.gene_data
    counting = still_counting(items, setting.knowledge, setting.today)
    found: dict[str, list[Converted]] = {}
    for gene, known in values.items():
        of_gene = [
            converted
            for conversion in data.conversions.get(gene, ())
            for item in counting
            if conversion.inhibitor in item.rule_keys.steps
            and locally_used(item, setting.knowledge) is None
            and (converted := _converted(conversion, item, known, setting.knowledge)) is not None
        ]
        of_gene.sort(key=lambda one: (_factor(one.conversion), one.inhibitor.place))
        if of_gene:
            found[gene] = of_gene
    return found


def _factor(conversion: GeneConversion) -> float:
    return 0.0 if conversion.factor is None else conversion.factor


def _converted(
    conversion: GeneConversion, item: Item, known: frozenset[str], knowledge: Knowledge
) -> Converted | None:
    assert item.side is not None
    data = knowledge.gene_data
    gene = data.genes[conversion.gene]
    name = _class_name(conversion, knowledge)
    step = f"{item.side.name} is a {name}: {conversion.text}"
    if conversion.phenotype is not None:
        values, phenotype = frozenset((conversion.phenotype,)), conversion.phenotype
        lines = f"{gene.symbol} counts as {phenotype}."
    else:
        values, phenotype = _times(conversion, known, data)
        if not values:
            return None
        lines = f"{gene.symbol}, score × {conversion.factor:g}: {phenotype}."
    return Converted(conversion, item, values, phenotype, f"{step} {lines}", conversion.citations)


def _class_name(conversion: GeneConversion, knowledge: Knowledge) -> str:
    slug = conversion.inhibitor.partition(":")[2]
    known = knowledge.classes.get(slug)
    return known.name if known is not None else slug


def _times(
    conversion: GeneConversion, known: frozenset[str], data: GeneData
) -> tuple[frozenset[str], str]:
    """Every score that it may be, times the factor; a score that is not known is none unless
    the factor leaves nothing.
    """
    factor = conversion.factor or 0.0
    values: set[str] = set()
    phenotypes: dict[str, None] = {}
    for score in sorted(known, key=lambda one: (number_of(one) or 0.0, one)):
        number = number_of(score)
        if number is None and factor:
            values.add(NO_SCORE)
            phenotypes[INDETERMINATE] = None
            continue
        more = score.startswith("≥") and factor > 0
        result = result_of_score(conversion.gene, (number or 0.0) * factor, data, more=more)
        if result is not None and result.phenotype is not None:
            values |= result.values
            phenotypes |= dict.fromkeys(
                phenotype
                for known_score, phenotype in data.scores[conversion.gene].items()
                if known_score in result.values
            )
    return frozenset(values), in_words(phenotypes)


def conversion_for(item: Item, conversions: Sequence[Converted]) -> Converted | None:
    """The strongest conversion that counts for a drug: none by the drug itself."""
    return next(
        (
            one
            for one in conversions
            if one.inhibitor.subject != item.subject and one.conversion.drug in (None, item.slug)
        ),
        None,
    )
