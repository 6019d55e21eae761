"""Does the tool that compares the seed with data files confirm what they say, and only that?"""

from pathlib import Path

import pytest
from app.domain.facts import (
    Citation,
    ClassKind,
    Code,
    CodeSystem,
    Drug,
    DrugClass,
    DrugKind,
    Fact,
    Membership,
    Name,
    NameKind,
    Source,
)

from tests.judged import CITED, NO, WRONG, YES, judged, product


def name(text: str, kind: str, drug: str = "alphazol") -> Name:
    """A name of a drug."""
    return Name(drug, text, NameKind(kind), None, CITED)


NAMES = [
    ("alphazol", "generic", YES),
    ("Alphazolum", "synonym", YES),
    ("alphazol hydrochloride", "salt", YES),
    ("alphazol HCl", "salt", YES),
    ("alphazol mesylate", "salt", YES),
    ("alphazol cypionate", "salt", YES),
    ("alphazol cypionate", "synonym", WRONG),
    ("Alphax", "brand", YES),
    ("Alphapax", "brand", YES),
    ("omegin", "synonym", NO),
    ("alphazol lactate", "salt", NO),
    ("Barkx", "brand", NO),
    ("Gammadolum", "synonym", WRONG),
    ("bétapame", "synonym", WRONG),
    ("Betaxin", "brand", WRONG),
    ("Betalin", "brand", WRONG),
]


@pytest.mark.parametrize(("text", "kind", "outcome"), NAMES)
def test_a_name_is_judged_by_the_substance_it_is_given_to(
    tmp_path: Path, text: str, kind: str, outcome: str
) -> None:
    assert judged(tmp_path, name(text, kind)).outcome == outcome


def test_a_contradicted_name_says_whose_it_is_and_where(tmp_path: Path) -> None:
    verdict = judged(tmp_path, name("Gammadolum", "synonym"))
    assert verdict.why == "a name of Gammadol"
    assert verdict.places == ("drugbank_vocabulary/drugbank_vocabulary.csv.gz line 4, DB3",)


CODES = [
    ("drug:alphazol", "rxnorm", "101", YES),
    ("drug:alphazol", "rxnorm", "102", WRONG),
    ("drug:alphazol", "rxnorm", "103", WRONG),
    ("drug:alphazol", "rxnorm", "999", WRONG),  # the files give it 101
    ("drug:alphazol", "unii", "1111111111", YES),
    ("drug:alphazol", "unii", "AAAAAAAAAA", YES),  # of its salt
    ("drug:alphazol", "unii", "2222222222", WRONG),
    ("drug:alphazol", "atc", "N05BA01", YES),
    ("drug:alphazol", "atc", "N05BA99", WRONG),  # of the combination
    ("drug:alphazol", "atc", "N06BA01", WRONG),
    ("drug:alphazol", "atc", "X01AA01", NO),
    ("drug:betapam", "atc", "N06BA01", YES),
    ("class:calmer", "epc", "N0000000001", YES),
    ("class:calmer", "epc", "N0000000002", WRONG),
    ("class:calmer", "epc", "N0000000009", NO),
    ("condition:worry", "icd10", "F41.1", YES),  # by a term that it includes
    ("condition:dread", "icd10", "F41.1", NO),
    ("condition:worry", "icd10", "F41.9", WRONG),
    ("condition:worry", "icd10", "W41.9", NO),  # external causes are not in the file
    ("product:alphax", "ndc", "0004-0058-01", YES),
    ("product:alphax", "ndc", "00004005801", YES),
    ("product:alphax", "ndc", "0009-0001", WRONG),
    ("product:alphax", "ndc", "1234-5678", NO),
    ("product:alphax", "rxnorm", "201", WRONG),
    ("product:duo", "rxnorm", "201", YES),
    ("product:duo", "ndc", "0007-0001-01", WRONG),
    ("product:duo", "ndc", "00070000101", YES),
]


@pytest.mark.parametrize(("subject", "system", "code", "outcome"), CODES)
def test_a_code_is_judged_by_what_the_files_call_by_it(
    tmp_path: Path, subject: str, system: str, code: str, outcome: str
) -> None:
    things: list[Fact] = [
        product("alphax", "Alphax", "alphazol"),
        product("duo", "Duo", "alphazol", "betapam"),
        Membership("alphazol", "calmer", True, CITED),
    ]
    fact = Code(subject, CodeSystem(system), code, CITED)
    changed = {}
    if (slug := subject.partition(":")[2]) == "duo" and outcome == WRONG:
        changed["rxnconso"] = (
            "201|E||||||3|3|201||RXNORM|SBD|201|gammadol 5 MG Oral Tablet [D]||N||\n"
        )
        changed["rxnsat"] = "201|||3|AUI|201|||NDC|RXNORM|00007000101|N|4096|\n"
    assert judged(tmp_path, *things, fact, **changed).outcome == outcome, slug


MEMBERSHIPS = [
    ("alphazol", "calmer", True, "book § one", YES),
    ("alphazol", "rouser", True, "book § one", NO),
    ("alphazol", "rouser", True, "fda-pharm-classes-2014 § Calmer [EPC]", YES),
    ("alphazol", "rouser", True, "fda-pharm-classes-2014 § Rousers [MoA]", WRONG),
    ("alphazol", "rouser", True, "health-canada-dpd § ATC N05B", YES),
    ("alphazol", "rouser", True, "health-canada-dpd § ATC N05BA99", YES),  # beside betapam
    ("alphazol", "rouser", True, "health-canada-dpd § ATC N06B", WRONG),
    ("alphazol", "rouser", True, "ansm-thesaurus-2020 § calmants", YES),
    ("alphazol", "rouser", True, "phansalkar-2012 § Table 2, item 3", YES),
    ("alphazol", "rouser", True, "phansalkar-2012 § Table 2, item 4", NO),
    ("alphazol", "calmer", False, "book § one", WRONG),
    ("alphazol", "rouser", False, "book § one", NO),
]


@pytest.mark.parametrize(("drug", "group", "holds", "cite", "outcome"), MEMBERSHIPS)
def test_a_membership_is_judged_by_the_class_it_cites_and_by_its_name(
    tmp_path: Path, drug: str, group: str, holds: bool, cite: str, outcome: str
) -> None:
    source, _, section = cite.partition(" § ")
    fact = Membership(drug, group, holds, (Citation(source, section),))
    assert judged(tmp_path, fact).outcome == outcome


def test_a_citation_that_its_file_does_not_bear_out_is_named_even_if_another_file_does(
    tmp_path: Path,
) -> None:
    cites = (Citation("fda-pharm-classes-2014", "Rousers [MoA]"),)
    verdict = judged(tmp_path, Membership("alphazol", "calmer", True, cites))
    assert (verdict.outcome, verdict.in_vain) == (YES, "fda-pharm-classes-2014 § Rousers [MoA]")


def test_a_family_takes_every_substance_that_begins_with_its_name(tmp_path: Path) -> None:
    ingredients = '"1","7","INSULIN LISPRO"\n"1","8","ALPHAZOL"\n'
    facts = [
        Drug("insulin", "insulin", DrugKind.MEDICATION, "x", CITED),
        name("insulin lispro", "synonym", drug="insulin"),
    ]
    assert judged(tmp_path, *facts, ingred=ingredients).outcome == YES


@pytest.mark.parametrize(
    ("group", "cite", "outcome"),
    [
        ("cyp2c9-inhibitor", "label-alphax § Drug Interactions", YES),
        ("cyp2c9-inhibitor", "label-betaxin § Drug Interactions", NO),
        ("rouser", "label-alphax § Drug Interactions", NO),
        ("rouser", "phansalkar-2012 § Table 2, item 3", YES),  # a pair with its only object
        ("rouser", "phansalkar-2012 § Table 2, item 9", NO),
    ],
)
def test_a_member_stands_in_the_label_that_is_cited_or_in_a_pair_of_the_list(
    tmp_path: Path, group: str, cite: str, outcome: str
) -> None:
    source, _, section = cite.partition(" § ")
    facts = [
        Drug("thetan", "thetan", DrugKind.MEDICATION, "x", CITED),
        DrugClass("cyp2c9-inhibitor", "CYP2C9 inhibitor", ClassKind.ENZYME, "x", (), None, CITED),
        Membership("thetan", group, True, (Citation(source, section),)),
    ]
    assert judged(tmp_path, *facts).outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("alphazol tea", YES), ("alphazols", YES), ("alphazolium", NO), ("alphazol oil", NO)],
)
def test_the_words_of_a_form_and_a_plural_are_no_part_of_a_name(
    tmp_path: Path, text: str, outcome: str
) -> None:
    assert judged(tmp_path, name(text, "synonym")).outcome == outcome


def test_a_plant_is_known_by_the_part_that_a_list_names(tmp_path: Path) -> None:
    vocabulary = (
        "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\n"
        "DB1,,Alphazol,,1111111111,Herba magna root | Red Herb (Herba rubra),\n"
    )
    for text in ("Herba magna", "Herba rubra", "Red Herb"):
        found = judged(tmp_path / text, name(text, "synonym"), drugbank_vocabulary=vocabulary)
        assert found.outcome == YES, text


@pytest.mark.parametrize(("text", "outcome"), [("alphazole", YES), ("human", NO)])
def test_the_register_is_read_in_french_and_an_origin_is_no_name(
    tmp_path: Path, text: str, outcome: str
) -> None:
    ingredients = '"1","7","ALPHAZOL (HUMAN)","","","","","","","","","Alphazolé"\n'
    assert judged(tmp_path, name(text, "synonym"), ingred=ingredients).outcome == outcome


@pytest.mark.parametrize(
    ("kind", "address", "outcome"),
    [
        ("article", "https://book.example/", "by its page"),
        ("article", None, NO),
        ("data set", "https://book.example/", NO),
    ],
)
def test_what_no_file_tells_may_rest_on_a_page_with_an_address(
    tmp_path: Path, kind: str, address: str | None, outcome: str
) -> None:
    book = Source("book", "A book", kind, "nobody", "CC0", "1", address, "")
    assert judged(tmp_path, book, name("omegin", "synonym")).outcome == outcome


def test_a_page_does_not_outweigh_a_file_that_says_otherwise(tmp_path: Path) -> None:
    book = Source("book", "A book", "article", "nobody", "CC0", "1", "https://book.example/", "")
    assert judged(tmp_path, book, name("Gammadolum", "synonym")).outcome == WRONG
    assert judged(tmp_path, book, name("Alphax", "brand")).outcome == YES
