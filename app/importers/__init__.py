"""Files in, facts out. No database, no HTTP server. DATA_SETS is the list, in reading order."""

from app.importers import curated, dailymed_spl, openfda_label, rxnorm
from app.importers.data_set import DataSet

DATA_SETS: dict[str, DataSet] = {
    one.key: one
    for one in (
        curated.DATA_SET,
        rxnorm.DATA_SET,
        dailymed_spl.DATA_SET,
        openfda_label.DATA_SET,
    )
}
