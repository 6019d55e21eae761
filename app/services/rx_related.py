"""From a RxCUI to those around it: what it is made of, and what is made of it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from sqlmodel import Session

from app.domain.by_rxcui import drugs_of
from app.domain.knowledge import Knowledge
from app.domain.shelves import Term
from app.store.links import find_links_from, find_links_to

TERM_TYPES = (
    "BN", "BPCK", "DF", "DFG", "GPCK", "IN", "MIN", "PIN", "SBD", "SBDC", "SBDF", "SBDG", "SCD",
    "SCDC", "SCDF", "SCDG",
)  # fmt: skip
# Those that lead down to the ingredients, as links are kept; read backwards they lead up.
_DOWN = (
    "has_ingredient", "has_ingredients", "has_precise_ingredient", "consists_of", "contains",
    "tradename_of", "form_of", "has_part", "isa", "quantified_form_of",
)  # fmt: skip
_SIDEWAYS = ("has_dose_form", "has_doseformgroup")
# The other direction of each relation, under its own name.
_INVERSE = {
    "ingredient_of": "has_ingredient", "ingredients_of": "has_ingredients",
    "precise_ingredient_of": "has_precise_ingredient", "constitutes": "consists_of",
    "contained_in": "contains", "has_tradename": "tradename_of", "has_form": "form_of",
    "part_of": "has_part", "inverse_isa": "isa", "has_quantified_form": "quantified_form_of",
    "dose_form_of": "has_dose_form", "doseformgroup_of": "has_doseformgroup",
    "boss_of": "has_boss",
}  # fmt: skip
RELATIONS = frozenset({*_DOWN, *_SIDEWAYS, "has_boss", *_INVERSE})
# Above a brand stand its products; the same without a brand is one step beside them.
_UNBRANDED = ("tradename_of",)


def related(session: Session, rxcui: str, knowledge: Knowledge) -> dict[str, list[Term]]:
    """All terms around one, by their type; each list in the order of names."""
    term: Term | None = knowledge.terms.get(rxcui)
    if term is None:
        return {}
    found = _made_here(term, knowledge)
    if term.imported:
        found |= _imported(session, term, knowledge)
    found.discard(rxcui)
    return _by_type(found, knowledge)


def related_by(
    session: Session, rxcui: str, relations: Collection[str], knowledge: Knowledge
) -> dict[str, list[Term]]:
    """The terms to which one stands in these relations, by their type."""
    kept = [relation for relation in relations if relation not in _INVERSE]
    turned = [_INVERSE[relation] for relation in relations if relation in _INVERSE]
    found = {other for _, _, other in find_links_from(session, [rxcui], kept)}
    found |= {one for one, _, _ in find_links_to(session, [rxcui], turned)}
    return _by_type(found, knowledge)


def _imported(session: Session, term: Term, knowledge: Knowledge) -> set[str]:
    """Up and down by the links of RxNorm; beside what was found, its dose forms and brands."""

    def down(some: Collection[str]) -> set[str]:
        # A brand is of several products, so that below it stands what this one does not hold.
        walked = [one for one in some if one == term.rxcui or not _is_brand(one, knowledge)]
        return {other for _, _, other in find_links_from(session, walked, _DOWN)}

    def up(some: Collection[str]) -> set[str]:
        return {one for one, _, _ in find_links_to(session, some, _DOWN)}

    above = _closure({term.rxcui}, up)
    found = above | _closure({term.rxcui}, down)
    if term.term_type not in ("IN", "PIN", "MIN"):
        beside = find_links_from(session, above, (*_UNBRANDED, "has_ingredient"))
        found |= {other for _, _, other in beside}
    forms = {other for _, _, other in find_links_from(session, found, _SIDEWAYS)}
    return found | forms | {other for _, _, other in find_links_from(session, forms, _SIDEWAYS)}


def _is_brand(rxcui: str, knowledge: Knowledge) -> bool:
    term: Term | None = knowledge.terms.get(rxcui)
    return term is not None and term.term_type == "BN"


def _closure(start: set[str], step: Callable[[Collection[str]], set[str]]) -> set[str]:
    found, newest = set(start), start
    while newest:
        newest = step(newest) - found
        found |= newest
    return found


def _made_here(term: Term, knowledge: Knowledge) -> set[str]:
    """Where RxNorm tells nothing: the ingredients of a product, the products of an ingredient."""
    terms = knowledge.terms
    drugs = drugs_of(term.rxcui, knowledge)
    found: set[str] = set()
    for drug in drugs:
        if not term.imported:
            found |= {one.rxcui for one in terms.named(drug) if one.term_type == "IN"}
        if term.term_type == "IN":
            found |= {one.rxcui for one in terms.made_of(drug)}
            found |= {one.rxcui for one in terms.named(drug)} if not term.imported else set()
    return found


def _by_type(rxcuis: Iterable[str], knowledge: Knowledge) -> dict[str, list[Term]]:
    by_type: Mapping[str, list[Term]] = defaultdict(list)
    for rxcui in rxcuis:
        term: Term | None = knowledge.terms.get(rxcui)
        if term is not None and not term.retired:
            by_type[term.term_type].append(term)
    return {
        term_type: sorted(terms, key=lambda one: (one.name.casefold(), one.rxcui))
        for term_type, terms in sorted(by_type.items())
    }
