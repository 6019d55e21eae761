"""Files in, facts out. No database, no HTTP server. DATA_SETS is the list, in reading order."""

from app.importers import (
    atc,
    curated,
    drugbank_vocabulary,
    drugcentral,
    onsides,
    pharmacotherapydb,
    rxnorm,
    sider,
    unii,
)
from app.importers.data_set import DataSet

DATA_SETS: dict[str, DataSet] = {
    one.key: one
    for one in (
        curated.DATA_SET,
        rxnorm.DATA_SET,
        atc.DATA_SET,
        atc.DATA_SET_CANADA,
        drugbank_vocabulary.DATA_SET,
        drugcentral.DATA_SET,
        onsides.DATA_SET,
        pharmacotherapydb.DATA_SET,
        sider.DATA_SET,
        unii.DATA_SET,
    )
}
