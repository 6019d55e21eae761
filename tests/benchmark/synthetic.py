"""A release of the size that a national data set has: invented drugs, names and records.

The curated facts stand beside them, so that real names and rules are asked among many others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from app.domain.facts import (
    Assessment,
    Citation,
    Code,
    CodeSystem,
    Drug,
    DrugKind,
    Fact,
    LabelMention,
    Membership,
    Name,
    NameKind,
    ReadLabel,
    Record,
    Severity,
    Source,
    cited_sentence,
)

DRUGS, NAMES, RECORDS = 20_000, 500_000, 300_000
_STARTS = ["b", "br", "c", "cl", "d", "f", "fl", "g", "k", "l", "m", "n", "p", "pr", "r", "s", "t"]
_STARTS += ["tr", "v", "x", "z", "ph", "th", "qu", ""]
_MIDDLES = ["a", "e", "i", "o", "u", "y", "ae", "io", "eu", "ia"]
_ENDS = ["", "", "l", "m", "n", "r", "s", "x", "t", "nd"]
_LAST = ["in", "ol", "am", "ine", "ax", "ide", "ate", "one", "ium", "ex", "il", "an", "yl", "um"]
_KINDS = [NameKind.BRAND, NameKind.BRAND, NameKind.SYNONYM, NameKind.SALT]
_SALTS = ["hydrochloride", "sodium", "maleate", "sulfate", "acetate"]
_CLASSES = ["ssri", "benzodiazepine", "opioid", "nsaid", "analgesic-antipyretic"]
_CITED = (Citation("synthetic", "Invented", None, None, None),)


def invent(seed: int = 7) -> Iterator[Fact]:
    """Every fact of the release, the same ones for the same seed."""
    random = Random(seed)
    yield Source(
        id="synthetic", title="Invented", kind="data set", publisher="tests", licence="none",
        version="1", address=None, note="",
    )  # fmt: skip
    told = words(random, NAMES)
    drugs = [f"{word}-{n}" for n, word in enumerate(told[:DRUGS])]
    for n, (drug, word) in enumerate(zip(drugs, told, strict=False)):
        yield Drug(drug, word, DrugKind.MEDICATION, f"An invented drug, number {n}.", _CITED)
        yield Name(drug, word, NameKind.GENERIC, None, _CITED)
        yield Code(f"drug:{drug}", CodeSystem.RXNORM, str(40_000_000 + n), _CITED)
        for drug_class in random.sample(_CLASSES, random.choice([1, 1, 2])):
            yield Membership(drug, drug_class, True, _CITED)
        yield Assessment("synthetic", drug, _CITED)
    yield from _names(random, drugs, told)
    yield from _records(random, drugs)


def _names(random: Random, drugs: list[str], words: list[str]) -> Iterator[Fact]:
    for n, word in enumerate(words[DRUGS:], DRUGS):
        kind = random.choice(_KINDS)
        salted = f"{word} {random.choice(_SALTS)}" if kind is NameKind.SALT else word
        text = salted.title() if kind is NameKind.BRAND else salted
        yield Name(drugs[n % DRUGS], text, kind, random.choice([None, "US", "CA", "FR"]), _CITED)


def _records(random: Random, drugs: list[str]) -> Iterator[Fact]:
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < RECORDS:
        one, other = random.choice(drugs), random.choice(drugs)
        if one != other:
            pairs.add((min(one, other), max(one, other)))
    for n, (one, other) in enumerate(sorted(pairs)):
        severity = random.choice(list(Severity))
        text = f"{one} may change the effect of {other}; follow the patient (number {n})."
        yield Record(one, other, severity.value.title(), severity, text, _CITED)


def invent_labels(
    real: Sequence[ReadLabel | LabelMention], count: int, share_new: float = 0.3
) -> Iterator[Fact]:
    """So many labels, each like one of the real ones with all that it names. Of what a second label
    of a drug names, the part `share_new` is named by no other, as measured; of later ones less.
    """
    random = Random(9)
    yield Source(
        id="many", title="Many labels", kind="labels", publisher="tests", licence="none",
        version="1", address=None, note="",
    )  # fmt: skip
    mentions = [one for one in real if isinstance(one, LabelMention)]
    named: dict[str, list[LabelMention]] = {}
    for mention in mentions:
        named.setdefault(mention.set_id, []).append(mention)
    labels = [one for one in real if isinstance(one, ReadLabel)]
    for number in range(count):
        label = labels[number % len(labels)]
        day = f"202{random.randrange(6)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
        new = {"set_id": f"{random.getrandbits(128):032x}", "effective_on": day}
        yield replace(label, **new, citations=(Citation("many", f"set id {new['set_id']}"),))
        for mention in named.get(label.set_id, ()):
            is_new = random.random() < share_new / (1 + number // len(labels))
            said = random.choice(mentions) if is_new else mention
            cited = cited_sentence(
                "many", new["set_id"], label.version, day, said.section,
                random.randrange(1, 60), f"{random.getrandbits(256):064x}",
            )  # fmt: skip
            if said.subject != f"drug:{label.drug}":
                yield replace(
                    said, **new, drug=label.drug, version=label.version, citations=(cited,)
                )


def words(random: Random, count: int) -> list[str]:
    """So many different invented words."""
    found: dict[str, None] = {}
    while len(found) < count:
        parts = random.choice([2, 2, 3, 3, 4])
        body = "".join(
            random.choice(_STARTS) + random.choice(_MIDDLES) + random.choice(_ENDS)
            for _ in range(parts)
        )
        found[body + random.choice(_LAST)] = None
    return list(found)
