"""OnSIDES 3: side effects that a language model read from labels of the US, the EU, the UK and
Japan, as a folder or zip of CSV files.

Effect -> label -> RxNorm product -> RxNorm ingredient. A label counts for one drug only if all its
products have that one ingredient: in a combination nobody knows which part does what. A term in the
boxed warning (BW) is serious. The cut-off on the model's score is OnSIDES' own: what it publishes
has passed it. `high_confidence.csv` and `vocab_rxnorm_product` say nothing that is needed.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from app.domain.facts import (
    Citation,
    CodeSystem,
    EffectSeriousness,
    Fact,
    Frequency,
    SideEffect,
    Source,
    key,
)
from app.domain.names.lexicon import names_nothing, names_several
from app.domain.names.recognise import NOTHING, SEVERAL
from app.importers.files.archives import Part, find_parts, pick_one
from app.importers.files.publishers import at
from app.importers.files.text import read_table
from app.importers.run import Intake
from app.importers.shared.effects_and_uses import effect_of, phase_of
from app.importers.shared.known import codes_of, more_names, right_codes
from app.importers.source import DataSet

UNKNOWN = "a label without a known ingredient"
# Their numbers are smaller than 2 to this power.
LABEL_BITS = 42
_MOST_DIGITS = 12
_MIXED = -1


@dataclass(slots=True)
class LabelDrugs:
    """By label the RxCUI of its one ingredient; `several` are the labels of combinations. Names by
    RxCUI.
    """

    names: dict[int, str] = field(default_factory=dict)
    ingredient: dict[int, int] = field(default_factory=dict)
    several: set[int] = field(default_factory=set)
    _reasons: dict[int, str | None] = field(default_factory=dict)

    def reason_against(self, label: int, intake: Intake) -> str | None:
        """Why nothing is taken from a label; None where it speaks of one ingredient."""
        if label in self.several:
            return SEVERAL
        if label not in self.ingredient:
            return UNKNOWN
        rxcui = self.ingredient[label]
        if rxcui not in self._reasons:
            codes = [(CodeSystem.RXNORM, str(rxcui))]
            self._reasons[rxcui] = intake.recognise(self.names[rxcui], codes).reason
        return self._reasons[rxcui]


def read_labels(ingredients: Part, contents: Part, products: Part, intake: Intake) -> LabelDrugs:
    """Follows a label over its products to their ingredients."""
    labels = LabelDrugs(_names(ingredients, intake))
    made_of = _contents(contents, labels.names, intake)
    for _, (label, product) in read_table(products, intake, ("label_id", "rxnorm_product_id")):
        found = made_of.get(product)
        one = number_of(label)
        if found is None or one < 0:
            intake.skip("a product without a known ingredient")
            continue
        # Another pack of the same ingredient is the same label; one of another makes it mixed.
        if found == _MIXED or labels.ingredient.setdefault(one, found) != found:
            labels.several.add(one)
    return labels


def _names(part: Part, intake: Intake) -> dict[int, str]:
    columns = ("rxnorm_id", "rxnorm_name")
    names: dict[int, str] = {}
    for _, (rxcui, name) in read_table(part, intake, columns):
        if not right_codes((CodeSystem.RXNORM, rxcui)) or not name:
            intake.skip("an ingredient without a right RxCUI")
        else:
            names[int(rxcui)] = name
    return names


def _contents(part: Part, names: dict[int, str], intake: Intake) -> dict[str, int]:
    """By product its one ingredient, or the mark of a combination."""
    made_of: dict[str, int] = {}
    for _, (ingredient, product) in read_table(part, intake, ("ingredient_id", "product_id")):
        rxcui = number_of(ingredient)
        # What is not known is a part all the same: without it a combination would look single.
        one = rxcui if rxcui in names and not names_several(names[rxcui]) else _MIXED
        if made_of.setdefault(product, one) != one:
            made_of[product] = _MIXED
    return made_of


def number_of(text: str) -> int:
    """-1 for what is no number, or too large to be one of a label or code."""
    short = text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if short else -1


SOURCE = "onsides"
_COLUMNS = ("product_label_id", "label_section", "effect_meddra_id")
_BOXED, _WARNED, _ALL = 1, 2, 3
# A row as one number: the place of its effect, its label, its section.
_SECTION_BITS = 2
_EFFECT_AT = LABEL_BITS + _SECTION_BITS
_SECTIONS = {"BW": _BOXED, "WP": _WARNED, "AR": 0}
Effects = dict[int, str]


def read_effects(part: Part, intake: Intake) -> Effects:
    """The names of terms by their MedDRA code."""
    effects: Effects = {}
    for _, (code, name) in read_table(part, intake, ("meddra_id", "meddra_name")):
        if names_nothing(name):
            intake.skip(NOTHING)
        elif number_of(code) >= 0 and name:
            effects[number_of(code)] = name
        else:
            intake.skip("a term without a code or name")
    return effects


def facts(part: Part, labels: LabelDrugs, effects: Effects, intake: Intake) -> Iterator[Fact]:
    """Each ingredient and effect once."""
    heard = _Heard(labels, effects, intake)
    for _, (label, section, code) in read_table(part, intake, _COLUMNS):
        heard.hear(label, section, code)
    for rxcui, drug in heard.drugs.items():
        yield from _name(rxcui, drug, labels.names[rxcui], intake)
    for (rxcui, drug), rows in zip(heard.drug_ids, heard.rows, strict=True):
        for place, same in groupby(sorted(rows), lambda row: row >> _EFFECT_AT):
            number, name = heard.effect_ids[place]
            found = list(same)
            intake.merge(len(found) - 1)
            yield _side_effect(rxcui, drug, effects[number], name, found)


@dataclass(slots=True)
class _Heard:
    """What labels say: for the drug at each place, its rows as numbers."""

    labels: LabelDrugs
    effects: Effects
    intake: Intake
    drugs: dict[int, str] = field(default_factory=dict)
    drug_ids: list[tuple[int, str]] = field(default_factory=list)
    effect_ids: list[tuple[int, str]] = field(default_factory=list)
    rows: list["array[int]"] = field(default_factory=list)
    _places: dict[int | str, int] = field(default_factory=dict)
    _effects: dict[int | str, int] = field(default_factory=dict)

    def hear(self, label: str, section: str, code: str) -> None:
        """One effect of one label."""
        number, effect = number_of(label), number_of(code)
        reason = self.labels.reason_against(number, self.intake)
        if reason is None and effect not in self.effects:
            reason = "an effect without a known term"
        if reason is not None:
            self.intake.skip(reason)
            return
        row = self._effect(effect) << _EFFECT_AT | number << _SECTION_BITS
        place = self._drug(self.labels.ingredient[number])
        self.rows[place].append(row | _SECTIONS.get(section, 0))

    def _drug(self, rxcui: int) -> int:
        if rxcui not in self._places:
            cited = (Citation(SOURCE, f"RxCUI {rxcui}"),)
            codes = [(CodeSystem.RXNORM, str(rxcui))]
            drug = self.drugs[rxcui] = self.intake.drug(self.labels.names[rxcui], cited, codes)
            if drug not in self._places:
                self._places[drug] = len(self.drug_ids)
                self.drug_ids.append((rxcui, drug))
                self.rows.append(array("Q"))
            self._places[rxcui] = self._places[drug]
        return self._places[rxcui]

    def _effect(self, code: int) -> int:
        if code not in self._effects:
            name = self.effects[code]
            effect = effect_of(self.intake, name, (Citation(SOURCE, name),))
            if effect not in self._effects:
                self._effects[effect] = len(self.effect_ids)
                self.effect_ids.append((code, effect))
            self._effects[code] = self._effects[effect]
        return self._effects[code]


def _name(rxcui: int, drug: str, name: str, intake: Intake) -> Iterator[Fact]:
    cited = (Citation(SOURCE, f"RxCUI {rxcui}"),)
    yield from codes_of(intake, drug, [(CodeSystem.RXNORM, str(rxcui))], cited)
    yield from more_names(intake, drug, [name], cited)


def _side_effect(rxcui: int, drug: str, name: str, effect: str, rows: list[int]) -> SideEffect:
    sections = {row & _ALL for row in rows}
    count, boxed = len({row >> _SECTION_BITS for row in rows}), _BOXED in sections
    where = ", in a boxed warning too" if boxed else ""
    where += ", among the warnings too" if _WARNED in sections else ""
    return SideEffect(
        id=f"onsides:{drug}:{effect}",
        subject=key("drug", drug),
        effect=effect,
        frequency=Frequency.UNKNOWN,
        percent=None,
        seriousness=EffectSeriousness.SERIOUS if boxed else EffectSeriousness.UNKNOWN,
        phase=phase_of(name),
        impairs=(),
        note=f"A language model found it on {count} label{'s' if count > 1 else ''}{where}.",
        citations=(Citation(SOURCE, f"RxCUI {rxcui}, {name}"),),
    )


_FILES = (
    "vocab_rxnorm_ingredient",
    "vocab_rxnorm_ingredient_to_product",
    "product_to_rxnorm",
    "vocab_meddra_adverse_effect",
    "product_adverse_effect",
)


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Drugs, effects, and on how many labels of a drug an effect stands."""
    parts = _parts(find_parts(paths))
    intake.size = sum(part.size for part in parts.values())
    yield _source()
    labels = read_labels(
        parts["vocab_rxnorm_ingredient"],
        parts["vocab_rxnorm_ingredient_to_product"],
        parts["product_to_rxnorm"],
        intake,
    )
    effects = read_effects(parts["vocab_meddra_adverse_effect"], intake)
    yield from facts(parts["product_adverse_effect"], labels, effects, intake)


def _parts(parts: Sequence[Part]) -> dict[str, Part]:
    return {name: pick_one(parts, rf"{name}\.csv", f"{name}.csv") for name in _FILES}


def _source() -> Source:
    return Source(
        id=SOURCE,
        title="OnSIDES, as imported",
        kind="side effects from labels",
        publisher="Tatonetti Lab",
        licence="CC BY 4.0 (code: MIT)",
        version="3, not told more exactly by the files",
        address="https://github.com/tatonetti-lab/onsides",
        note="A section is the RxCUI of an ingredient and a term of MedDRA. Read by a model: some "
        "effects are missed, some are wrong.",
    )


DATA_SET = DataSet(
    key="onsides",
    title="OnSIDES",
    homepage="https://onsidesdb.org",
    licence="CC-BY-4.0",
    read=read,
    at_least=5,
    adds="side effects of some thousand ingredients with the number of labels that name them",
    files="onsides-v3.x.x.zip, or its folder csv/",
    size="150 MB zipped, 500 MB unpacked",
    rank=65,
    # The releases after 3.1.1 have no data of their own, as their notes say.
    published=at(
        "https://github.com/tatonetti-lab/onsides/releases/download/v3.1.1/onsides-v3.1.1.zip",
        documented="https://github.com/tatonetti-lab/onsides/releases",
    ),
)
