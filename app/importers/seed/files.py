"""Which facts a seed file states, and under which keys it lists them.

The fields of a fact, and what may be written in them, are said once: in `app.domain.facts`. This
table adds only what a *file* knows: that the names of a drug stand under `names`, that their
drug need not be repeated there, and what may be left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from app.domain.facts import (
    Assessment,
    Burden,
    BurdenKind,
    ClassParent,
    Code,
    Condition,
    ConditionParent,
    CoOccurrence,
    Direction,
    Drug,
    DrugClass,
    DrugKind,
    Effect,
    EffectSeriousness,
    Fact,
    Frequency,
    HardlyAbsorbed,
    Indication,
    KnownNames,
    Limits,
    LookAlike,
    Mechanism,
    Membership,
    Name,
    NameKind,
    NoInteraction,
    Onset,
    ParticipantRole,
    Phase,
    Product,
    Rule,
    RuleFrequency,
    RuleKind,
    Schedule,
    SideEffect,
    Source,
    SpecialState,
    StateBound,
    Therapy,
    Treatment,
    Warning,
    key,
    split_key,
)
from app.domain.facts.stated import Limit, Stated

Written = Mapping[str, Any]
"""The fields of a fact as they are written, before they are validated."""

CITE = "cite"


_Sha256 = Annotated[str, Limit(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class TextSection(Stated):
    """A section of a text that can be re-read: no fact, but the places that facts may cite."""

    source: str
    heading: str
    """The heading as the text has it; `Introduction` for what stands before the first one."""
    paragraphs: Annotated[tuple[tuple[_Sha256, ...], ...], Limit(min_length=0)]
    """For each paragraph, the SHA-256 of each of its sentences, in hex."""


# What is meant where a file leaves a field out. Where a field may be an empty list or null, that is
# meant without a word here.
_LEFT_OUT: dict[type, dict[str, Any]] = {
    Source: {"note": ""},
    Drug: {"kind": DrugKind.MEDICATION},
    Indication: {"limits": Limits()},
    SideEffect: {
        "frequency": Frequency.UNKNOWN,
        "seriousness": EffectSeriousness.UNKNOWN,
        "phase": Phase.ON_TREATMENT,
    },
    SpecialState: {"bound": StateBound(), "boxed": False, "serious": False},
    Rule: {
        "version": 1,
        "kind": RuleKind.DRUG_DRUG,
        "one_role": ParticipantRole.EITHER,
        "other_role": ParticipantRole.EITHER,
        "onset": Onset.UNKNOWN,
        "direction": Direction.UNKNOWN,
        "frequency": RuleFrequency(),
    },
}


@dataclass(frozen=True)
class Form:
    """How one kind of fact is written.

    `known` are the fields that follow from where the fact stands: it is called with the id of the
    file's or item's own fact, and with what is written. `written_as` are the keys of fields that
    have another key in a file.
    """

    fact: type[Any]
    known: Callable[[str, Written], dict[str, Any]] = lambda owner, written: {}
    written_as: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The field that each key fills, for all keys but that of the citations."""
        known = self.known("", {})
        names = [one.name for one in fields(self.fact) if one.name not in {"citations", *known}]
        return {self.written_as.get(name, name): name for name in names}

    @cached_property
    def is_cited(self) -> bool:
        """Whether facts of this kind name their sources."""
        return any(one.name == "citations" for one in fields(self.fact))

    @cached_property
    def left_out(self) -> dict[str, Any]:
        """The value of each field that may be left out."""
        hints = get_type_hints(self.fact, include_extras=True)
        empty = {
            name: _empty(hints[name]) for name in self.keys.values() if _has_empty(hints[name])
        }
        return empty | _LEFT_OUT.get(self.fact, {})

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Validates the fields against the fact itself."""
        return TypeAdapter(self.fact)


def _has_empty(hint: Any) -> bool:
    return get_origin(hint) is tuple or NoneType in get_args(hint)


def _empty(hint: Any) -> tuple[()] | None:
    return () if get_origin(hint) is tuple else None


@dataclass(frozen=True)
class Part:
    """A list of facts within a file or item; `about` is what an editor says of the list."""

    about: str
    form: Form


@dataclass(frozen=True)
class Folder:
    """What the files of one folder state: `one_a_file`, named for its id, or a list of items.

    `implied` are facts that follow from the fact itself, each with the key where it is written.
    """

    name: str
    form: Form
    parts: Mapping[str, Part] = field(default_factory=dict)
    one_a_file: bool = False
    implied: Callable[[Any], Iterator[tuple[Fact, str]]] = lambda fact: iter(())


def _owned_as(name: str) -> Callable[[str, Written], dict[str, Any]]:
    """The owner's id is the field `name`."""
    return lambda owner, written: {name: owner}


def _about(kind: str) -> Callable[[str, Written], dict[str, Any]]:
    """The owner, a thing of this kind, is the subject."""
    return lambda owner, written: {"subject": key(kind, owner)}


def _named_by(kind: str, *names: str) -> Callable[[str, Written], dict[str, Any]]:
    """The owner is the subject; the id is made of the owner and of these fields."""

    def known(owner: str, written: Written) -> dict[str, Any]:
        parts = [owner, *(str(written.get(name)) for name in names)]
        return {"id": ":".join(parts), "subject": key(kind, owner)}

    return known


def in_state(kind: str) -> Callable[[str, Written], dict[str, Any]]:
    """The owner is the subject; the id says the state, what is said of it, and within what."""

    def known(owner: str, written: Written) -> dict[str, Any]:
        bound = written.get("bound")
        within = bound.items() if isinstance(bound, Mapping) else ()
        parts = [owner, str(written.get("state")), str(written.get("judgement"))]
        parts += [f"{name}={_plainly(value)}" for name, value in sorted(within) if name != "unit"]
        return {"id": ":".join(parts), "subject": key(kind, owner)}

    return known


def _plainly(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _of_condition(condition: str, written: Written) -> dict[str, Any]:
    slug = split_key(str(written.get("subject")))[1]
    return {"id": f"{condition}:{slug}:{written.get('role')}", "condition": condition}


def _mechanisms(kind: str) -> Part:
    return Part("How it works.", Form(Mechanism, _about(kind)))


def _states(kind: str) -> Part:
    return Part(
        "What is said of it in pregnancy, while breastfeeding, with kidney or liver disease, at an "
        "age.",
        Form(SpecialState, in_state(kind)),
    )


def _parts_of_subject(kind: str) -> dict[str, Part]:
    """What a drug file and a class have in common."""
    return {
        "codes": Part("Its codes in other systems.", Form(Code, _about(kind))),
        "mechanisms": _mechanisms(kind),
        "indications": Part(
            "What it is prescribed for, and what it is not.",
            Form(Indication, _named_by(kind, "condition", "status")),
        ),
        "side_effects": Part(
            "What else it can do.", Form(SideEffect, _named_by(kind, "effect", "phase"))
        ),
        "warnings": Part("Dangers that need advice.", Form(Warning, _named_by(kind, "kind"))),
        "burdens": Part(
            "What it adds to effects that add up over drugs.", Form(Burden, _about(kind))
        ),
        "states": _states(kind),
    }


def _membership(holds: bool) -> Form:
    return Form(Membership, lambda drug, _: {"drug": drug, "holds": holds}, {"drug_class": "id"})


def _generic_name(drug: Drug) -> Iterator[tuple[Fact, str]]:
    yield Name(drug.id, drug.name, NameKind.GENERIC, None, drug.citations), "name"


SOURCES = Folder(
    "sources",
    Form(Source),
    {
        "text": Part(
            "The numbered sentences of a text that can be re-read.",
            Form(TextSection, _owned_as("source")),
        )
    },
    one_a_file=True,
)
_CONDITIONS = Folder(
    "conditions",
    Form(Condition),
    {
        "parents": Part(
            "The wider conditions that it is a kind of.",
            Form(ConditionParent, _owned_as("child"), {"parent": "id"}),
        ),
        "codes": Part("Its ICD-10 codes.", Form(Code, _about("condition"))),
        "often_with": Part(
            "Conditions that are often seen beside it.",
            Form(CoOccurrence, _owned_as("condition"), {"other": "id"}),
        ),
        "treatments": Part("What it is treated with.", Form(Treatment, _of_condition)),
    },
)
_CLASSES = Folder(
    "classes",
    Form(DrugClass),
    {
        "parents": Part(
            "The wider classes that it is a kind of.",
            Form(ClassParent, _owned_as("child"), {"parent": "id"}),
        ),
        **_parts_of_subject("class"),
    },
)
_DRUGS = Folder(
    "drugs",
    Form(Drug),
    {
        "names": Part("Brands, synonyms, salts and abbreviations.", Form(Name, _owned_as("drug"))),
        "schedules": Part(
            "How the law of a country controls it.", Form(Schedule, _owned_as("drug"))
        ),
        "hardly_absorbed": Part(
            "Where it can be used so that hardly any of it reaches the blood.",
            Form(HardlyAbsorbed, _owned_as("drug")),
        ),
        "classes": Part("The classes that it is in; at least one.", _membership(True)),
        "is_not": Part(
            "Classes that people take it for, and that it is not in.", _membership(False)
        ),
        "assessed": Part(
            "Scopes in which all of its interactions were worked through.",
            Form(Assessment, _owned_as("drug")),
        ),
        **_parts_of_subject("drug"),
    },
    one_a_file=True,
    implied=_generic_name,
)
# Sources apart, which are read first: every other file cites them.
FOLDERS = (
    Folder("effects", Form(Effect)),
    _CONDITIONS,
    Folder("burdens", Form(BurdenKind)),
    _CLASSES,
    Folder(
        "therapies",
        Form(Therapy),
        {"mechanisms": _mechanisms("therapy"), "states": _states("therapy")},
    ),
    _DRUGS,
    Folder(
        "products",
        Form(Product),
        {"codes": Part("Its RxNorm and NDC codes.", Form(Code, _about("product")))},
    ),
    Folder("rules", Form(Rule)),
    Folder("look-alikes", Form(LookAlike)),
    Folder("known-names", Form(KnownNames)),
    Folder("no-interactions", Form(NoInteraction)),
)
