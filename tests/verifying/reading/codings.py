"""RxNorm codings in the examples of CDS Hooks and FHIR: a code, and what it is called there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.verifying.evidence import Grouped

_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def read(path: Path, name: str) -> Iterator[Grouped]:
    """Each coding with a display, anywhere in the file. A file that is no JSON says nothing."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return
    for one in _codings(content):
        yield Grouped(name, "rxnorm", one["code"], one["display"])


def _codings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("system") == _RXNORM and value.get("display") and value.get("code"):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _codings(one)
