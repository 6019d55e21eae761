"""Files of national size in the true formats: an RxNorm of a million strings, a DDInter of 300,000
pairs, labels by the ten thousand. The content is invented; that of labels is varied from real ones.
"""

import json
import random
import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmark.synthetic import words

CONSO_ROWS, PAIRS = 1_000_000, 300_000
_INGREDIENTS, _BRANDS = 12_000, 8_000
_PRODUCTS = 110_000
_FORMS = ["Oral Tablet", "Oral Capsule", "Injection", "Topical Cream", "Oral Solution"]
# As in the real files, most strings belong to vocabularies that need a licence of their own.
_OTHERS = ["MMSL", "NDDF", "SNOMEDCT_US", "GS", "VANDF", "MMX"]
_LEVELS = ["Major", "Moderate", "Minor", "Unknown"]


def write_rxnorm(folder: Path, seed: int = 5) -> int:
    """Writes RXNCONSO, RXNREL and RXNSAT. How many rows they have together."""
    folder.mkdir(parents=True, exist_ok=True)
    made = _Made(random.Random(seed))
    counts = []
    for name, lines in (("RXNCONSO", made.conso()), ("RXNREL", made.rel()), ("RXNSAT", made.sat())):
        with (folder / f"{name}.RRF").open("w", encoding="utf-8") as file:
            count = 0
            for line in lines:
                file.write(line + "\n")
                count += 1
        counts.append(count)
    return sum(counts)


class _Made:
    """An invented vocabulary: ingredients, brands, products of one or two of them."""

    def __init__(self, source: random.Random) -> None:
        self._random = source
        names = words(source, _INGREDIENTS + _BRANDS)
        self._ingredients = names[:_INGREDIENTS]
        self._brands = names[_INGREDIENTS:]
        self._of_brand = [source.randrange(_INGREDIENTS) for _ in self._brands]
        self._products = [
            (source.randrange(_BRANDS), source.choice(_FORMS), source.choice([5, 10, 20, 50]))
            for _ in range(_PRODUCTS)
        ]

    def conso(self) -> Iterator[str]:
        rows = 0
        for rows, line in enumerate(self._own(), 1):  # noqa: B007
            yield line
        for n in range(CONSO_ROWS - rows):
            sab = _OTHERS[n % len(_OTHERS)]
            rxcui = 100_000 + n % _INGREDIENTS
            yield _conso(rxcui, 60_000_000 + n, sab, "PT", f"licensed string number {n}")

    def _own(self) -> Iterator[str]:
        atom = 90_000_000
        for n, name in enumerate(self._ingredients):
            yield _conso(100_000 + n, atom + n, "RXNORM", "IN", name)
            yield _conso(100_000 + n, 70_000_000 + n, "MTHSPL", "SU", name, f"{n:09X}0"[-10:])
        for n, name in enumerate(self._brands):
            yield _conso(200_000 + n, 91_000_000 + n, "RXNORM", "BN", name.title())
        for n, (brand, form, strength) in enumerate(self._products):
            base = self._ingredients[self._of_brand[brand]]
            text = f"{base} {strength} MG {form}"
            yield _conso(400_000 + n, 92_000_000 + n, "RXNORM", "SCD", f"{text} {n}")
            yield _conso(600_000 + n, 93_000_000 + n, "RXNORM", "SBD", f"{text} [{n}]")
            yield _conso(600_000 + n, 94_000_000 + n, "RXNORM", "PSN", f"{text} Tab {n}")

    def rel(self) -> Iterator[str]:
        for n, base in enumerate(self._of_brand):
            yield from _rel(200_000 + n, "tradename_of", "has_tradename", 100_000 + base)
        for n, (brand, _, _) in enumerate(self._products):
            base = self._of_brand[brand]
            yield from _rel(400_000 + n, "has_ingredient", "ingredient_of", 100_000 + base)
            yield from _rel(600_000 + n, "tradename_of", "has_tradename", 400_000 + n)

    def sat(self) -> Iterator[str]:
        for n in range(_PRODUCTS):
            for ndc in (f"{n:09d}01", f"{n:09d}30"):
                yield f"{600_000 + n}||||||{''}||NDC|RXNORM|{ndc}|N|4096|"


def _conso(rxcui: int, atom: int, sab: str, kind: str, text: str, code: str = "") -> str:
    return f"{rxcui}|ENG||||||{atom}|{atom}|{rxcui}||{sab}|{kind}|{code or rxcui}|{text}||N|4096|"


def _rel(one: int, relation: str, inverse: str, other: int) -> Iterator[str]:
    yield f"{other}||CUI|RO|{one}||CUI|{relation}|||RXNORM||||N|4096|"
    yield f"{one}||CUI|RO|{other}||CUI|{inverse}|||RXNORM||||N|4096|"


def write_ddinter(folder: Path, seed: int = 6) -> int:
    """Writes eight tables of pairs. How many pairs they have together."""
    folder.mkdir(parents=True, exist_ok=True)
    source = random.Random(seed)
    names = words(source, 2_000)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < PAIRS:
        one, other = source.randrange(2_000), source.randrange(2_000)
        if one < other:
            pairs.add((one, other))
    told = sorted(pairs)
    for n, letter in enumerate("ABDHLPRV"):
        path = folder / f"ddinter_downloads_code_{letter}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("DDInterID_A,Drug_A,DDInterID_B,Drug_B,Level\n")
            for one, other in told[n::8]:
                level = source.choice(_LEVELS)
                file.write(
                    f"DDInter{one},{names[one].title()},DDInter{other},{names[other].title()},{level}\n"
                )
    return len(told)


# So many of a thousand sentences are met in no other label.
VARIED = 300
_SENTENCE = re.compile(r"(?<=[.;:]) (?=[A-Z])")
_ONE_TEXT = frozenset({"set_id", "id", "effective_time", "version"})


def write_labels(
    folder: Path, records: Sequence[dict[str, Any]], count: int, *, varied: int = VARIED
) -> Path:
    """Writes a part of openFDA's download with so many labels: each is one of the records with a
    set id of its own, and with sentences of its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source = random.Random(8)
    file = folder / "drug-label-0001-of-0001.json.zip"
    meta = {
        "last_updated": "2026-11-01",
        "results": {"skip": 0, "limit": count, "total": count},
    }
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("drug-label-0001-of-0001.json", "w", force_zip64=True) as opened,
    ):
        opened.write(f'{{"meta": {json.dumps(meta)}, "results": ['.encode())
        for number in range(count):
            label = _label(source.choice(records), number, varied, source)
            opened.write((", " * (number > 0) + json.dumps(label)).encode())
        opened.write(b"]}")
    return file


def _label(
    record: dict[str, Any], number: int, varied: int, source: random.Random
) -> dict[str, Any]:
    label = {name: _text(name, value, varied, source) for name, value in record.items()}
    day = f"202{source.randrange(1, 6)}{source.randrange(1, 13):02}{source.randrange(1, 29):02}"
    set_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"label {number}"))
    return label | {"set_id": set_id, "effective_time": day, "version": str(number % 30 + 1)}


def _text(name: str, value: Any, varied: int, source: random.Random) -> Any:
    """A section with some of its sentences changed; a table as it is."""
    if name in _ONE_TEXT or name == "openfda":
        return value
    texts = value if isinstance(value, list) else [value]
    if name.endswith("_table"):
        return texts
    return [" ".join(_sentences(one, varied, source)) for one in texts]


def _sentences(text: str, varied: int, source: random.Random) -> Iterator[str]:
    for one in _SENTENCE.split(text):
        words = one.split(" ")
        if source.randrange(1000) < varied:
            # A count of people, as labels have them, behind some word.
            words.insert(source.randrange(len(words)), f"(n={source.randrange(1, 100_000)})")
        yield " ".join(words)
