"""All that is told of one drug, as a page of the terminal."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from app.domain.facts import Code, Indication, Mechanism, Name, SideEffect, Warning, key
from app.domain.knowledge import name_of
from app.services.interactions import interactions_of
from app.services.lookup import subjects_of
from app.services.release import LoadedRelease
from app.store.labels import count_labels
from app.store.read import list_facts
from app.store.rows import plain


def monograph(session: Session, loaded: LoadedRelease, drug: str) -> dict[str, Any]:
    """Everything of the drug and its classes, with citations."""
    knowledge = loaded.knowledge
    subjects = subjects_of(loaded, drug)
    told: dict[str, Any] = plain(knowledge.drugs[drug])
    return told | {
        "names": plain(list_facts(session, Name, drug=drug)),
        "codes": plain(list_facts(session, Code, subject=key("drug", drug))),
        "classes": [
            name_of(key("class", slug), knowledge) for slug in knowledge.classes_above[drug]
        ],
        "mechanisms": plain(list_facts(session, Mechanism, subject=subjects)),
        "indications": plain(list_facts(session, Indication, subject=subjects)),
        "side_effects": plain(list_facts(session, SideEffect, subject=subjects)),
        "warnings": plain(list_facts(session, Warning, subject=subjects)),
        "interactions": plain(interactions_of(session, knowledge, drug)),
        "labels": count_labels(session, drug),
        "release": loaded.release,
    }


def print_monograph(console: Console, told: dict[str, Any]) -> None:
    """The monograph, with the sources of each statement."""
    console.print(f"[bold]{escape(told['name'])}[/]  {escape(told['description'])}")
    names = ", ".join(name["text"] for name in told["names"])
    codes = ", ".join(f"{code['system']} {code['code']}" for code in told["codes"])
    console.print(f"names: {escape(names)}\ncodes: {codes or 'none known here'}", highlight=False)
    console.print(f"classes: {escape(', '.join(told['classes']))}", highlight=False)
    _print(console, "How it works", told["mechanisms"], lambda one: (one["target"], one["text"]))
    _print(
        console,
        "What it is prescribed for",
        told["indications"],
        lambda one: (f"{one['condition']}: {one['status']}", one["why"]),
    )
    _print(
        console,
        "Side effects",
        told["side_effects"],
        lambda one: (one["effect"], f"{one['phase']}, {one['frequency']}"),
    )
    _print(console, "Warnings", told["warnings"], lambda one: (one["title"], one["text"]))
    _print(
        console,
        "What it must not meet",
        told["interactions"],
        lambda one: (one.get("title", one.get("other", "")), one["severity"]),
    )
    labels = told["labels"] or "none, which says nothing of what they warn of"
    console.print(f"Labels loaded: {labels}", highlight=False)
    console.print("[dim]What is not listed here is not known here; it is not ruled out.[/]")


def _print(console: Console, title: str, facts: list[dict[str, Any]], words: Any) -> None:
    table = Table("", "", "Source", title=title, title_justify="left", show_header=False)
    for fact in facts:
        left, right = words(fact)
        sources = "\n".join(dict.fromkeys(one["source"] for one in fact["citations"]))
        table.add_row(escape(left), escape(right), escape(sources))
    if facts:
        console.print(table)
    else:
        console.print(f"{title}: nothing is known here.")
