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
    ("metformin; empagliflozin; atorvastatin; lisinopril", "advised together in type 2 diabetes"),
    ("amlodipine; losartan; rosuvastatin", "two of them are sold as one tablet"),
    ("levothyroxine; omeprazole", "at most a blood test after some weeks"),
    ("sertraline; omeprazole", "neither label asks for a step"),
    ("fluoxetine; omeprazole", "neither label asks for a step"),
    ("metoprolol; amlodipine; atorvastatin", "given together for heart and vessels"),
    ("atorvastatin; clopidogrel; metoprolol", "after a stent, as guidelines ask"),
    ("aspirin; atorvastatin; metoprolol; lisinopril", "after a heart attack, as guidelines ask"),
    ("tamsulosin; finasteride; lisinopril", "no label asks for a step"),
    ("albuterol; fluticasone; montelukast", "for asthma, as guidelines ask"),
    ("fluticasone; salmeterol; tiotropium", "for COPD, as guidelines ask"),
    ("gabapentin; duloxetine", "given together for nerve pain"),
    ("pregabalin; acetaminophen", "neither label names the other"),
    ("amoxicillin; clavulanic acid; ibuprofen", "no label warns"),
    ("prednisone; albuterol", "given together in an attack of asthma"),
    ("insulin glargine; metformin", "advised together"),
    ("semaglutide; metformin; atorvastatin", "no label asks for a step"),
    ("pantoprazole; atorvastatin; amlodipine", "no label asks for a step"),
    ("donepezil; memantine; atorvastatin", "no label asks for a step"),
    ("lamotrigine; escitalopram", "neither label names the other"),
    ("aripiprazole; sertraline", "an add-on; no strong inhibitor of CYP2D6"),
    ("cetirizine; fluticasone; montelukast", "all for allergy"),
    ("methylphenidate; guanfacine", "given together"),
    ("lisdexamfetamine; guanfacine", "given together"),
    ("ethinyl estradiol; levonorgestrel; ibuprofen", "the first two are one tablet"),
    ("allopurinol; losartan; amlodipine", "no label asks for a step"),
    ("warfarin; metoprolol; acetaminophen", "at most the INR with much of the last"),
    ("apixaban; metoprolol; atorvastatin", "no label asks for a step"),
    ("methotrexate; folic acid; prednisone", "given together in arthritis"),
    ("hydroxychloroquine; prednisone", "given together in lupus"),
    ("oxybutynin; lisinopril", "neither label names the other"),
    ("doxycycline; acetaminophen", "neither label names the other"),
    ("digoxin; pantoprazole; metoprolol", "for the rate; at most a level of digoxin"),
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
