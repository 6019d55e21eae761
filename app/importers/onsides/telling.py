"""Effects of labels as side effects of ingredients. Seven million rows are kept as numbers."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from app.domain.facts import Citation, Fact, SideEffect, key
from app.domain.terms import CodeSystem, EffectSeriousness, Frequency
from app.importers.effects import effect_of, phase_of
from app.importers.intake import Intake
from app.importers.known import codes_of, more_names
from app.importers.lines import read_table
from app.importers.onsides.labels import LABEL_BITS, Labels, number_of
from app.importers.parts import Part

SOURCE = "onsides"
_COLUMNS = ("product_label_id", "label_section", "effect_meddra_id")
_BOXED, _WARNED, _ALL = 1, 2, 3
# A row as one number: the place of its effect, its label, its section.
_SECTION_BITS = 2
_EFFECT_AT = LABEL_BITS + _SECTION_BITS
_SECTIONS = {"BW": _BOXED, "WP": _WARNED, "AR": 0}
Terms = dict[int, str]


def read_terms(part: Part, intake: Intake) -> Terms:
    """The names of terms by their MedDRA code."""
    terms: Terms = {}
    for _, (code, name) in read_table(part, intake, ("meddra_id", "meddra_name")):
        if number_of(code) >= 0 and name:
            terms[number_of(code)] = name
        else:
            intake.skip("a term without a code or name")
    return terms


def tell(part: Part, labels: Labels, terms: Terms, intake: Intake) -> Iterator[Fact]:
    """Each ingredient and effect once."""
    heard = _Heard(labels, terms, intake)
    for _, (label, section, code) in read_table(part, intake, _COLUMNS):
        heard.hear(label, section, code)
    for rxcui, drug in heard.drugs.items():
        yield from _name(rxcui, drug, labels.names[rxcui], intake)
    for (rxcui, drug), rows in zip(heard.drug_ids, heard.rows, strict=True):
        for place, same in groupby(sorted(rows), lambda row: row >> _EFFECT_AT):
            term, effect = heard.effect_ids[place]
            found = list(same)
            intake.merge(len(found) - 1)
            yield _side_effect(rxcui, drug, terms[term], effect, found)


@dataclass(slots=True)
class _Heard:
    """What labels say: for the drug at each place, its rows as numbers."""

    labels: Labels
    terms: Terms
    intake: Intake
    drugs: dict[int, str] = field(default_factory=dict)
    drug_ids: list[tuple[int, str]] = field(default_factory=list)
    effect_ids: list[tuple[int, str]] = field(default_factory=list)
    rows: list["array[int]"] = field(default_factory=list)
    _places: dict[int | str, int] = field(default_factory=dict)
    _effects: dict[int | str, int] = field(default_factory=dict)

    def hear(self, label: str, section: str, code: str) -> None:
        """One effect of one label."""
        number, term = number_of(label), number_of(code)
        reason = self.labels.reason_against(number)
        if reason is None and term not in self.terms:
            reason = "an effect without a known term"
        if reason is not None:
            self.intake.skip(reason)
            return
        row = self._effect(term) << _EFFECT_AT | number << _SECTION_BITS
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
            name = self.terms[code]
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
