"""Does what a label says reach the one ingredient that it speaks of, and no other?"""

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import CodeSystem, Drug, EffectSeriousness, Frequency, SideEffect
from app.importers.onsides import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, knows_effect, of, told

FILES = {
    "vocab_rxnorm_ingredient.csv": (
        "rxnorm_id,rxnorm_name,rxnorm_term_type\n11,alphadrug,IN\n22,betadrug,IN\n"
        "33,alphadrug / betadrug,MIN\n44,gammadrug,IN\n"
    ),
    "vocab_rxnorm_ingredient_to_product.csv": (
        # Product 100 and 101 are alpha, 200 alpha with beta, 300 the same as one ingredient, 400
        # gamma with a part that nobody names, 500 beta.
        "ingredient_id,product_id\n11,100\n11,101\n11,200\n22,200\n33,300\n44,400\n99,400\n22,500\n"
    ),
    "vocab_rxnorm_product.csv": "rxnorm_id,rxnorm_name,rxnorm_term_type\n100,alpha tablet,SCD\n",
    "product_label.csv": (
        "label_id,source,source_product_name,source_product_id,source_label_url\n1,US,A,s,u\n"
    ),
    "product_to_rxnorm.csv": (
        # Label 5 is of two single drugs, 6 of alpha twice.
        "label_id,rxnorm_product_id\n1,100\n2,200\n3,300\n4,400\n5,100\n5,500\n6,100\n6,101\n7,999\n"
    ),
    "vocab_meddra_adverse_effect.csv": (
        "meddra_id,meddra_name,meddra_term_type\n10000001,Nausea,PT\n"
        '10000002,"Pain, abdominal",PT\n10000003,Diarrhoea,PT\n10000004,Feeling sick,LLT\n'
    ),
}
COLUMNS = "product_label_id,effect_id,label_section,effect_meddra_id,match_method,pred0,pred1\n"


def heard(intake: Intake, write: Write, *rows: str, zipped: str | None = None) -> list[SideEffect]:
    """The side effects of rows `label section term`."""
    lines = [
        "{},{},{},{},PMB,0.1,5.2\n".format(*row.split()[:1], place, *row.split()[1:])
        for place, row in enumerate(rows)
    ]
    effects = COLUMNS + "".join(lines)
    path = write(FILES | {"product_adverse_effect.csv": effects}, zipped=zipped)
    return of(SideEffect, told(DATA_SET, intake, path))


@pytest.mark.parametrize("label", [2, 3, 4, 5])
def test_a_label_of_a_combination_says_nothing_of_its_parts(
    intake: Intake, write: Write, label: int
) -> None:
    found = heard(intake, write, f"{label} AR 10000001", "1 AR 10000001")
    assert [one.subject for one in found] == ["drug:alphadrug"]
    assert found[0].note == "A language model found it on 1 label."
    assert intake.skipped["a combination of several ingredients"] == 1


def test_a_boxed_warning_is_serious_and_labels_are_counted(intake: Intake, write: Write) -> None:
    found = heard(
        intake,
        write,
        "1 AR 10000001",
        "1 BW 10000001",
        "1 WP 10000002",
        "6 AR 10000001",
        "1 AR 10000001",
    )
    assert [(one.effect, one.seriousness, one.frequency, one.note) for one in found] == [
        (
            "nausea",
            EffectSeriousness.SERIOUS,
            Frequency.UNKNOWN,
            "A language model found it on 2 labels, in a boxed warning too.",
        ),
        (
            "pain-abdominal",
            EffectSeriousness.UNKNOWN,
            Frequency.UNKNOWN,
            "A language model found it on 1 label, among the warnings too.",
        ),
    ]
    assert intake.merged == 3


def test_drugs_are_known_by_rxcui_and_effects_in_either_spelling(
    intake: Intake, write: Write
) -> None:
    knows_drug(intake, "alpha", codes=[(CodeSystem.RXNORM, "11")])
    knows_effect(intake, "diarrhea")
    knows_effect(intake, "nausea", "feeling sick")
    found = heard(intake, write, "1 AR 10000003", "1 AR 10000001", "1 BW 10000004")
    assert [(one.id, one.seriousness.value) for one in found] == [
        ("onsides:alpha:diarrhea", "unknown"),
        ("onsides:alpha:nausea", "serious"),
    ]


def test_two_codes_of_one_drug_are_one_drug(intake: Intake, write: Write) -> None:
    both = [(CodeSystem.RXNORM, "11"), (CodeSystem.RXNORM, "22")]
    knows_drug(intake, "alpha", codes=both)
    files = FILES | {"product_to_rxnorm.csv": "label_id,rxnorm_product_id\n1,100\n8,500\n"}
    rows = "1,1,AR,10000001,PMB,0,5\n8,2,BW,10000001,PMB,0,5\n"
    path = write(files | {"product_adverse_effect.csv": COLUMNS + rows})
    (one,) = of(SideEffect, told(DATA_SET, intake, path))
    assert (one.id, one.seriousness.value) == ("onsides:alpha:nausea", "serious")


def test_what_leads_nowhere_is_counted(intake: Intake, write: Write) -> None:
    found = heard(intake, write, "7 AR 10000001", "9 AR 10000001", "1 AR 99", "x AR 10000001")
    assert found == []
    assert intake.skipped == {
        "a label without a known ingredient": 3,
        "an effect without a known term": 1,
        "a product without a known ingredient": 1,
    }


def test_a_drug_of_which_no_label_is_used_is_not_told(intake: Intake, write: Write) -> None:
    path = write(FILES | {"product_adverse_effect.csv": COLUMNS + "1,1,AR,10000001,PMB,0,5\n"})
    assert [one.id for one in of(Drug, told(DATA_SET, intake, path))] == ["alphadrug"]


def test_the_archive_is_read_as_its_folder(intake: Intake, write: Write) -> None:
    assert len(heard(intake, write, "1 AR 10000001", zipped="onsides.zip")) == 1


@pytest.mark.parametrize("missing", ["product_to_rxnorm.csv", "vocab_rxnorm_ingredient.csv"])
def test_a_missing_file_is_named(intake: Intake, write: Write, missing: str) -> None:
    files = {name: text for name, text in FILES.items() if name != missing}
    with pytest.raises(RejectedImport, match=missing):
        told(DATA_SET, intake, write(files | {"product_adverse_effect.csv": COLUMNS}))


def test_wrong_columns_are_named(intake: Intake, write: Write) -> None:
    with pytest.raises(RejectedImport, match=r"product_adverse_effect\.csv:1: no column"):
        told(DATA_SET, intake, write(FILES | {"product_adverse_effect.csv": "a,b\n1,2\n"}))
