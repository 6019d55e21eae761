"""Which facts a seed file states, and under which keys it lists them.

The fields of a fact, and what may be written in them, are said once: in `app.domain.facts`. This
table adds only what a *file* knows: that the names of a drug stand under `names`, that their
drug need not be repeated there, and what may be left out.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.domain.facts import (
    AllergyGroup,
    AllergyMember,
    Assessment,
    Burden,
    BurdenKind,
    ClassParent,
    Code,
    Condition,
    ConditionParent,
    CoOccurrence,
    CrossReactivity,
    Drug,
    DrugClass,
    Effect,
    Fact,
    Gene,
    GeneConversion,
    HardlyAbsorbed,
    Indication,
    KnownNames,
    LookAlike,
    Mechanism,
    Membership,
    Name,
    NameKind,
    NoInteraction,
    Product,
    Rule,
    Schedule,
    SideEffect,
    Source,
    SpecialState,
    Stopping,
    TaperLimit,
    Therapy,
    Treatment,
    Warning,
    key,
    split_key,
)
from app.importers.seed.forms import Folder, Form, Part, TextSection, Written


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


_PARTS_OF_STOPPING = ("about", "used_from_days", "used_below_days", "only")


def _on_stopping(kind: str) -> Callable[[str, Written], dict[str, Any]]:
    """The owner is the subject; the id says what is answered, and for whom only."""

    def known(owner: str, written: Written) -> dict[str, Any]:
        parts = [owner, *(str(written[name]) for name in _PARTS_OF_STOPPING if written.get(name))]
        parts += ["allowed"] if written.get("allowed") is True else []
        return {"id": ":".join(parts), "subject": key(kind, owner)}

    return known


_PARTS_OF_LIMIT = ("strength", "percent", "amount", "unit", "days", "above", "up_to", "only")


def _limit(kind: str) -> Callable[[str, Written], dict[str, Any]]:
    """The owner is the subject; the id says what the limit is."""

    def known(owner: str, written: Written) -> dict[str, Any]:
        parts = [str(written[name]) for name in _PARTS_OF_LIMIT if written.get(name) is not None]
        return {"id": ":".join([owner, *parts]), "subject": key(kind, owner)}

    return known


def _plainly(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _of_allergy(group: str, written: Written) -> dict[str, Any]:
    """The allergy is to the group; the id says what crosses, how, and after which reactions."""
    after = written.get("only_after")
    parts = [group, str(written.get("other")), str(written.get("reaction"))]
    parts += [_plainly(after)] if after else []
    return {"id": ":".join(parts), "one": key("allergy", group)}


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
        "stopping": Part(
            "What is said of stopping it: at once, signs, onset, duration, supervision, pace.",
            Form(Stopping, _on_stopping(kind)),
        ),
        "taper_limits": Part(
            "How fast its daily dose may go down at most, or goes down usually.",
            Form(TaperLimit, _limit(kind)),
        ),
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
    Folder(
        "allergies",
        Form(AllergyGroup),
        {
            "members": Part("What is in it.", Form(AllergyMember, _owned_as("allergy_group"))),
            "cross_reactions": Part(
                "What somebody with this allergy may react to, too, and what not.",
                Form(CrossReactivity, _of_allergy, {"other": "with"}),
            ),
        },
    ),
    Folder("rules", Form(Rule)),
    Folder(
        "genes",
        Form(Gene),
        {
            "conversions": Part(
                "What inhibitors among the drugs make of a result of it.",
                Form(GeneConversion, _owned_as("gene")),
            )
        },
    ),
    Folder("look-alikes", Form(LookAlike)),
    Folder("known-names", Form(KnownNames)),
    Folder("no-interactions", Form(NoInteraction)),
)
