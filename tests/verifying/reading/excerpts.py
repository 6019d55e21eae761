"""Excerpts of labels: uses, contraindications and warnings, cut short or without a set id."""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Labelled
from tests.verifying.spelling import plain

_FORM = re.compile(r" (?:Tablets|Oral|Nasal)$")


def read(path: Path, name: str) -> Iterator[Labelled]:
    """One label for each entry. Two entries of the file are of combinations."""
    for number, one in enumerate(json.loads(path.read_text(encoding="utf-8")), start=1):
        title = one["drug_name"]
        ingredients = _FORM.sub("", title).split(" And ")
        texts = {
            "indications_and_usage": plain(one["uses"]),
            "contraindications": plain(one["contraindications"]),
            "warnings": plain(one["warnings"]),
        }
        yield Labelled(f"{name} entry {number}", (title,), tuple(ingredients), texts)


def read_texts(path: Path, name: str) -> Iterator[Labelled]:
    """Single texts, `contraindications` or `indications` by the name of the file.

    Only those of one ingredient are taken: a text of several does not say which of them it means.
    """
    against = "contraindications" in path.name
    column = "contraindications_text" if against else "indications_text"
    section = "contraindications" if against else "indications_and_usage"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t"), start=2):
            ingredient = row["ingredient" if against else "ingredients"]
            if ";" not in ingredient:
                texts = {section: plain(row[column])}
                yield Labelled(f"{name} line {number}", (ingredient,), (ingredient,), texts)
