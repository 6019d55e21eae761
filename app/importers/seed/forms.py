"""How one kind of fact, and one file of facts, is written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from app.domain.facts import (
    Action,
    AllergyGroup,
    CrossReactivity,
    Direction,
    Drug,
    DrugKind,
    EffectSeriousness,
    Fact,
    Frequency,
    Indication,
    Limits,
    Onset,
    ParticipantRole,
    Phase,
    Rule,
    RuleFrequency,
    RuleKind,
    Severity,
    SideEffect,
    Source,
    SpecialState,
    StateBound,
    Stopping,
    TaperLimit,
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
    AllergyGroup: {"worked_through": False},
    CrossReactivity: {
        "both_ways": False,
        "severity": Severity.UNKNOWN,
        "action": Action.INSUFFICIENT_INFORMATION,
    },
    Stopping: {"boxed": False},
    TaperLimit: {"whole": False},
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
