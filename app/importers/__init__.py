"""Files in, facts out. No database, no HTTP server. DATA_SETS is the list, in reading order."""

from app.importers import (
    ansm,
    curated,
    dailymed_spl,
    ddinter,
    openfda_label,
    own_data,
    pddi,
    rxnorm,
)
from app.importers.data_set import DataSet

DATA_SETS: dict[str, DataSet] = {
    one.key: one
    for one in (
        curated.DATA_SET,
        rxnorm.DATA_SET,
        ansm.DATA_SET,
        dailymed_spl.DATA_SET,
        ddinter.DATA_SET,
        openfda_label.DATA_SET,
        own_data.DATA_SET,
        pddi.DATA_SET,
    )
}
