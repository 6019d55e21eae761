"""Which file is read by what, and what is said of a file that is not there."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.verifying.evidence import Evidence, Library
from tests.verifying.reading import (
    ansm,
    atc,
    canada,
    codings,
    dmd,
    drugbank,
    drugcentral,
    excerpts,
    fda_classes,
    icd10,
    ndc,
    openfda,
    pairs,
    pharmacotherapydb,
    pharmgkb,
    rxnorm,
    spl,
    unii,
)

Reader = Callable[[Path, str], Iterator[Evidence]]

# A pattern may stand for several files; what comes first is named first as the confirming place.
READERS: tuple[tuple[str, Reader], ...] = (
    ("rxnorm_rrf/RXNCONSO.RRF", rxnorm.read),
    ("rxnorm_rrf/RXNREL.RRF", rxnorm.read_brands),
    ("drugbank_vocabulary/drugbank_vocabulary.csv.gz", drugbank.read),
    ("unii/UNII_Names_*.txt", unii.read),
    ("unii/unii_openfda_sample.csv", unii.read),
    ("ansm_thesaurus/rxnorm_mappings.tsv", ansm.read_codes),
    ("ansm_thesaurus/index_substances_2020_10.json", ansm.read_classes),
    ("ansm_thesaurus/thesaurus_2020_10.json.gz", ansm.read_pairs),
    ("fda_pharm_classes/fda_pharm_classes_2014.tsv", fda_classes.read),
    ("drugcentral/classes.tsv", drugcentral.read_classes),
    ("drugcentral/drug-to-class.tsv", drugcentral.read_members),
    ("drugcentral/structures.smiles.tsv.gz", drugcentral.read_structures),
    ("drugcentral/*_Approved.csv", drugcentral.read_approved),
    ("pharmacotherapydb/indications.tsv", pharmacotherapydb.read),
    ("drugcentral/indications.tsv", pharmacotherapydb.read),
    ("pharmgkb/drugs.tsv", pharmgkb.read),
    ("health_canada_dpd/drug.txt.gz", canada.read),
    ("health_canada_dpd/ingred.txt.gz", canada.read_salts),
    ("health_canada_dpd/ther.txt.gz", canada.read_atc),
    ("atc/atc_from_health_canada.csv", atc.read),
    ("dmd/f_vtm2_*.xml", dmd.read),
    ("dmd/f_ingredient2_*.xml", dmd.read),
    ("ndc/product.txt", ndc.read),
    ("ndc/openfda_drug_ndc.json", ndc.read_openfda),
    ("openfda_label/*.json", openfda.read),
    ("openfda_label/bulk/*.json.zip", openfda.read_bulk),
    ("openfda_labels_whole/labels_*.ndjson.gz", openfda.read_lines),
    ("openfda_label_sections/sections_*.ndjson.gz", openfda.read_lines),
    ("label_indication_contraindication_texts/*_text.tsv.gz", excerpts.read_texts),
    ("dailymed_spl/*.xml", spl.read),
    ("fda_label_excerpts/label_excerpts.json", excerpts.read),
    ("onc_high_priority/onc_high_priority_classes.tsv", pairs.read_onc_classes),
    ("onc_high_priority/ONC_High_Priority_Mapped_cut.csv", pairs.read_onc_pairs),
    ("merged_pddi/merged_pddi_ndfrt_onc.tsv", pairs.read_merged),
    ("icd10cm/icd10cm_tabular_*.tsv.gz", icd10.read),
    ("cds_hooks/*/*.json", codings.read),
    ("fhir/*/*.json", codings.read),
)


def gather(data: Path) -> Library:
    """All that the files under a folder say. A file that is not there is named, not missed."""
    library = Library()
    for pattern, read in READERS:
        files = sorted(data.glob(pattern))
        if not files:
            library.absent.append(pattern)
        for file in files:
            for evidence in read(file, file.relative_to(data).as_posix()):
                library.add(evidence)
    return library
