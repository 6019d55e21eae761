"""The interaction interface: one drug, a list of drugs, and who asserts what.

A RxCUI that is not known is named in the disclaimer, and where nothing else can be shown it gets a
pair of its own: clients show both, and none of them reads a header.
"""

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.api.rxnav.request import Call, bad_question
from app.api.rxnav.response import (
    Answer,
    in_ascii,
    not_checked,
    not_known,
    shown,
    without_semicolons,
)
from app.api.rxnav.sources import (
    DISCLAIMER,
    NOT_GRADED,
    UNKNOWN_LICENCE,
    Group,
    groups_for,
    source_names,
)
from app.domain.facts import Term
from app.domain.interactions.recorded import (
    Given,
    InteractingPair,
    RecordedPair,
    interacting_pairs,
    number_of,
    partners,
    read_rxcuis,
)
from app.services.release import LoadedRelease

# The old limit was 50. Twice as many drugs are four times the work.
MOST_RXCUIS = 200
_ROOT = "interactiondata"


def find_from_list(call: Call) -> Answer:
    """All interactions among the drugs of a list."""
    call.required("rxcuis")
    asked = call.listed("rxcuis")
    if len(asked) > MOST_RXCUIS:
        raise bad_question(f"at most {MOST_RXCUIS} rxcuis")
    groups = groups_for(call)
    given, unresolved = read_rxcuis(asked, call.loaded.knowledge)
    pairs = interacting_pairs(given, call.loaded.knowledge)
    shapes = [shape for one in groups if (shape := list_group(one, pairs, call)) is not None]
    if unresolved and not shapes:
        known = [one.term for one in given]
        shapes = _group(groups[0], "fullInteractionType", _unchecked(unresolved, known))
    return _answer(call, "fullInteractionTypeGroup", shapes, unresolved)


def find_of_drug(call: Call) -> Answer:
    """Everything that a drug meets, for each ingredient that it is made of."""
    asked = call.required("rxcui")
    groups = groups_for(call)
    given, unresolved = read_rxcuis([asked] if asked else [], call.loaded.knowledge)
    shapes = []
    for one in given:
        recorded = [(drug, _partners(drug, call.loaded)) for drug in one.drugs]
        shapes += [shape for group in groups if (shape := drug_group(group, one, recorded, call))]
    if unresolved:
        shapes = _group(groups[0], "interactionType", [_unchecked_drug(asked)])
    return _answer(call, "interactionTypeGroup", shapes, unresolved)


def _partners(drug: str, loaded: LoadedRelease) -> tuple[RecordedPair, ...]:
    """All that a drug interacts with."""
    known = loaded.cache.partners
    found = known.get(drug)
    if found is None:
        found = known[drug] = partners(drug, loaded.knowledge)
    return found


def list_sources(call: Call) -> Answer:
    """The sources by which interactions can be asked for."""
    return Answer(
        _ROOT,
        {"nlmDisclaimer": _disclaimer(call), "sourceList": {"source": source_names(call)}},
    )


def get_versions(call: Call) -> Answer:
    """The version of every source, as NAME:VERSION."""
    release = call.loaded.release.removeprefix("sha256:")[:12]
    versions = [f"{name}:{release}" for name in source_names(call)]
    return Answer(
        _ROOT,
        {
            "nlmDisclaimer": _disclaimer(call),
            "sourceVersionList": {"sourceVersion": versions},
        },
    )


def _answer(
    call: Call, name: str, shapes: Sequence[dict[str, Any]], unresolved: Sequence[str]
) -> Answer:
    """Nothing found: no key at all. What was not known is said in the disclaimer, or refused."""
    headers = {"X-Unresolved-Rxcuis": _in_a_header(unresolved)} if unresolved else {}
    if unresolved and call.request.app.state.settings.rxnav_strict:
        raise bad_question("of some rxcuis no drug is known", headers)
    body: dict[str, Any] = {"nlmDisclaimer": _disclaimer(call, unresolved)}
    if shapes:
        body[name] = shapes
    return Answer(_ROOT, body, headers)


def _disclaimer(call: Call, unresolved: Sequence[str] = ()) -> str:
    """The disclaimer of the site or of the project, and what was not checked."""
    text = call.request.app.state.settings.rxnav_disclaimer or DISCLAIMER
    return f"{text} {not_checked(unresolved)}" if unresolved else text


def _in_a_header(unresolved: Sequence[str]) -> str:
    """With commas between; signs that a header cannot hold are escaped, and long ones cut."""
    return ",".join(shown(one) for one in unresolved)


Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PairShape:
    """A pair of ingredients in its shape, and the sentence that tells it in a comment."""

    shape: Shape
    sentence: str


def concept(term: Term) -> Shape:
    """A concept, as it stands everywhere in an interaction."""
    return {"rxcui": term.rxcui, "name": term.name, "tty": term.term_type}


def ingredient(drug: str, call: Call) -> Term:
    """A drug as an ingredient. One without a RxCUI has its name, and no number."""
    knowledge = call.loaded.knowledge
    found = knowledge.terms.ingredient(drug)
    return found or Term("", "IN", knowledge.drugs[drug].name, "", False, False)


def list_group(group: Group, pairs: Sequence[InteractingPair], call: Call) -> Shape | None:
    """What a group says of all who meet in a list; None where it says nothing."""
    types = [shape for one in pairs if (shape := _full_type(group, one, call)) is not None]
    return next(iter(_group(group, "fullInteractionType", types)), None)


def drug_group(
    group: Group, given: Given, recorded: Sequence[tuple[str, Sequence[RecordedPair]]], call: Call
) -> Shape | None:
    """What a group says of one drug, ingredient by ingredient, with everything that it meets."""
    types = []
    for drug, found in recorded:
        pairs = [pair.shape for pair in _pairs(group, found, call)]
        if pairs:
            term = ingredient(drug, call)
            types.append(
                {
                    "comment": in_ascii(
                        f"{given.term.name} ({given.term.rxcui}) is resolved to "
                        f"{term.name} ({term.rxcui})"
                    ),
                    "minConceptItem": concept(given.term),
                    "interactionPair": pairs,
                }
            )
    return next(iter(_group(group, "interactionType", types)), None)


def _group(group: Group, name: str, types: list[Shape]) -> list[Shape]:
    """The one shape of a group; none where it says nothing."""
    if not types:
        return []
    return [{"sourceDisclaimer": group.disclaimer, "sourceName": group.name, name: types}]


def _full_type(group: Group, pair: InteractingPair, call: Call) -> Shape | None:
    pairs = list(_pairs(group, pair.pairs, call))
    if not pairs:
        return None
    one, other = pair.one.term, pair.other.term
    return {
        "comment": in_ascii(
            " ".join(
                (_named("Drug1", one), _named("Drug2", other), *(pair.sentence for pair in pairs))
            )
        ),
        "minConcept": [concept(one), concept(other)],
        "interactionPair": [pair.shape for pair in pairs],
    }


def _named(place: str, term: Term) -> str:
    return f"{place} (rxcui = {term.rxcui}, name = {term.name}, tty = {term.term_type})."


def _pairs(group: Group, recorded: Sequence[RecordedPair], call: Call) -> Iterator[PairShape]:
    """What the group says of each pair: made once for a release."""
    shapes: MutableMapping[tuple[str, str, str], PairShape | None] = call.loaded.cache.pair_shapes
    for one in recorded:
        name = (group.name, one.one, one.other)
        made: PairShape | bool | None = shapes.get(name, False)
        if isinstance(made, bool):
            made = shapes[name] = _pair(group, one, call)
        if made is not None:
            yield made


def _pair(group: Group, recorded: RecordedPair, call: Call) -> PairShape | None:
    claim = group.claim(recorded)
    if claim is None:
        return None
    terms = ingredient(recorded.one, call), ingredient(recorded.other, call)
    names = [call.loaded.knowledge.drugs[drug].name for drug in (recorded.one, recorded.other)]
    shape = {
        "interactionConcept": [
            {"minConceptItem": concept(term), "sourceConceptItem": _source(drug, name, call)}
            for drug, name, term in zip((recorded.one, recorded.other), names, terms, strict=True)
        ],
        "severity": claim.severity,
        "description": in_ascii(without_semicolons(claim.description)),
    }
    sentence = (
        f"Drug1 is resolved to {terms[0].name}, Drug2 is resolved to {terms[1].name} "
        f"and interaction asserted in {group.name} between {names[0]} and {names[1]}."
    )
    return PairShape(shape, sentence)


def _source(drug: str, name: str, call: Call) -> Shape:
    """Each drug has an id of its own: a client keys its map by the two ids of a pair."""
    address = call.request.app.state.settings.public_url.rstrip("/")
    return {
        "id": drug,
        "name": name,
        "url": f"{address}/drugs/{drug}" if address else UNKNOWN_LICENCE,
    }


def _unknown_term(rxcui: str) -> Term:
    """A RxCUI that is not known, in the place of a concept."""
    return Term(shown(rxcui), "", not_known(rxcui), "", False, False)


# What one drug that is not known may meet, in the place of a concept.
_ANYTHING = Term("", "", "any other drug", "", False, False)


def _unchecked(unresolved: Sequence[str], known: Sequence[Term]) -> list[Shape]:
    """A pair for each RxCUI that is not known, with the first other one of the list.

    One each: two hundred unknown ones have twenty thousand pairs, which would say no more.
    """
    unknown = [_unknown_term(one) for one in unresolved]
    every = [*known, *unknown]
    pairs = {
        tuple(sorted((one, other), key=lambda term: number_of(term.rxcui))): None
        for one in unknown
        if (other := next((term for term in every if term is not one), None)) is not None
    }
    return [_unchecked_pair(one, other) for one, other in pairs]


def _unchecked_pair(one: Term, other: Term) -> Shape:
    numbers = " and ".join(f"RxCUI {term.rxcui}" for term in (one, other) if not term.term_type)
    names = _named("Drug1", one), _named("Drug2", other)
    return {
        "comment": in_ascii(
            " ".join((*names, f"Not known here: {numbers}. This pair was not checked."))
        ),
        "minConcept": [concept(one), concept(other)],
        "interactionPair": [_unchecked_shape(one, other)],
    }


def _unchecked_drug(rxcui: str) -> Shape:
    term = _unknown_term(rxcui)
    return {
        "comment": f"{term.name} ({term.rxcui}) is resolved to no drug. Nothing was checked.",
        "minConceptItem": concept(term),
        "interactionPair": [_unchecked_shape(term, _ANYTHING)],
    }


def _unchecked_shape(one: Term, other: Term) -> Shape:
    return {
        "interactionConcept": [
            {
                "minConceptItem": concept(term),
                "sourceConceptItem": {
                    "id": term.rxcui or UNKNOWN_LICENCE,
                    "name": term.name,
                    "url": UNKNOWN_LICENCE,
                },
            }
            for term in (one, other)
        ],
        "severity": NOT_GRADED,
        "description": in_ascii(
            f"NOT CHECKED: {one.name} - {other.name}. Nothing can be said of this pair here. "
            "That does not mean that there is no interaction."
        ),
    }
