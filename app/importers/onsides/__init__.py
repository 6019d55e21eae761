"""OnSIDES 3: side effects that a language model read from labels of the US, the EU, the UK and
Japan, as a folder or zip of CSV files.

Effect -> label -> RxNorm product -> RxNorm ingredient. A label speaks of one drug only if all its
products have that one ingredient: of a combination nobody knows which part does what. A term in the
boxed warning (BW) is serious. The cut-off on the model's score is OnSIDES' own: what it publishes
has passed it. `high_confidence.csv` and `vocab_rxnorm_product` say nothing that is needed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.facts import Fact, Source
from app.importers.data_set import DataSet
from app.importers.intake import Intake
from app.importers.onsides.labels import read_labels
from app.importers.onsides.telling import SOURCE, read_terms, tell
from app.importers.parts import Part, find_parts, pick_one

_FILES = (
    "vocab_rxnorm_ingredient",
    "vocab_rxnorm_ingredient_to_product",
    "product_to_rxnorm",
    "vocab_meddra_adverse_effect",
    "product_adverse_effect",
)


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Drugs, effects, and on how many labels of a drug an effect stands."""
    parts = _parts(find_parts(paths))
    intake.size = sum(part.size for part in parts.values())
    yield _source()
    labels = read_labels(
        parts["vocab_rxnorm_ingredient"],
        parts["vocab_rxnorm_ingredient_to_product"],
        parts["product_to_rxnorm"],
        intake,
    )
    terms = read_terms(parts["vocab_meddra_adverse_effect"], intake)
    yield from tell(parts["product_adverse_effect"], labels, terms, intake)


def _parts(parts: Sequence[Part]) -> dict[str, Part]:
    return {name: pick_one(parts, rf"{name}\.csv", f"{name}.csv") for name in _FILES}


def _source() -> Source:
    return Source(
        id=SOURCE,
        title="OnSIDES, as imported",
        kind="side effects from labels",
        publisher="Tatonetti Lab",
        licence="CC BY 4.0 (code: MIT)",
        version="3, not told more exactly by the files",
        address="https://github.com/tatonetti-lab/onsides",
        note="A section is the RxCUI of an ingredient and a term of MedDRA. Read by a model: some "
        "effects are missed, some are wrong.",
    )


DATA_SET = DataSet(
    key="onsides",
    title="OnSIDES",
    homepage="https://onsidesdb.org",
    licence="CC-BY-4.0",
    read=read,
    at_least=5,
    adds="side effects of some thousand ingredients with the number of labels that name them",
    files="onsides-v3.x.x.zip, or its folder csv/",
    size="150 MB zipped, 500 MB unpacked",
    rank=65,
)
