"""What does a sentence of a label itself say of two drugs, and on which condition?"""

import pytest
from app.domain.facts import LabelStatement, MentionCondition, NameKind
from app.importers.shared.label_classes import ClassFinder
from app.importers.shared.label_mentions import number_sentences, read_label
from app.importers.shared.label_phrases import NameFinder, words_of
from app.importers.shared.label_reader import LabelReader
from app.importers.shared.label_tables import rows_of

NAMES = [
    ("clona", "drug:clona", NameKind.SYNONYM),
    ("dormol", "drug:dormol", NameKind.SYNONYM),
    ("nsaid", "class:nsaid", NameKind.SYNONYM),
    ("strong cyp3a4 inhibitor", "class:strong", NameKind.SYNONYM),
    ("moderate cyp3a4 inhibitor", "class:moderate", NameKind.SYNONYM),
    ("antidiabetic", "class:antidiabetic", NameKind.SYNONYM),
]
CLASSES = ClassFinder.of(
    [(text, subject) for text, subject, _ in NAMES if subject.startswith("class:")],
    {"J01GB03": ["drug:gentol"], "J01AA02": ["drug:doxol"]},
)
READER = LabelReader(NameFinder.of(NAMES), {}, CLASSES)
FORBIDS, WARNS, NAMED = LabelStatement.FORBIDS, LabelStatement.WARNS, LabelStatement.NAMES


def said(section: str, text: str) -> dict[str, tuple[LabelStatement, MentionCondition | None]]:
    """What is said of each subject by a section of a label of clona."""
    found = read_label(READER, "drug:clona", ["clona"], number_sentences([(section, text)]))
    return {one.subject: (one.statement, one.condition) for one in found.found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clona is contraindicated with dormol.", (FORBIDS, None)),
        ("Do not use clona in combination with dormol.", (FORBIDS, None)),
        ("\u2022 Concomitant use of dormol with clona", (FORBIDS, None)),
        (
            "Concomitant use of dormol in patients with renal impairment is contraindicated.",
            (NAMED, MentionCondition.ORGAN),
        ),
        (
            "Coadministration of high-dose dormol is contraindicated.",
            (NAMED, MentionCondition.DOSE),
        ),
        (
            "Coadministration of dormol is contraindicated in CYP2D6 poor metabolizers.",
            (NAMED, MentionCondition.GENOTYPE),
        ),
        (
            "Coadministration with intravenous dormol is contraindicated.",
            (NAMED, MentionCondition.ROUTE),
        ),
        (
            "Concomitant use of clona with dormol may increase the risk of deep sleep.",
            (NAMED, None),
        ),
    ],
)
def test_what_a_contraindication_says(
    text: str, expected: tuple[LabelStatement, MentionCondition | None]
) -> None:
    assert said("contraindications", text)["drug:dormol"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Clona is contraindicated in patients with hypersensitivity to dormol.",
        "Avoid concomitant use of other drugs; see the prescribing information of dormol.",
        "Clona must not be taken with other drugs, except dormol.",
        "Clona/dormol is contraindicated with other drugs.",
        "Avoid concomitant use; resistance to dormol may occur.",
        "Clona should not be given without dormol.",
        "Contraindicated with clona: amiol (with dormol), pimol.",
        "Table 1: drugs that are contraindicated with clona co-administered with dormol.",
        "Clona should be used in combination with dormol.",
        "To spare kidneys, dormol must be used with each infusion.",
        "Avoid use with clona: dormol donors.",
        "With clona, when used in combination with dormol, all contraindications to dormol apply.",
    ],
    ids=[
        "allergy",
        "another label",
        "except",
        "one product",
        "resistance",
        "without",
        "therapy of another",
        "one therapy",
        "wanted partner",
        "wanted helper",
        "a source of it",
        "those of another",
    ],
)
def test_no_interaction_is_meant(text: str) -> None:
    assert "drug:dormol" not in said("contraindications", text)


def test_what_heads_a_list_or_a_reference_is_not_forbidden_itself() -> None:
    lead = "Clona is contraindicated with the following drugs: NSAIDs:"
    assert said("contraindications", lead) == {}
    found = said("contraindications", "Use with dormol is contraindicated (see WARNINGS: NSAIDs).")
    assert list(found) == ["drug:dormol"]


def test_in_a_list_of_the_forbidden_a_partner_of_one_is_not_meant() -> None:
    text = "Clona is contraindicated with:\nNSAIDs (with dormol)"
    assert list(said("contraindications", text)) == ["class:nsaid"]


def test_who_is_only_meant_beside_a_third_drug_is_conditional() -> None:
    said_of = said(
        "contraindications", "Concomitant use of NSAIDs when co-administered with dormol"
    )
    assert said_of["drug:dormol"] == (NAMED, MentionCondition.THIRD_DRUG)
    assert said_of["class:nsaid"] == (NAMED, MentionCondition.THIRD_DRUG)
    with_own = said(
        "contraindications", "Clona when co-administered with dormol is contraindicated."
    )
    assert with_own["drug:dormol"] == (FORBIDS, None)


@pytest.mark.parametrize(
    ("written", "named"),
    [("MTX", False), ("T4", False), ("CsA", True), ("5-FU", True), ("MgS4", False)],
)
def test_an_abbreviation_counts_if_it_can_be_nothing_else(written: str, named: bool) -> None:
    short = [(one, "drug:dormol", NameKind.ABBREVIATION) for one in ("mtx", "t4", "csa", "5 fu")]
    several = [("mgs4", f"drug:{one}", NameKind.ABBREVIATION) for one in ("dormol", "magnol")]
    reader = LabelReader(NameFinder.of([*short, *several, *NAMES]), {}, CLASSES)
    text = f"Avoid concomitant use of clona with {written}."
    sentences = number_sentences([("contraindications", text)])
    found = read_label(reader, "drug:clona", ["clona"], sentences)
    assert [one.subject for one in found.found] == (["drug:dormol"] if named else [])


def test_a_boxed_warning_of_both_warns_and_elsewhere_it_names() -> None:
    text = "Concomitant use of clona with dormol may result in coma and death."
    assert said("boxed_warning", text)["drug:dormol"] == (WARNS, None)
    assert said("drug_interactions", text)["drug:dormol"] == (NAMED, None)


def test_of_a_class_of_which_some_are_meant_the_whole_is_not_forbidden() -> None:
    text = "Clona is contraindicated in combination with {} NSAIDs."
    assert said("contraindications", text.format("other"))["class:nsaid"] == (FORBIDS, None)
    assert said("contraindications", text.format("certain"))["class:nsaid"] == (NAMED, None)


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("non-steroidal anti-inflammatory agents", ("class:nsaid",)),
        ("moderate or strong CYP3A4 inhibitors", ("class:moderate", "class:strong")),
        ("potent inhibitors of cytochrome P450 3A4", ("class:strong",)),
        ("strong CYP2C9 inhibitors", ()),
        ("oral hypoglycemic agents", ("class:antidiabetic",)),
        ("aminoglycoside antibiotics", ("drug:gentol",)),
        ("antidiabetic drugs antidiabetic agents", ("class:antidiabetic",)),
        ("nephrotoxic drugs", ()),
    ],
)
def test_what_words_for_a_class_mean(phrase: str, keys: tuple[str, ...]) -> None:
    assert CLASSES.find(words_of(phrase).words) == keys


def test_rows_of_a_table_are_its_cells_with_words() -> None:
    html = "<table><tr><td>A <b>b</b></td><td/><td> c&amp;d</td></tr><tr><td></td></tr></table>"
    assert rows_of(html) == ("A b | c&d",)
