"""The monograph of one drug, as a page of the terminal."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.errors import stop
from app.domain.facts import Citations, Rule, SpecialState, key, split_key
from app.domain.knowledge import Knowledge, name_of
from app.services.interactions import Interaction, LabelledPair
from app.services.lookup import FoundDrug, NotFound, find_drug
from app.services.monographs import DrugProfile, Monograph
from app.services.release import LoadedRelease


class Cited(Protocol):
    """Any fact that names its sources."""

    @property
    def citations(self) -> Citations:
        """Who says so."""
        ...


C = TypeVar("C", bound=Cited)


def found_drug(loaded: LoadedRelease, words: str) -> FoundDrug:
    """The one drug that the words mean; ends with exit code 3 where there is none."""
    found = find_drug(loaded, words)
    if isinstance(found, NotFound):
        near = ", ".join(dict.fromkeys(one.matched_name for one in found.candidates))
        stop(f"'{words}': {found.reason}" + (f" ({near})" if near else ""), code=3)
    return found


def sources_of(citations: Citations) -> str:
    """The sources that are cited, each once, a line each."""
    return "\n".join(dict.fromkeys(one.source for one in citations))


def print_monograph(console: Console, monograph: Monograph, knowledge: Knowledge) -> None:
    """The monograph, with the sources of each statement."""
    _print_profile(console, monograph.profile, knowledge)
    mechanisms = monograph.profile.mechanisms
    _print(console, "How it works", mechanisms, lambda one: (one.target, one.text))
    _print(
        console,
        "What it is prescribed for",
        monograph.indications,
        lambda one: (f"{one.condition}: {one.status.value}", one.why),
    )
    _print(
        console,
        "Side effects",
        monograph.side_effects,
        lambda one: (one.effect, f"{one.phase.value}, {one.frequency.value}"),
    )
    _print(console, "Warnings", monograph.warnings, lambda one: (one.title, one.text))
    _print(console, "In special states", monograph.states, _state_in_short)
    _print(console, "What it must not meet", monograph.interactions, _in_short)
    labels = monograph.profile.counts.labels or "none, which says nothing of what they warn of"
    console.print(f"Labels loaded: {labels}", highlight=False)
    console.print("[dim]What is not listed here is not known here; it is not ruled out.[/]")


def _print_profile(console: Console, profile: DrugProfile, knowledge: Knowledge) -> None:
    console.print(f"[bold]{escape(profile.drug.name)}[/]  {escape(profile.drug.description)}")
    console.print(f"[bold yellow]{escape(profile.depth_statement)}[/]", highlight=False)
    names = ", ".join(name.text for name in profile.names)
    codes = ", ".join(f"{code.system} {code.code}" for code in profile.codes)
    console.print(f"names: {escape(names)}\ncodes: {codes or 'none known here'}", highlight=False)
    slugs = sorted(one.drug_class for one in profile.classes)
    classes = ", ".join(name_of(key("class", slug), knowledge) for slug in slugs)
    console.print(f"classes: {escape(classes)}", highlight=False)


def _state_in_short(one: SpecialState) -> tuple[str, str]:
    state = one.state.value.replace("_", " ")
    within = f" ({one.bound.words})" if one.bound else ""
    return f"{state}{within}: {one.judgement.value.replace('_', ' ')}", one.text


def _in_short(one: Interaction) -> tuple[str, str]:
    if isinstance(one, LabelledPair):
        return f"the label of {one.drug} names {split_key(one.subject)[1]}", one.severity.value
    return one.title if isinstance(one, Rule) else one.other, one.severity.value


def _print(
    console: Console, title: str, facts: Sequence[C], words: Callable[[C], tuple[str, str]]
) -> None:
    table = Table("", "", "Source", title=title, title_justify="left", show_header=False)
    for fact in facts:
        left, right = words(fact)
        table.add_row(escape(left), escape(right), escape(sources_of(fact.citations)))
    if facts:
        console.print(table)
    else:
        console.print(f"{title}: nothing is recorded here; its label may well have some.")
