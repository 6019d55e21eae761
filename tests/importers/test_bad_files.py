"""Is a file that is broken or hostile refused with its name, whichever data set it is of?"""

import gzip
import zipfile
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers import DATA_SETS
from app.importers.files.text import LONGEST_LINE
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import told
from tests.importers.test_onsides import FILES as ONSIDES

# One file of each data set, its first line, and the files that must stand beside it.
KINDS: dict[str, tuple[str, str, dict[str, str]]] = {
    "pharmacotherapydb": (
        "indications.tsv",
        "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\n",
        {},
    ),
    "drugcentral": ("structures.smiles.tsv", "ID\tINN\tInChIKey\tCAS_RN\n", {}),
    "sider": ("meddra_all_se.tsv", "CID100000011\tCID000000011\tC\tPT\tC\tNausea\n", {}),
    "onsides": (
        "product_adverse_effect.csv",
        "product_label_id,effect_id,label_section,effect_meddra_id\n",
        ONSIDES,
    ),
    "atc": ("who.csv", "atc_code,atc_name,ddd,uom,adm_r,note\n", {}),
    "atc-canada": ("atc.csv", "atc_code,atc_name,level,parent_code\n", {}),
    "unii": ("UNII_Names_x.txt", "Name\tTYPE\tUNII\tPT\n", {}),
    "drugbank-vocabulary": (
        "drugbank vocabulary.csv",
        "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\n",
        {},
    ),
}
# A line is read as a field of whatever length, and no longer.
CONTENTS = {
    "a web page": (lambda first: b"\n<!DOCTYPE html>\n<html>", "web page"),
    "another encoding": (lambda first: first.encode("utf-16"), "zero byte"),
    "an endless line": (lambda first: first.encode() + b"x" * (LONGEST_LINE + 1), "a line of more"),
}


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("key", KINDS)
def test_what_is_no_table_is_refused_with_its_name(
    intake: Intake, write: Write, key: str, content: str
) -> None:
    name, first, beside = KINDS[key]
    made, problem = CONTENTS[content]
    with pytest.raises(RejectedImport) as refused:
        told(DATA_SETS[key], intake, write(beside | {name: made(first)}))
    assert name in refused.value.problems[0]
    assert problem in refused.value.problems[0]


@pytest.mark.parametrize("key", KINDS)
def test_half_an_archive_is_refused(intake: Intake, write: Write, key: str) -> None:
    name, first, beside = KINDS[key]
    content = first + "".join(f"{place:032x}" * 9 + "\n" for place in range(2_000))
    folder = write(dict(beside))
    packed = folder / f"{name}.gz"
    whole = gzip.compress(content.encode())
    packed.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RejectedImport, match="cut short"):
        told(DATA_SETS[key], intake, folder)
    archive = folder.parent / "all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(RejectedImport, match=r"all\.zip"):
        told(DATA_SETS[key], intake, archive)


@pytest.mark.parametrize("key", KINDS)
def test_a_path_that_is_not_there_is_named(intake: Intake, tmp_path: Path, key: str) -> None:
    with pytest.raises(RejectedImport, match="nowhere"):
        told(DATA_SETS[key], intake, tmp_path / "nowhere")
