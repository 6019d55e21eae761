"""SIDER 4.1: side effects read from labels (`meddra_all_se.tsv`, `meddra_freq.tsv`, plain or .gz).

Quirks: no headers; every effect stands as the label's term (LLT) and as MedDRA's preferred term
(PT), of which the PT is kept; a drug is known by its PubChem CID only, so `drug_names.tsv` or
`drug_atc.tsv` must be there, or a data set that tells the CIDs; frequencies under placebo are not
the drug's.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Source
from app.importers.data_set import DataSet
from app.importers.intake import Intake
from app.importers.parts import Part, find_parts, pick
from app.importers.sider.compounds import SOURCE, Compounds, read_compounds
from app.importers.sider.labels import read_effects, read_frequencies
from app.importers.sider.telling import tell


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Drugs, effects, and how often they come."""
    parts = find_parts(paths)
    names, atc = _named(parts, "drug_names"), _named(parts, "drug_atc")
    effects, frequencies = _named(parts, "meddra_all_se"), _named(parts, "meddra_freq")
    if not effects and not frequencies:
        raise RejectedImport(
            [f"there is no meddra_all_se.tsv or meddra_freq.tsv among: {parts[0]}, …"]
        )
    intake.size = sum(part.size for part in (*names, *atc, *effects, *frequencies))
    yield _source()
    compounds = read_compounds(names, atc, intake)
    found = read_effects(effects, compounds, intake)
    read_frequencies(frequencies, found, compounds, intake)
    if not found:
        raise RejectedImport([f"{(effects or frequencies)[0]}: {_no_drug(compounds)}"])
    yield from tell(found, compounds, intake)


def _named(parts: Sequence[Part], name: str) -> list[Part]:
    return pick(parts, rf"{name}\.tsv")


def _no_drug(compounds: Compounds) -> str:
    if compounds.named:
        return "none of its drugs stands in drug_names.tsv or drug_atc.tsv"
    return (
        "SIDER knows drugs by PubChem CID only, and none of these is known here: "
        "drug_names.tsv or drug_atc.tsv is needed beside it"
    )


def _source() -> Source:
    return Source(
        id=SOURCE,
        title="SIDER, as imported",
        kind="side effects from labels",
        publisher="Kuhn and others, EMBL",
        licence="CC BY-NC-SA 4.0",
        version="4.1",
        address="http://sideeffects.embl.de",
        note="A section is the PubChem CID of a drug and the preferred term of MedDRA.",
    )


DATA_SET = DataSet(
    key="sider",
    title="SIDER 4.1",
    homepage="http://sideeffects.embl.de",
    licence="CC-BY-NC-SA-4.0 (not for commercial use)",
    read=read,
    at_least=5,
    adds="side effects of 1,430 drugs with their frequency, read by machine from labels",
    files=(
        "meddra_all_se.tsv.gz and meddra_freq.tsv.gz with drug_names.tsv or drug_atc.tsv, "
        "or their folder"
    ),
    size="4 MB packed, 30 MB unpacked",
    free=False,
    rank=70,
)
