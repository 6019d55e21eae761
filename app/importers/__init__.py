"""Files in, facts out. No database, no HTTP server. DATA_SETS is the list, in reading order."""

from app.importers import curated, dmd, dpd, ndc, rxnorm
from app.importers.data_set import DataSet

DATA_SETS: dict[str, DataSet] = {
    one.key: one
    for one in (curated.DATA_SET, dmd.DATA_SET, dpd.DATA_SET, ndc.DATA_SET, rxnorm.DATA_SET)
}
