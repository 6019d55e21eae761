"""How many labels a second are read: sentences that are new, and those that other labels have too.

Beside them the same texts, only parted into sentences. Public labels are read, so that the rate is
that of real sentences; without them there is nothing to measure.
"""

import time
from collections.abc import Callable

import pytest
from app.importers.seed import read
from app.importers.shared.label_mentions import read_label, sentences_of_label
from app.importers.shared.labels import FoundLabel
from app.index.build import build_knowledge

from tests.conftest import ROOT
from tests.label_mentions.labels import labels
from tests.verifying_labels.__main__ import reader_of

pytestmark = pytest.mark.benchmark
DATA = ROOT.parent / "shared" / "data"
COUNT = 200


def _rate(what: Callable[[FoundLabel], object], found: list[FoundLabel]) -> float:
    started = time.process_time()
    for label in found:
        what(label)
    return len(found) / (time.process_time() - started)


def test_labels_are_read_at_a_steady_rate() -> None:
    found = [label for _, label in labels(DATA)][:: max(1, 1000 // COUNT)][:COUNT]
    if not found:
        pytest.skip(f"no labels in {DATA}")
    reader = reader_of(build_knowledge("", read(ROOT / "seed")))

    def read_one(label: FoundLabel) -> object:
        names = [*label.products, *(one.name for one in label.substances)]
        return read_label(reader, "drug:none", names, sentences_of_label(label.sections))

    parted = _rate(lambda label: sentences_of_label(label.sections), found)
    new, known = _rate(read_one, found), _rate(read_one, found)
    print(f"\nlabels a second on one core: {new:.0f} new, {known:.0f} known, {parted:.0f} parted")
    assert known > 2 * new
