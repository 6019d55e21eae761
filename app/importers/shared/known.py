"""Finds drugs that are known already, and yields new names and codes of them."""

from collections.abc import Iterable, Iterator

from app.domain.facts import Citations, Code, Name, NameKind, key
from app.domain.names.codes import problem_with_code
from app.domain.names.lexicon import names_nothing, names_several
from app.domain.names.matching import CodeOf
from app.domain.names.recognise import SEVERAL, Recognised
from app.domain.names.text import normalise
from app.importers.run import Intake

# No name that anybody would type is longer.
_LONGEST_NAME = 100


def reason_against(intake: Intake, name: str, codes: Iterable[CodeOf] = ()) -> str | None:
    """Why a name is not that of one ingredient; None for all that may be one."""
    return SEVERAL if names_several(name) else intake.recognise(name, codes).reason


def may_join(intake: Intake, drug: str, drug_class: str) -> bool:
    """Whether a data set may put a drug into a class. Which of their own drugs are members of their
    own classes, curators decided: their rules rest on it.
    """
    known = intake.known
    own = known.classified.get(drug)
    return own is None or drug_class not in known.curated_classes or drug_class in own


def right_codes(*codes: CodeOf) -> list[CodeOf]:
    """Those that have the shape of their system: an empty or garbled cell is no code."""
    return [(system, code) for system, code in codes if problem_with_code(system, code) is None]


def known_drug(
    intake: Intake,
    name: str,
    cited: Citations,
    codes: Iterable[CodeOf] = (),
    names: Iterable[str] = (),
) -> str | None:
    """The id of a drug that is known already; None for every other substance."""
    codes, names = tuple(codes), tuple(names)
    if intake.known.drugs.identify(name, codes, names) is None:
        return None
    return intake.drug(name, cited, codes, names)


def more_names(
    intake: Intake,
    drug: str,
    texts: Iterable[str],
    cited: Citations,
    kind: NameKind = NameKind.SYNONYM,
) -> Iterator[Name]:
    """Names that the drug did not have. What another drug or a class is called already is left out:
    a name that was clear must not become ambiguous by an import.
    """
    drugs, classes = intake.known.drugs, intake.known.classes
    for text in texts:
        if not normalise(text) or len(text) > _LONGEST_NAME or names_nothing(text):
            intake.note("names that are empty, too long or say nothing")
            continue
        bearers = drugs.named(text)
        if drug in bearers:
            continue
        understood = intake.understand(text)
        if understood.drug == drug and understood.beside:
            intake.note("names with a form or route beside them, which are understood without")
            continue
        others = sorted(bearers) + sorted(f"the class {one}" for one in classes.named(text))
        others = others or list(_others(understood, drug))
        if others:
            intake.conflict(f"'{text}' would name {drug}, but names {', '.join(others)}")
            continue
        drugs.learn_name(drug, text)
        yield Name(drug, text, kind, None, cited)


def _others(understood: Recognised, drug: str) -> Iterator[str]:
    """What the resolver would take the name for, if not for the drug."""
    if understood.drug not in (None, drug):
        yield str(understood.drug)
    if understood.reason is not None:
        yield understood.reason


def other_name(
    intake: Intake, drug: str, text: str, cited: Citations, kind: NameKind = NameKind.SYNONYM
) -> Iterator[Name]:
    """Yields the name of a row if it is new, and counts what became of the row."""
    before = intake.conflict_count
    new = list(more_names(intake, drug, [text], cited, kind))
    yield from new
    if intake.conflict_count > before:
        intake.skip("a name that another drug or class has")
    elif not new:
        intake.merge()


def codes_of(
    intake: Intake, drug: str, codes: Iterable[CodeOf], cited: Citations
) -> Iterator[Code]:
    """The codes of a drug, each yielded once by an import."""
    for system, code in codes:
        if intake.first(("code", drug, system, code)):
            yield Code(key("drug", drug), system, code, cited)
