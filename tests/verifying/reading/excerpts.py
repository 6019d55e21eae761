"""Excerpts of labels: uses, contraindications and warnings, cut short."""

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
