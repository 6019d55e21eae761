"""Are drugs, classes and uses of DrugCentral told as what they are?"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    ClassKind,
    Code,
    CodeSystem,
    Drug,
    DrugClass,
    Fact,
    Indication,
    Membership,
    Name,
    Status,
)
from app.importers.drugcentral import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_class, knows_drug, of, told

KEY = "AAAAAAAAAAAAAA-BBBBBBBBBB-C"
STRUCTURES = "SMILES\tInChI\tInChIKey\tID\tINN\tCAS_RN\n"
CLASSES = "class_id\tclass_name\tclass_source\tclass_type\turl\n" + (
    "N0000000001\tCalming Drug\tFDA\tFDA Established Pharmacologic Class\tu\n"
    "N0000000002\tCalmers\tFDA\tChemical/Ingredient\tu\n"
    "D000001\tCalming Drug\tMeSH\tPharmacological Action\tu\n"
    "N0000000003\tLonely Drug\tFDA\tFDA Established Pharmacologic Class\tu\n"
)
MEMBERS = "drugbank_id\tdrugbank_name\tclass_id\tclass_name\n"
USES = "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\n"


def imported(intake: Intake, write: Write, **files: str) -> list[Fact]:
    """The facts of files: `__` stands for a dot, `_to_` for hyphens."""
    named = {name.replace("__", ".").replace("_to_", "-to-"): one for name, one in files.items()}
    return told(DATA_SET, intake, write(named))


def test_a_structure_is_a_drug_with_its_codes(intake: Intake, write: Write) -> None:
    knows_drug(intake, "beta", codes=[(CodeSystem.INCHIKEY, KEY.replace("C", "D"))])
    rows = f"C\tI\t{KEY}\t1\talphadrug\t50-00-0\nC\tI\t{KEY.replace('C', 'D')}\t2\tBetadrugum\t\n"
    facts = imported(intake, write, structures__smiles__tsv=f"{STRUCTURES}{rows}C\tI\t\t3\tA/B\t\n")
    assert [one.id for one in of(Drug, facts)] == ["alphadrug", "beta"]
    assert [(one.drug, one.text) for one in of(Name, facts)] == [("beta", "Betadrugum")]
    assert [(one.subject, one.system.value, one.code) for one in of(Code, facts)] == [
        ("drug:alphadrug", "inchikey", KEY),
        ("drug:alphadrug", "cas", "50-00-0"),
        ("drug:beta", "inchikey", KEY.replace("C", "D")),
    ]
    assert intake.skipped == {"a combination of several ingredients": 1}


def test_what_a_class_is_called_is_no_drug(intake: Intake, write: Write) -> None:
    knows_class(intake, "calmer", "calmers")
    rows = "C\tI\t\t1\tcalmers\t\n"
    facts = imported(intake, write, structures__smiles__tsv=STRUCTURES + rows)
    assert of(Drug, facts) == []
    assert intake.skipped == {"the name of a class of drugs": 1}


def member(name: str, code: str, drugbank: str = "DB00001") -> str:
    """A row of drug-to-class."""
    return f"{drugbank}\t{name}\t{code}\tany\n"


def test_only_an_established_class_is_one_that_is_known(intake: Intake, write: Write) -> None:
    knows_class(intake, "calmer", "calming drug", "calmers")
    rows = member("alphadrug", "N0000000001") + member("alphadrug", "N0000000002")
    facts = imported(
        intake,
        write,
        classes__tsv=CLASSES,
        drug_to_class__tsv=MEMBERS + rows + member("alphadrug", "D000001"),
    )
    assert [one.drug_class for one in of(Membership, facts)] == [
        "calmer",
        "calmers-chemical",
        "calming-drug-mesh",
    ]
    kinds = {one.name: one.kind for one in of(DrugClass, facts)}
    assert kinds == {
        "calmer": ClassKind.CHEMICAL,
        "Calmers [chemical]": ClassKind.CHEMICAL,
        "Calming Drug [MeSH]": ClassKind.EFFECT,
    }
    epc = [one for one in of(Code, facts) if one.system is CodeSystem.EPC]
    assert [(one.subject, one.code) for one in epc] == [("class:calmer", "N0000000001")]


def test_a_new_class_takes_no_name_that_could_be_a_drugs(intake: Intake, write: Write) -> None:
    rows = member("alphadrug", "N0000000001") + member("alphadrug", "N0000000001")
    facts = imported(intake, write, classes__tsv=CLASSES, drug_to_class__tsv=MEMBERS + rows)
    (one,) = of(DrugClass, facts)
    assert (one.name, one.names, one.doubling) == ("Calming Drug [EPC]", (), None)
    assert (len(of(Membership, facts)), intake.merged) == (1, 1)


def test_curators_say_which_of_their_drugs_are_in_their_classes(
    intake: Intake, write: Write
) -> None:
    knows_class(intake, "calmer", epc="N0000000001")
    for name in ("alphadrug", "betadrug"):
        knows_drug(intake, name)
    intake.known.curated_classes = frozenset({"calmer"})
    intake.known.classified = {"alphadrug": set(), "betadrug": {"calmer"}}
    rows = (
        member("alphadrug", "N0000000001")
        + member("betadrug", "N0000000001", "DB00002")
        + member("gammadrug", "N0000000001", "DB00003")
        + member("alphadrug", "N0000000003")
    )
    facts = imported(intake, write, classes__tsv=CLASSES, drug_to_class__tsv=MEMBERS + rows)
    assert [(one.drug, one.drug_class) for one in of(Membership, facts)] == [
        ("betadrug", "calmer"),
        ("gammadrug", "calmer"),
        ("alphadrug", "lonely-drug-epc"),
    ]
    assert intake.skipped == {"a curated class that curators do not put this drug into": 1}


def test_indications_are_told_by_category_and_never_as_approved(
    intake: Intake, write: Write
) -> None:
    rows = "".join(
        f"DOID:{place}\tDB0000{place}\td{place}\t{name}drug\t{category}\n"
        for place, (name, category) in enumerate(
            [("alpha", "DM"), ("beta", ""), ("gamma", "NOT"), ("delta", "MAYBE")], 1
        )
    )
    facts = imported(
        intake,
        write,
        indications__tsv=USES + rows,
        FDA_Approved__csv="1,alphadrug\n2,gammadrug\n",
        EMA_Approved__csv="1,alphadrug\nx,\n",
    )
    found = of(Indication, facts)
    assert [(one.status, one.goal.value) for one in found] == [
        (Status.OFF_LABEL, "disease_modifying"),
        (Status.OFF_LABEL, "unknown"),
        (Status.NOT_INDICATED, "unknown"),
    ]
    assert found[0].why.endswith(
        "whether the use is approved, only that EMA, FDA approved the drug for some use."
    )
    assert found[1].why.endswith("whether the use is approved.")
    assert "physicians of PharmacotherapyDB do not count it" in found[2].why
    assert intake.skipped == {
        "an unknown category of an indication": 1,
        "a row without a number and a name": 1,
    }
    assert intake.merged == 1


def test_members_without_their_classes_are_refused(intake: Intake, write: Write) -> None:
    with pytest.raises(RejectedImport, match=r"classes\.tsv is needed"):
        imported(intake, write, drug_to_class__tsv=MEMBERS)


def test_a_folder_of_something_else_is_refused(intake: Intake, write: Write) -> None:
    with pytest.raises(RejectedImport, match="none of these is a file of DrugCentral"):
        told(DATA_SET, intake, write({"other.txt": "x"}))


def test_the_real_files(intake: Intake, real: Callable[[str], Path]) -> None:
    facts = told(DATA_SET, intake, real("drugcentral"))
    counts = Counter(type(one).__name__ for one in facts)
    assert counts["Indication"] == 671
    assert counts["Drug"] > 4_500
    assert {one.status for one in of(Indication, facts)} == {Status.OFF_LABEL, Status.NOT_INDICATED}
    assert sum(one.status is Status.NOT_INDICATED for one in of(Indication, facts)) == 25
    assert (
        len({(one.drug, one.drug_class) for one in of(Membership, facts)}) == counts["Membership"]
    )
    assert len({one.id for one in of(Indication, facts)}) == counts["Indication"]
