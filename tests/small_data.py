"""Small data files in the true formats, with invented substances, for the tool that verifies facts.

Alphazol is a calmer of one brand, Alphax; betapam is a rouser; gammadol is of no seed.
"""

import gzip
import json
import zipfile
from pathlib import Path

_LABEL = {
    "set_id": "11111111-1111-1111-1111-111111111111",
    "indications_and_usage": [
        "1 INDICATIONS AND USAGE Alphax is indicated for great worry, and to reduce the risk of a "
        "first or second fright."
    ],
    "drug_interactions": [
        "7 DRUG INTERACTIONS Do not give it with betapam. CYP2C9 inhibitors: thetan, iotin."
    ],
    "warnings_and_cautions": ["5 WARNINGS Take care in kidney disease."],
    "controlled_substance": ["9.1 Alphazol is a Schedule IV controlled substance."],
    "openfda": {
        "brand_name": ["ALPHAX"],
        "generic_name": ["ALPHAZOL HYDROCHLORIDE"],
        "substance_name": ["ALPHAZOL HYDROCHLORIDE"],
        "product_ndc": ["0004-0058"],
        "package_ndc": ["0004-0058-01"],
        "unii": ["AAAAAAAAAA"],
    },
}
_SPL = """<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="urn:hl7-org:v3"><code displayName="HUMAN PRESCRIPTION DRUG LABEL"/>
<manufacturedProduct><manufacturedProduct><code code="0009-0001"/><name>Betaxin</name>
<ingredient classCode="ACTIM"><ingredientSubstance><code code="BBBBBBBBBB"/><name>BETAPAM</name>
</ingredientSubstance></ingredient></manufacturedProduct>
<subjectOf><policy classCode="DEADrugSchedule"><code displayName="CII"/></policy></subjectOf>
</manufacturedProduct>
<section><code code="34070-3"/><text>Not in asthma.</text></section></document>
"""
_DRUGCENTRAL = "drugbank_id\tdrugbank_name\tclass_id\tclass_name\n"

FILES = {
    "drugbank_vocabulary/drugbank_vocabulary.csv.gz": (
        "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\n"
        "DB1,,Alphazol,,1111111111,Alphazolum | Alfazol,\n"
        "DB2,,Betapam,,2222222222,Bétapame,\n"
        'DB3,,Gammadol,,3333333333,"Gammadolum | Gamma, dol",\n'
    ),
    "icd10cm/icd10cm_tabular_small.tsv.gz": (
        "code\tdescription\tparent\tchapter\tleaf\tinclusion_terms\n"
        "F41.1\tFretting disorder\tF41\t5\t1\tGreat worry\n"
    ),
    "ansm_thesaurus/rxnorm_mappings.tsv": (
        "substance\tRxNorm\nalphazol\t101\nbétapame\t102\ngammadol\t103\ndeltin\tNA\n"
    ),
    "ansm_thesaurus/index_substances_2020_10.json": json.dumps(
        [{"substance": "alphazol", "drug_classes": ["calmants"]}]
    ),
    "ansm_thesaurus/thesaurus_2020_10.json.gz": json.dumps(
        [{"main_drug": "CALMANTS", "plus_drug": "BETAPAM"}]
    ),
    "unii/UNII_Names_27Jun2014_cut.txt": (
        "Name\tTYPE\tUNII\tPT\nALPHAZOL\tPT\t1111111111\tALPHAZOL\n"
    ),
    "fda_pharm_classes/fda_pharm_classes_2014.tsv": (
        "fda_preferred_term\tdrugbank_uri\tclass_and_type\n"
        "ALPHAZOL\t\tCalmer [EPC]\nBETAPAM\t\tRousers [MoA]\n"
    ),
    "drugcentral/classes.tsv": (
        "class_id\tclass_name\tclass_source\tclass_type\turl\n"
        "N0000000001\tCalmers\tFDA\tMechanism of Action\t\n"
        "N0000000002\tRousing Agents\tFDA\tMechanism of Action\t\n"
    ),
    "drugcentral/drug-to-class.tsv": (
        f"{_DRUGCENTRAL}DB1\tAlphazol\tN0000000001\tCalmers\n"
        "DB2\tBetapam\tN0000000002\tRousing Agents\n"
    ),
    "pharmacotherapydb/indications.tsv": (
        "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\tn_curators\tn_resources\n"
        "D1\tDB1\tdread\tAlphazol\tSYM\t2\t1\nD2\tDB1\tgout\tAlphazol\tNOT\t2\t1\n"
    ),
    "health_canada_dpd/drug.txt.gz": (
        '"1","","Human","00000001","ALPHAX XR 5 MG","","N"\n'
        '"2","","Human","00000002","DUO","","N"\n'
        '"3","","Veterinary","00000003","BARKX","","N"\n'
        '"4","","Human","00000004","MIXAL","","N"\n'
    ),
    "health_canada_dpd/ingred.txt.gz": (
        '"1","7","ALPHAZOL (ALPHAZOL HYDROCHLORIDE)"\n"2","7","ALPHAZOL"\n'
        '"2","8","BETAPAM"\n"3","8","BETAPAM"\n"4","9","MIXED SALTS ALPHAZOL"\n'
        '"5","7","ALPHAZOL CYPIONATE"\n'
    ),
    "health_canada_dpd/ther.txt.gz": (
        '"1","N05BA01","ALPHAZOL",""\n"2","N05BA99","ALPHAZOL AND BETAPAM",""\n'
    ),
    "health_canada_dpd/schedule.txt.gz": '"1","Prescription",""\n',
    "openfda_label/alphax.json": json.dumps({"meta": {}, "results": [_LABEL]}),
    "openfda_label/bulk/drug-label-0001-of-0001.json.zip": json.dumps({"results": [_LABEL]}),
    "dailymed_spl/betaxin.xml": _SPL,
    "rxnorm_rrf/RXNCONSO.RRF": (
        "101|ENG||||||1|1|101||RXNORM|IN|101|alphazol||N|4096|\n"
        "101|ENG||||||2|2|101||MTHSPL|SU|1111111111|ALPHAZOL||N|4096|\n"
        "201|ENG||||||3|3|201||RXNORM|SBD|201|"
        "alphazol 5 MG / betapam 2 MG Oral Tablet [Duo]||N|4096|\n"
        "301|ENG||||||4|4|301||RXNORM|BN|301|Alphapax||N|4096|\n"
    ),
    "rxnorm_rrf/RXNREL.RRF": "101||CUI|RO|301||CUI|tradename_of|||RXNORM||||N|4096|\n",
    "rxnorm_rrf/RXNSAT.RRF": "201|||3|AUI|201|||NDC|RXNORM|00070000101|N|4096|\n",
    "ndc/product.txt": (
        "PRODUCTID\tPRODUCTNDC\tPROPRIETARYNAME\tSUBSTANCENAME\tPHARM_CLASSES\tDEASCHEDULE\n"
        "x\t0002-0001\tAlphax Syrup\tALPHAZOL\tCalmers, Mild [EPC], Sleep [PE]\tCIV\n"
    ),
    "onc_high_priority/onc_high_priority_classes.tsv": (
        "item\tobject_class\tprecipitant_class\tobject_examples\tprecipitant_examples\n"
        "3\tcalmers\trousers\talphazol\tbetapam; gammadol\n21\tQT\tQT\t\t\n"
    ),
    "onc_high_priority/ONC_High_Priority_Mapped_cut.csv": "\ufeffAlphazol$DB1$Thetan$DB9$\n",
    "dmd/f_vtm2_3010419.xml": (
        "<V><VTM><VTMID>5</VTMID><NM>Alphazol mesilate</NM></VTM></V>"
    ),
    "pharmgkb/drugs.tsv": (
        "Name\tGeneric Names\tTrade Names\tRxNorm Identifiers\tATC Identifiers\n"
        "betapam\tBetapamum\tBetalin, Betarol\t102\tN06BA01\n"
    ),
}  # fmt: skip


def write_data(folder: Path, *without: str, **changed: str) -> Path:
    """The files; `without` leaves some out, `changed` replaces a text by the stem of its file."""
    for name, text in FILES.items():
        stem = Path(name).name.split(".")[0].replace("-", "_").lower()
        if name in without:
            continue
        file, content = folder / name, changed.get(stem, text)
        file.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".zip"):
            with zipfile.ZipFile(file, "w") as pack:
                pack.writestr(file.stem, content)
        elif name.endswith(".gz"):
            file.write_bytes(gzip.compress(content.encode()))
        else:
            file.write_text(content, encoding="utf-8")
    return folder
