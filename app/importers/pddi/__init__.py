"""The merged public set of potential drug-drug interactions (Ayvaz 2015): one table, 15 sources.

Quirks: some 8,200 rows have a field too many, near the end; names from KEGG have lost their first
letter; names begin with a byte order mark, or have `_` for blanks; ids may be empty; a pair stands
several times and in both directions. `None` and `unclassified` are empty fields. The table names
no licence: each of its sources has its own.
"""

from app.importers.data_set import DataSet
from app.importers.pddi.reading import read
from app.importers.pddi.sources import HOMEPAGE

DATA_SET = DataSet(
    key="pddi",
    title="Merged public PDDI table",
    homepage=HOMEPAGE,
    licence="each source its own, several of them not free: see the source of each rating",
    read=read,
    at_least=5,
    adds="pairs as NDF-RT, ONC, DrugBank, KEGG, OSCAR and others rated them up to 2015",
    files="CombinedDatasetNotConservative.csv, .csv.bz2 or .zip, or merged_pddi….tsv",
    size="3 MB packed, 40 MB unpacked",
    free=False,
    rank=60,
)
