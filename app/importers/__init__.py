"""Files in, facts out. No database, no HTTP server. DATA_SETS is the list, in reading order."""

from app.importers import (
    ansm,
    atc,
    bdpm,
    cpic,
    dailymed_spl,
    ddinter,
    dmd,
    dpd,
    drugbank_vocabulary,
    drugcentral,
    ema,
    fest,
    medrt,
    ndc,
    onsides,
    openfda_label,
    own_data,
    pddi,
    pharmacotherapydb,
    rxnorm,
    seed,
    sider,
    unii,
)
from app.importers.source import DataSet

DATA_SETS: dict[str, DataSet] = {
    one.key: one
    for one in (
        seed.DATA_SET,
        rxnorm.DATA_SET,
        ansm.DATA_SET,
        atc.DATA_SET,
        atc.DATA_SET_CANADA,
        bdpm.DATA_SET,
        cpic.DATA_SET,
        dailymed_spl.DATA_SET,
        ddinter.DATA_SET,
        dmd.DATA_SET,
        dpd.DATA_SET,
        drugbank_vocabulary.DATA_SET,
        drugcentral.DATA_SET,
        ema.DATA_SET,
        fest.DATA_SET,
        medrt.DATA_SET,
        ndc.DATA_SET,
        onsides.DATA_SET,
        openfda_label.DATA_SET,
        own_data.DATA_SET,
        pddi.DATA_SET,
        pharmacotherapydb.DATA_SET,
        sider.DATA_SET,
        unii.DATA_SET,
    )
}
