"""The shapes of interactions, key by key in the recorded order. Every leaf is a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.api.rxnav.asking import Call
from app.api.rxnav.groups import Group
from app.api.rxnav.words import NOT_TOLD
from app.domain.between import Between
from app.domain.by_rxcui import Given, Met
from app.domain.shelves import Term

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of ingredients in its shape, and the sentence that tells it in a comment."""

    shape: Shape
    sentence: str


def concept(term: Term) -> Shape:
    """A concept, as it stands everywhere in an interaction."""
    return {"rxcui": term.rxcui, "name": term.name, "tty": term.term_type}


def ingredient(drug: str, call: Call) -> Term:
    """A drug as an ingredient. One without a RxCUI has its name, and no number."""
    knowledge = call.held.knowledge
    found = knowledge.terms.ingredient(drug)
    return found or Term("", "IN", knowledge.drugs[drug].name, "", False, False)


def list_group(group: Group, met: Sequence[Met], call: Call) -> Shape | None:
    """What a group says of all who meet in a list; None where it says nothing."""
    types = [shape for one in met if (shape := _full_type(group, one, call)) is not None]
    return _group(group, "fullInteractionType", types)


def drug_group(
    group: Group, given: Given, told: Sequence[tuple[str, Sequence[Between]]], call: Call
) -> Shape | None:
    """What a group says of one drug, ingredient by ingredient, with everything that it meets."""
    types = []
    for drug, partners in told:
        pairs = [pair.shape for pair in _pairs(group, partners, call)]
        if pairs:
            term = ingredient(drug, call)
            types.append(
                {
                    "comment": f"{given.term.name} ({given.term.rxcui}) is resolved to "
                    f"{term.name} ({term.rxcui})",
                    "minConceptItem": concept(given.term),
                    "interactionPair": pairs,
                }
            )
    return _group(group, "interactionType", types)


def _group(group: Group, name: str, types: list[Shape]) -> Shape | None:
    if not types:
        return None
    return {"sourceDisclaimer": group.disclaimer, "sourceName": group.name, name: types}


def _full_type(group: Group, met: Met, call: Call) -> Shape | None:
    pairs = list(_pairs(group, met.pairs, call))
    if not pairs:
        return None
    one, other = met.one.term, met.other.term
    return {
        "comment": " ".join(
            (_named("Drug1", one), _named("Drug2", other), *(pair.sentence for pair in pairs))
        ),
        "minConcept": [concept(one), concept(other)],
        "interactionPair": [pair.shape for pair in pairs],
    }


def _named(place: str, term: Term) -> str:
    return f"{place} (rxcui = {term.rxcui}, name = {term.name}, tty = {term.term_type})."


def _pairs(group: Group, told: Sequence[Between], call: Call) -> Iterator[Pair]:
    """What the group says of each pair: made once for a release."""
    remembered = call.remembered.pairs
    for one in told:
        name = (group.name, one.one, one.other)
        made: Pair | bool | None = remembered.get(name, False)
        if isinstance(made, bool):
            call.remembered.make_room()
            made = remembered[name] = _pair(group, one, call)
        if made is not None:
            yield made


def _pair(group: Group, told: Between, call: Call) -> Pair | None:
    claim = group.claim(told)
    if claim is None:
        return None
    terms = ingredient(told.one, call), ingredient(told.other, call)
    names = [call.held.knowledge.drugs[drug].name for drug in (told.one, told.other)]
    shape = {
        "interactionConcept": [
            {"minConceptItem": concept(term), "sourceConceptItem": _source(drug, name, call)}
            for drug, name, term in zip((told.one, told.other), names, terms, strict=True)
        ],
        "severity": claim.severity,
        "description": claim.description,
    }
    sentence = (
        f"Drug1 is resolved to {terms[0].name}, Drug2 is resolved to {terms[1].name} "
        f"and interaction asserted in {group.name} between {names[0]} and {names[1]}."
    )
    return Pair(shape, sentence)


def _source(drug: str, name: str, call: Call) -> Shape:
    """Each drug has an id of its own: a client keys its map by the two ids of a pair."""
    address = call.request.app.state.settings.public_url.rstrip("/")
    return {"id": drug, "name": name, "url": f"{address}/drugs/{drug}" if address else NOT_TOLD}
