"""One input of a question: what somebody wrote, and what a known spelling of it means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.doses import Dose
from app.domain.english import with_article
from app.domain.facts import DrugKind, NameKind, Product, ProductKind, split_key
from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.lexicon import RELEASES, route_of_form


class InputStatus(StrEnum):
    RESOLVED = "resolved"
    NEEDS_CONFIRMATION = "needs_confirmation"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


class Via(StrEnum):
    GENERIC = "generic"
    BRAND = "brand"
    SYNONYM = "synonym"
    SALT = "salt"
    CODE = "code"
    PRODUCT = "product"
    CLASS = "class"


@dataclass(slots=True)  # not frozen: decision 0006
class Asked:
    """Words, or a code of a system. `stopped_on` is the ISO day of the last dose, `dose` what is
    taken at once or in a day. `also` are further codes and words for the same one medicine.
    """

    name: str | None = None
    system: str | None = None
    code: str | None = None
    stopped_on: str | None = None
    dose: Dose | None = None
    also: tuple["Asked", ...] = ()

    @property
    def words(self) -> str:
        """The asker's own words."""
        return self.name if self.name is not None else f"{self.system}:{self.code}"


@dataclass(slots=True)  # not frozen: decision 0006
class DrugRef:
    id: str
    name: str
    kind: DrugKind


@dataclass(frozen=True, slots=True)
class ClassRef:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ProductRef:
    """What is dispensed; `strength` and `form` are null for a brand that comes in several."""

    id: str
    name: str
    strength: str | None
    form: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A drug that may have been meant; `distance` counts the edits between the two spellings."""

    id: str
    name: str
    matched_name: str
    distance: int


@dataclass(frozen=True, slots=True)
class Near:
    """A known spelling near a written one; `likeness` from 0 (nothing alike) to 1 (equal)."""

    spelling: str
    distance: int
    likeness: float


# Known spellings near a written one, nearest first. The services bring a library for it.
Nearest = Callable[[str], list[Near]]


@dataclass(slots=True)  # not frozen: decision 0006
class Input:
    """One input with exactly one status. `drugs` is empty unless resolved to drugs."""

    input: str
    status: InputStatus
    via: Via | None = None
    drugs: tuple[DrugRef, ...] = ()
    drug_class: ClassRef | None = None
    product: ProductRef | None = None
    understood: Mapping[str, str] = field(default_factory=dict)
    not_understood: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    explanation: tuple[str, ...] = ()
    corrected_to: str | None = None


def nothing_near(_: str) -> list[Near]:
    """No corrections: for callers that want exact names only."""
    return []


_VIA = {
    NameKind.GENERIC: Via.GENERIC,
    NameKind.BRAND: Via.BRAND,
    NameKind.SYNONYM: Via.SYNONYM,
    NameKind.SALT: Via.SALT,
    NameKind.ABBREVIATION: Via.SYNONYM,
}


def meant(
    text: str, hits: Sequence[NameHit], knowledge: Knowledge, understood: Mapping[str, str]
) -> Input:
    """The input for a spelling that is known exactly. Two meanings make it ambiguous.

    A drug or product that several data sets record under ids of their own is one meaning.
    """
    if len(hits) > 1:
        drugs = {_drugs_of(hit, knowledge) for hit in hits}
        if len(drugs) == 1 and None not in drugs:
            return _same_from_several_data_sets(text, hits, knowledge, understood)
        return Input(
            text,
            InputStatus.AMBIGUOUS,
            understood=dict(understood),
            candidates=tuple(candidate(hit, 0, knowledge) for hit in hits),
            explanation=(f"'{text}' is a name of {len(hits)} different things",),
        )
    hit = hits[0]
    kind, slug = split_key(hit.subject)
    if kind == "class":
        return _as_class(text, slug, knowledge, understood)
    if kind == "product":
        return of_product(text, knowledge.products[slug], knowledge, understood, Via.PRODUCT, hit)
    via = Via.SALT if "salt" in understood and hit.kind is NameKind.GENERIC else _VIA[hit.kind]
    drug = drug_ref(slug, knowledge)
    understood = _with_form(understood, _release_in(hit))
    word = {Via.BRAND: "brand"}.get(via, via.value)
    return Input(
        text,
        InputStatus.RESOLVED,
        via,
        drugs=(drug,),
        understood={word: hit.text, **understood},
        explanation=_why(text, hit, drug, understood),
    )


def _release_in(hit: NameHit) -> str | None:
    """The release that the last word of a brand tells: `Seroquel XR`."""
    word = hit.text.casefold().replace("-", " ").split()[-1] if hit.text else ""
    return RELEASES.get(word) if hit.kind is NameKind.BRAND else None


def _with_form(understood: Mapping[str, str], form: str | None) -> Mapping[str, str]:
    """What is understood, with the form that a name tells beside the one that is written."""
    written = understood.get("form", "")
    if form is None or form in written:
        return understood
    more = [one for one in written.split(", ") if one not in form]
    return {**understood, "form": ", ".join([form, *more])}


def _drugs_of(hit: NameHit, knowledge: Knowledge) -> frozenset[str] | None:
    """What it is made of; None for a class."""
    kind, slug = split_key(hit.subject)
    if kind == "product":
        return frozenset(knowledge.products[slug].ingredients)
    return frozenset({slug}) if kind == "drug" else None


def _same_from_several_data_sets(
    text: str, hits: Sequence[NameHit], knowledge: Knowledge, understood: Mapping[str, str]
) -> Input:
    """The drug itself, or else one of the products: the brand as such, and a curated one, which
    has the shortest id. Strength and form are kept only where all of them have the same.
    """
    drugs = [hit for hit in hits if hit.subject.startswith("drug:")]
    found = {hit: knowledge.products[split_key(hit.subject)[1]] for hit in hits if hit not in drugs}
    if drugs:
        forms = {one.form for one in found.values()}
        form = forms.pop() if len(forms) == 1 else None
        return meant(text, drugs[:1], knowledge, _with_form(understood, form))
    hit, product = min(
        found.items(),
        key=lambda one: (one[1].kind is not ProductKind.BRAND, len(one[1].id), one[1].id),
    )
    strengths = {one.strength for one in found.values()}
    forms = {one.form for one in found.values()}
    one = replace(
        product,
        strength=product.strength if len(strengths) == 1 else None,
        form=product.form if len(forms) == 1 else None,
    )
    return of_product(text, one, knowledge, understood, Via.PRODUCT, hit)


def with_others_beside(found: Input, spelling: str, knowledge: Knowledge) -> Input:
    """The same input, which also says what an imported data set calls so: it was not taken."""
    lines = [_not_taken(hit, knowledge) for hit in knowledge.names.beside(spelling)]
    if not lines:
        return found
    return replace(found, explanation=(*found.explanation, *dict.fromkeys(lines)))


def _not_taken(hit: NameHit, knowledge: Knowledge) -> str:
    kind, slug = split_key(hit.subject)
    drugs = knowledge.products[slug].ingredients if kind == "product" else (slug,)
    what = "a class of drugs" if kind == "class" else ""
    what = what or " and ".join(knowledge.drugs[one].name for one in drugs)
    where = f" (region {hit.region})" if hit.region else ""
    return f"an imported data set also calls {what} '{hit.text}'{where}: that was not taken"


def several(text: str, parts: Sequence[Input]) -> Input:
    """One input that names several drugs, each known exactly."""
    drugs = {drug.id: drug for part in parts for drug in part.drugs}
    understood: dict[str, str] = {}
    for part in parts:
        for what, value in part.understood.items():
            understood[what] = f"{understood[what]}, {value}" if what in understood else value
    return Input(
        text,
        InputStatus.RESOLVED,
        parts[0].via,
        drugs=tuple(drugs.values()),
        understood=understood,
        explanation=(
            *((f"'{text}' names {len(drugs)} drugs",) if len(drugs) > 1 else ()),
            *dict.fromkeys(line for part in parts for line in part.explanation),
        ),
    )


def of_product(
    text: str,
    product: Product,
    knowledge: Knowledge,
    understood: Mapping[str, str],
    via: Via,
    hit: NameHit | None = None,
) -> Input:
    """A product is its ingredients: what is known is known of these."""
    drugs = tuple(drug_ref(slug, knowledge) for slug in product.ingredients)
    route = route_of_form(product.form) if product.form is not None else None
    known = {"strength": product.strength, "form": product.form, "route": route}
    name = hit.text if hit is not None else product.name
    names = " and ".join(drug.name for drug in drugs)
    own = f"'{name}' is {_PRODUCT_WORD[product.kind]} of {names}"
    return Input(
        text,
        InputStatus.RESOLVED,
        via,
        drugs=drugs,
        product=ProductRef(product.id, product.name, product.strength, product.form),
        understood={
            "product": name,
            **{what: value for what, value in known.items() if value is not None},
            **understood,
        },
        explanation=(own,),
    )


_PRODUCT_WORD = {ProductKind.BRAND: "a brand", ProductKind.CLINICAL: "a product"}


def drug_ref(slug: str, knowledge: Knowledge) -> DrugRef:
    """A drug as an answer names it."""
    drug = knowledge.drugs[slug]
    return DrugRef(drug.id, drug.name, drug.kind)


def candidate(hit: NameHit, distance: int, knowledge: Knowledge) -> Candidate:
    """What may have been meant. A class or product keeps its key, so that it is not a drug."""
    kind, slug = split_key(hit.subject)
    if kind == "product":
        return Candidate(hit.subject, knowledge.products[slug].name, hit.text, distance)
    if kind == "class":
        return Candidate(hit.subject, knowledge.classes[slug].name, hit.text, distance)
    return Candidate(slug, knowledge.drugs[slug].name, hit.text, distance)


def _as_class(text: str, slug: str, knowledge: Knowledge, understood: Mapping[str, str]) -> Input:
    drug_class = knowledge.classes[slug]
    return Input(
        text,
        InputStatus.RESOLVED,
        Via.CLASS,
        drug_class=ClassRef(slug, drug_class.name),
        understood={"class": drug_class.name, **understood},
        explanation=(
            f"'{text}' is a class of drugs ({drug_class.name}): the answer holds for the class, "
            "and single members may differ",
        ),
    )


def _why(text: str, hit: NameHit, drug: DrugRef, understood: Mapping[str, str]) -> tuple[str, ...]:
    lines = []
    if hit.kind is NameKind.GENERIC:
        if "salt" in understood:
            lines.append(f"'{text}' is a salt of {drug.name}")
        elif understood or hit.text != text:
            lines.append(f"'{text}' is {drug.name}")
    else:
        lines.append(f"'{hit.text}' is {with_article(hit.kind.value)} of {drug.name}")
    return tuple(lines)
