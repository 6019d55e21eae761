"""Effects of labels as side effects of ingredients. Seven million rows are kept as counts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.facts import Citation, Fact, SideEffect, key
from app.domain.terms import CodeSystem, EffectSeriousness, Frequency
from app.importers.effects import effect_of, phase_of
from app.importers.intake import Intake
from app.importers.known import codes_of, more_names
from app.importers.lines import read_table
from app.importers.onsides.labels import Labels
from app.importers.parts import Part

SOURCE = "onsides"
_COLUMNS = ("product_label_id", "label_section", "effect_meddra_id")
# There are fewer effects and labels than these.
_MANY, _MOST = 1 << 20, (1 << 24) - 1
_BOXED, _WARNED = 1, 2
_SECTIONS = {"BW": _BOXED, "WP": _WARNED, "AR": 0}
Terms = dict[int, str]


def read_terms(part: Part, intake: Intake) -> Terms:
    """The names of terms by their MedDRA code."""
    terms: Terms = {}
    for _, (code, name) in read_table(part, intake, ("meddra_id", "meddra_name")):
        if code.isdecimal() and name:
            terms[int(code)] = name
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
    ids, effects = heard.drug_ids, heard.effect_ids
    for pair, packed in heard.pairs.items():
        one, other = divmod(pair, _MANY)
        (first, slug), (term, effect) = ids[one], effects[other]
        yield _side_effect(first, slug, terms[term], effect, packed)


@dataclass(slots=True)
class _Heard:
    """What labels say, by places in lists: `pairs` are drug and effect as one number, with the last
    label, the number of labels and the sections as another.
    """

    labels: Labels
    terms: Terms
    intake: Intake
    drugs: dict[int, str] = field(default_factory=dict)
    drug_ids: list[tuple[int, str]] = field(default_factory=list)
    effect_ids: list[tuple[int, str]] = field(default_factory=list)
    pairs: dict[int, int] = field(default_factory=dict)
    _places: dict[int | str, int] = field(default_factory=dict)
    _effects: dict[int | str, int] = field(default_factory=dict)

    def hear(self, label: str, section: str, code: str) -> None:
        """One effect of one label."""
        number, term = _number(label), _number(code)
        reason = self.labels.reason_against(number)
        if reason is None and term not in self.terms:
            reason = "an effect without a known term"
        if reason is not None:
            self.intake.skip(reason)
            return
        pair = self._drug(self.labels.ingredient[number]) * _MANY + self._effect(term)
        before = self.pairs.get(pair, 0)
        if before:
            self.intake.merge()
        # The effects of a label stand together: one that stands twice counts once.
        count = before >> 2 & _MOST
        same = before >> 26 == number and before > 0
        flags = (before | _SECTIONS.get(section, 0)) & 3
        self.pairs[pair] = number << 26 | (count + (not same)) << 2 | flags

    def _drug(self, rxcui: int) -> int:
        if rxcui not in self._places:
            cited = (Citation(SOURCE, f"RxCUI {rxcui}"),)
            codes = [(CodeSystem.RXNORM, str(rxcui))]
            drug = self.drugs[rxcui] = self.intake.drug(self.labels.names[rxcui], cited, codes)
            if drug not in self._places:
                self._places[drug] = len(self.drug_ids)
                self.drug_ids.append((rxcui, drug))
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


def _number(text: str) -> int:
    """-1 for what is no number: no label and no term has it."""
    return int(text) if text.isdecimal() else -1


def _name(rxcui: int, drug: str, name: str, intake: Intake) -> Iterator[Fact]:
    cited = (Citation(SOURCE, f"RxCUI {rxcui}"),)
    yield from codes_of(intake, drug, [(CodeSystem.RXNORM, str(rxcui))], cited)
    yield from more_names(intake, drug, [name], cited)


def _side_effect(rxcui: int, drug: str, name: str, effect: str, packed: int) -> SideEffect:
    count, boxed = packed >> 2 & _MOST, bool(packed & _BOXED)
    where = ", in a boxed warning too" if boxed else ""
    where += ", among the warnings too" if packed & _WARNED else ""
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
