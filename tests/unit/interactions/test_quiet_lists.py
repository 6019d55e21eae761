"""Do lists that should be quiet stay quiet? What many people take together, without a shout.

Each list was judged from what labels and guidelines say of its pairs: nothing, nothing that asks
for a step before the next visit, or a combination that is sold or advised as such. A finding may
stand beside it, but none louder than `passive`, and no burden is reached.
"""

import pytest
from app.domain.interactions.result import Display
from app.domain.knowledge import Knowledge

from tests.asking import ask

SOFT = {Display.PASSIVE, Display.ON_REQUEST}
# The drugs, and why the list is quiet.
QUIET_LISTS = (
    ("metformin; lisinopril; atorvastatin", "advised together in type 2 diabetes; no label warns"),
    ("metformin; losartan; rosuvastatin", "the same with other members"),
    ("amlodipine; atorvastatin; metformin", "amlodipine with atorvastatin is sold in one tablet"),
    ("levothyroxine; atorvastatin", "ONC: a pair that need not interrupt"),
    ("levothyroxine; lisinopril", "neither label names the other"),
    ("sertraline; levothyroxine", "at most a dose that creeps up"),
    ("lisinopril; amlodipine", "sold together in other members of the two classes"),
    ("losartan; amlodipine; hydrochlorothiazide", "such a triple is one tablet"),
    ("metoprolol; atorvastatin; aspirin", "after a heart attack, as guidelines ask"),
    ("metoprolol; lisinopril; atorvastatin", "after a heart attack, as guidelines ask"),
    ("carvedilol; furosemide; lisinopril", "the treatment of heart failure"),
    ("lisinopril; hydrochlorothiazide; aspirin", "aspirin is mostly low: no injury of the kidneys"),
    ("omeprazole; amoxicillin", "taken together against Helicobacter"),
    ("amoxicillin; ibuprofen", "neither label names the other"),
    ("acetaminophen; ibuprofen", "sold in one tablet"),
    ("acetaminophen; amoxicillin", "neither label names the other"),
    ("cetirizine; fluticasone", "both for hay fever"),
    ("loratadine; montelukast", "neither label names the other"),
    ("montelukast; albuterol", "both for asthma, as guidelines ask"),
    ("fluticasone; salmeterol", "sold in one inhaler"),
    ("budesonide; albuterol", "sold in one inhaler"),
    ("pantoprazole; metformin", "at most vitamin B12 after years"),
    ("famotidine; lisinopril", "neither label names the other"),
    ("escitalopram; metformin", "neither label names the other"),
    ("sertraline; atorvastatin", "neither label names the other"),
    ("bupropion; levothyroxine", "neither label names the other"),
    ("lamotrigine; metformin", "neither label names the other"),
    ("gabapentin; lisinopril", "neither label names the other"),
    ("tamsulosin; finasteride", "given together for the prostate"),
    ("sitagliptin; metformin", "sold in one tablet"),
    ("empagliflozin; metformin", "sold in one tablet"),
    ("glipizide; metformin", "sold in one tablet"),
    ("semaglutide; metformin", "advised together; hypoglycaemia comes with insulin and the like"),
    ("apixaban; metoprolol", "neither label asks for a step"),
    ("clopidogrel; atorvastatin", "after a stent, as guidelines ask"),
    ("clopidogrel; pantoprazole", "the acid blocker that the label of clopidogrel allows"),
    ("ezetimibe; rosuvastatin", "sold in one tablet"),
    ("memantine; donepezil", "sold in one capsule"),
    ("methotrexate; folic acid", "given together on purpose"),
    ("allopurinol; colchicine", "colchicine covers the start of allopurinol"),
    ("azithromycin; acetaminophen", "neither label names the other"),
    ("cephalexin; acetaminophen", "neither label names the other"),
    ("levonorgestrel; ibuprofen", "neither label names the other"),
    ("insulin; metformin", "advised together"),
)  # fmt: skip


@pytest.mark.parametrize("drugs", [drugs for drugs, _ in QUIET_LISTS])
def test_a_list_that_should_be_quiet_is_quiet(seeded: Knowledge, drugs: str) -> None:
    checkup = ask(seeded, *drugs.split("; "))
    assert all(one.status == "resolved" for one in checkup.inputs)
    loud = [(one.rule, one.display.value) for one in checkup.findings if one.display not in SOFT]
    assert loud == []
    assert [one.id for one in checkup.burden if one.reached] == []


@pytest.mark.parametrize(
    ("drugs", "rule"),
    [
        ("metformin; lisinopril; atorvastatin; gemfibrozil", "gemfibrozil-statin"),
        ("sertraline; levothyroxine; linezolid", "ssri-non-psychiatric-maoi"),
        ("lisinopril; amlodipine; lithium", "lithium-ace-inhibitor"),
    ],
)
def test_the_same_list_with_one_drug_more_is_loud(seeded: Knowledge, drugs: str, rule: str) -> None:
    loud = [one.rule for one in ask(seeded, *drugs.split("; ")).findings if one.display not in SOFT]
    assert rule in loud


def test_a_triple_that_harms_the_kidneys_is_told_and_its_pairs_are_not(seeded: Knowledge) -> None:
    def reached(*names: str) -> list[str]:
        return [one.id for one in ask(seeded, *names).burden if one.reached]

    triple = ("losartan", "chlorthalidone", "naproxen")
    assert reached(*triple) == ["acute-kidney-injury"]
    for left_out in range(3):
        assert reached(*(name for place, name in enumerate(triple) if place != left_out)) == []
