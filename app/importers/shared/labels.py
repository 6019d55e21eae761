"""Labels: as a file has them, the drugs they speak of, their newest version, and as facts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from app.domain.facts import (
    Citation,
    Citations,
    Code,
    CodeSystem,
    Fact,
    Label,
    LabelDrug,
    LabelMention,
    LabelSection,
    ReadLabel,
    key,
)
from app.domain.names.codes import ndc_shapes, problem_with_code
from app.domain.names.lexicon import SALTS, is_half, without_salts
from app.domain.names.matching import CodeOf
from app.importers.run import Intake
from app.importers.shared.label_mentions import NamedByLabel, facts_of, sentences_of_label
from app.importers.shared.label_pool import Job, LabelPool

# Set ids are UUIDs; a few old ones are written in another form.
_SET_ID = re.compile(r"[0-9a-z][0-9a-z-]{7,63}")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)\d*")
_HUMAN = ("human ", "vaccine", "plasma derivative", "cellular therapy")
HOMEOPATHIC = "no human drug: homeopathic"
_OTHERS = ("animal", "dietary supplement", "bulk ingredient", "cosmetic", "medical device", "food")


@dataclass(frozen=True, slots=True)
class Substance:
    """An active ingredient: `codes` are its own, `salt_codes` those of the salt that is in it."""

    name: str
    codes: tuple[CodeOf, ...] = ()
    salt_codes: tuple[CodeOf, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section with its plain name; `code` None where the file gives it none. `rows` are those of
    tables that stand beside the text.
    """

    section: str
    code: str | None
    heading: str
    text: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLabel:
    """`codes` are codes of the substances that cannot be distinguished; `product_codes` RxCUIs and
    NDCs of whole products.
    """

    set_id: str
    version: str
    effective_on: str | None
    title: str
    labeler: str | None
    kind: str
    products: tuple[str, ...]
    substances: tuple[Substance, ...]
    codes: tuple[CodeOf, ...]
    product_codes: tuple[CodeOf, ...]
    sections: tuple[FoundSection, ...]
    routes: tuple[str, ...] = ()


def read_set_id(text: object) -> str | None:
    """A set id in the one form in which labels are known; None for what is none."""
    found = str(text or "").strip().lower()
    return found if _SET_ID.fullmatch(found) else None


def read_day(text: object) -> str | None:
    """`20231031` as `2023-10-31`; None for what is no day."""
    found = _DAY.fullmatch(str(text or "").strip())
    if found is None or not ("01" <= found[2] <= "12" and "01" <= found[3] <= "31"):
        return None
    return f"{found[1]}-{found[2]}-{found[3]}"


def why_not_human(kind: str) -> str | None:
    """Why a document of this kind is no label of a human drug; None for one that is."""
    kind = kind.lower()
    other = next((one for one in _OTHERS if one in kind), None)
    if other is not None:
        return f"no human drug: {other}"
    return None if kind.startswith(_HUMAN) else "another kind of document"


_AND = re.compile(r"\s*(?:[,;/+&]|\band\b)\s*", re.I)


def unii(code: str) -> tuple[CodeOf, ...]:
    """A UNII as a code; none if it is not one."""
    fits = problem_with_code(CodeSystem.UNII, code) is None
    return ((CodeSystem.UNII, code),) if fits else ()


def product_codes(rxcuis: Sequence[str], ndcs: Sequence[str]) -> tuple[CodeOf, ...]:
    """Codes of products, an NDC as written and in its one long shape."""
    shapes = [shape for one in ndcs for shape in (one, *ndc_shapes(one))]
    return tuple(
        [(CodeSystem.RXNORM, one) for one in rxcuis] + [(CodeSystem.NDC, one) for one in shapes]
    )


def split_names(text: str) -> list[str]:
    """The names of a combination: `olanzapine and fluoxetine hydrochloride` is two."""
    return [one for one in _AND.split(text) if one]


def base_name(name: str, shorter: str | None = None) -> str:
    """A name in lower case, without the words of a salt behind it. `shorter` may be the same
    substance without the salt.
    """
    words = name.lower().split()
    if shorter is not None and name.lower().startswith(f"{shorter.lower()} "):
        words = shorter.lower().split()
    while not without_salts((words[-1],)) and without_salts(tuple(words[:-1])):
        if is_half(tuple(words[:-1])):
            break
        words.pop()
    return " ".join(words)


def is_salt_of(whole: str, moiety: str) -> bool:
    """Whether a name is that of a moiety with a salt, an ester of no name of its own or water: the
    drug is the moiety then. `Valacyclovir hydrochloride` is no salt of acyclovir.
    """
    if base_name(whole) == base_name(moiety):
        return True
    words, start = whole.lower().split(), moiety.lower().split()
    rest = words[len(start) :]
    return words[: len(start)] == start and all(one in SALTS or is_half((one,)) for one in rest)


_HOMEOPATHIC = re.compile(
    r"\bH\.?P\.?U\.?S\b|\bhomo?eopathic\s+(?:medicines?|remed|drugs?\b|preparations?|products?|"
    r"indications?|formulas?|uses?\b|pharmacop)",
    re.I,
)
# Here a label says what its product is; elsewhere it may speak of the remedies of others.
_SAYS_WHAT_IT_IS = frozenset(
    {
        "active_ingredient", "purpose", "indications_and_usage", "spl_unclassified_section",
        "package_label_principal_display_panel", "description",
    }
)  # fmt: skip


def why_homeopathic(sections: Sequence[FoundSection], products: Sequence[str]) -> str | None:
    """The reason against a label that calls its own product homeopathic."""
    texts = [one.text for one in sections if one.section in _SAYS_WHAT_IT_IS]
    found = any(_HOMEOPATHIC.search(text) for text in (*products, *texts))
    return HOMEOPATHIC if found else None


def others(whole: str, base: str) -> tuple[str, ...]:
    """The name with its salt, where that is another one than the base's."""
    return () if whole.lower() in ("", base) else (whole,)


Version = tuple[int, str]


def version_of(number: object, day: object) -> Version:
    """What versions of one label are compared by: the number, then the day."""
    text = str(number or "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else -1, str(day or "")


@dataclass(slots=True)
class Newest:
    """Which document of each set id is the newest, by its number in the order of reading."""

    _best: dict[str, tuple[Version, int]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def see(self, set_id: str, version: Version, number: int) -> None:
        """One document; of equal versions the first stays."""
        known = self._best.get(set_id)
        if known is None or version > known[0]:
            self._best[set_id] = (version, number)

    def take(self, set_id: str, number: int) -> bool:
        """Whether this document becomes facts. Of a set id that was not seen the first one is."""
        best = self._best.get(set_id)
        if set_id in self._taken or (best is not None and best[1] != number):
            return False
        self._taken.add(set_id)
        return True


@dataclass(slots=True)
class Linked:
    """The drugs of a label, each once, and codes of theirs that no data set had."""

    drugs: list[str] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)

    def add(self, drug: str) -> None:
        """One more drug."""
        if drug not in self.drugs:
            self.drugs.append(drug)


def link_drugs(label: FoundLabel, citations: Citations, intake: Intake) -> Linked:
    """No drug where nothing says for certain which they are."""
    linked = Linked()
    if not label.substances:
        return _known(_of_products(label, intake), linked, intake)
    paired = all(one.codes or one.salt_codes for one in label.substances)
    if paired or len(label.substances) == 1:
        for one in label.substances:
            _link(one, label, citations, intake, linked)
        return linked
    return _of_several(label, citations, intake, linked)


def _link(
    one: Substance, label: FoundLabel, citations: Citations, intake: Intake, linked: Linked
) -> None:
    """A substance whose codes stand beside its name."""
    codes = (*one.codes, *one.salt_codes)
    if len(label.substances) == 1 and intake.find_drug(one.name, codes, one.names) is None:
        known = _of_products(label, intake)
        if len(known) == 1:
            _known(known, linked, intake)
            return
    if intake.recognise(one.name, codes, one.names).reason is not None:
        return
    new = [code for code in one.codes if intake.find_drug("", (code,)) is None]
    drug = intake.drug(one.name, citations, codes, one.names)
    linked.add(drug)
    new = [code for code in new if not _is_another(one, drug, code, label, intake)]
    linked.codes += [Code(f"drug:{drug}", system, code, citations) for system, code in new]


def _is_another(one: Substance, drug: str, code: CodeOf, label: FoundLabel, intake: Intake) -> bool:
    """Whether a drug that was found by its name has another code already: then the substance of
    the label may be another one. A salt or a hydrate has a code of its own, and is none.
    """
    system, written = code
    known = sorted(intake.known.drugs.codes_of(drug, system) - {written})
    if not known or base_name(one.name) != one.name.lower():
        return False
    intake.conflict(
        f"'{one.name}' has {system.value} {written} in label {label.set_id}, but {drug} has "
        f"{', '.join(known)}"
    )
    return True


def _of_several(label: FoundLabel, citations: Citations, intake: Intake, linked: Linked) -> Linked:
    """Names and codes of several substances, in no common order: together they must fit."""
    names = [one.name for one in label.substances]
    coded = _coded(label.codes, intake)
    named = {name: intake.find_drug(name) for name in names}
    if len(coded) == len(label.codes) == len(names):
        others = [f"'{name}' is {one}" for name, one in named.items() if one not in (*coded, None)]
        intake.conflict(*(f"{one}, which no UNII of label {label.set_id} says" for one in others))
        return _known(coded, linked, intake)
    products = _of_products(label, intake)
    if len(products) == len(names):
        return _known(products, linked, intake)
    known = [one for one in named.values() if one is not None]
    unknown = [name for name, one in named.items() if one is None]
    # A code that none of the names explains stands for one of the unknown names.
    left = [one for one in coded if one not in known]
    _known([*known, *left], linked, intake)
    if left and len(left) < len(unknown):
        intake.note("labels with ingredients that could not be told apart")
    elif not left:
        for name in unknown:
            if intake.recognise(name).reason is None:
                linked.add(intake.drug(name, citations))
    return linked


def _known(drugs: list[str], linked: Linked, intake: Intake) -> Linked:
    for drug in drugs:
        intake.mention_drug(drug)
        linked.add(drug)
    return linked


def _coded(codes: tuple[CodeOf, ...], intake: Intake) -> list[str]:
    found = [intake.find_drug("", (code,)) for code in codes]
    return list(dict.fromkeys(one for one in found if one is not None))


def _of_products(label: FoundLabel, intake: Intake) -> list[str]:
    """The ingredients of the products that are known by their codes."""
    products = intake.known.products
    found = (products[code][1] for code in label.product_codes if code in products)
    drugs = (drug for ingredients in found for drug in ingredients)
    return list(dict.fromkeys(drug for drug in drugs if drug in intake.known.drugs.things))


def label_facts(label: FoundLabel, source: str, intake: Intake) -> Iterator[Fact]:
    """The label, its drugs and its sections; the drugs' own facts are the intake's."""
    cited = (Citation(source, f"set id {label.set_id}"),)
    linked = link_drugs(label, cited, intake)
    if not linked.drugs:
        intake.note("labels of which no drug is certain: kept without one")
    yield _label(label, linked, source)
    yield from linked.codes
    for drug in linked.drugs:
        yield LabelDrug(label.set_id, drug, cited)
    for place, section in enumerate(label.sections, 1):
        yield _section(label, place, section, source)


def job_of(label: FoundLabel, drugs: Sequence[str]) -> Job | None:
    """The label to be read, if it is one of one drug, and has sections that are read."""
    sentences = sentences_of_label(label.sections) if len(drugs) == 1 else []
    if not sentences:
        return None
    names = (drugs[0], *label.products, *(one.name for one in label.substances))
    return Job(key("drug", drugs[0]), names, tuple(sentences))


# The facts of a label, and the label itself as far as it is still to be read.
LabelFacts = tuple[list[Fact], FoundLabel | None]


def with_mentions(labels: Iterable[LabelFacts], source: str, intake: Intake) -> Iterator[Fact]:
    """The facts of labels, and behind those of each whom it names."""
    stream = ((one, _job(*one)) for one in labels)
    first = next(stream, None)
    while first is not None and first[1] is None:
        yield from first[0][0]
        first = next(stream, None)
    if first is None:
        return
    pool = LabelPool(intake.known.label_reader)
    for (facts, label), named in pool.read(chain([first], stream)):
        yield from facts
        if label is not None and named is not None:
            yield from _read(label, named, source, intake)


def _job(facts: Sequence[Fact], label: FoundLabel | None) -> Job | None:
    if label is None:
        return None
    return job_of(label, [one.drug for one in facts if isinstance(one, LabelDrug)])


def _read(
    label: FoundLabel, named: NamedByLabel, source: str, intake: Intake
) -> Iterator[ReadLabel | LabelMention]:
    """Whom the label of one drug names: of what its labels say in the same way, the first."""
    drug = named.drug
    for fact in facts_of(named, label, source):
        if isinstance(fact, ReadLabel):
            intake.mention_drug(drug)
            yield replace(fact, also_names=tuple(filter(intake.knows, fact.also_names)))
        elif intake.knows(fact.subject) and intake.first(
            ("label mention", drug, fact.subject, fact.section, fact.statement, fact.condition)
        ):
            yield fact


def _label(label: FoundLabel, linked: Linked, source: str) -> Label:
    return Label(
        id=label.set_id,
        title=label.title or _title(label, linked),
        version=label.version,
        effective_on=label.effective_on,
        labeler=label.labeler,
        kind=label.kind,
        products=label.products,
        drugs=tuple(linked.drugs),
        citations=(Citation(source, f"set id {label.set_id}"),),
    )


def _title(label: FoundLabel, linked: Linked) -> str:
    named = ", ".join(label.products or linked.drugs)
    return f"Label of {named}" if named else "Label without a title or a known drug"


def _section(label: FoundLabel, place: int, one: FoundSection, source: str) -> LabelSection:
    cited = (Citation(source, f"set id {label.set_id}, {one.heading}"),)
    return LabelSection(label.set_id, place, one.section, one.code, one.heading, one.text, cited)
