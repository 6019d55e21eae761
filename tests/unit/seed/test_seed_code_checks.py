"""Is every wrong code of a seed told with its place, whatever the system and the thing?"""

from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers.seed import read

from tests.seeds import FILES, changed, write_seed

PRODUCT = """\
- id: alphax-tablet
  name: Alphax tablet
  kind: clinical
  ingredients: [alpha]
  codes:
    - {system: ndc, code: "%s", cite: book § one}
  cite: book § one
"""


def problems(folder: Path) -> list[str]:
    """What the reader says of a folder."""
    with pytest.raises(RejectedImport) as refused:
        list(read(folder))
    return refused.value.problems


def with_code(path: str, system: str, code: str) -> dict[str, str]:
    """One code more, at the end of a file."""
    name = path.removesuffix(".yaml").replace("/", "__")
    indent = "" if path.startswith("drugs") else "  "
    line = f'{indent}codes: [{{system: {system}, code: "{code}", cite: book § one}}]\n'
    return {name: FILES[path] + line}


# system and code of beta, and what is said of it
OF_A_DRUG = [
    ("rxnorm", "0123", "'0123' is no rxnorm code (1 to 8 digits)"),
    ("rxnorm", "123456789", "'123456789' is no rxnorm code (1 to 8 digits)"),
    ("unii", "5PE9FDE8GC", "is no unii code (its check character should be B)"),
    ("unii", "5pe9fde8gb", "is no unii code (ten letters and digits)"),
    ("atc", "N03AE1", "'N03AE1' is no atc code"),
    ("atc", "N03AE", "'N03AE' is the ATC code of a group; that of a drug has seven signs"),
    ("epc", "N0000175694", "a drug has no epc code"),
    ("icd10", "F32.9", "a drug has no icd10 code"),
    ("ndc", "0004-0058", "a drug has no ndc code"),
]


@pytest.mark.parametrize(("system", "code", "words"), OF_A_DRUG)
def test_a_wrong_code_of_a_drug_is_told_with_its_line(
    tmp_path: Path, system: str, code: str, words: str
) -> None:
    (told,) = problems(write_seed(tmp_path, **with_code("drugs/beta.yaml", system, code)))
    assert told.startswith("drugs/beta.yaml:7: beta: ")
    assert words in told


@pytest.mark.parametrize(
    ("code", "words"),
    [("F3", "is no icd10 code"), ("32.9", "is no icd10 code"), ("F32.12345", "is no icd10 code")],
)
def test_a_wrong_code_of_a_condition_is_told_with_its_line(
    tmp_path: Path, code: str, words: str
) -> None:
    (told,) = problems(
        write_seed(tmp_path, **with_code("conditions/conditions.yaml", "icd10", code))
    )
    assert told.startswith("conditions/conditions.yaml:13: great-worry: ")
    assert words in told


@pytest.mark.parametrize("code", ["N000017569", "0000175694N", "175694"])
def test_a_wrong_code_of_a_class_is_told_with_its_line(tmp_path: Path, code: str) -> None:
    (told,) = problems(write_seed(tmp_path, **with_code("classes/classes.yaml", "epc", code)))
    assert told.startswith("classes/classes.yaml:13: soft-calmers: ")
    assert "is no epc code" in told


@pytest.mark.parametrize("code", ["1234", "123456-789", "0004-0058-011", "0004 0058"])
def test_a_wrong_code_of_a_product_is_told_with_its_line(tmp_path: Path, code: str) -> None:
    (told,) = problems(write_seed(tmp_path, products__all=PRODUCT % code))
    assert told.startswith("products/all.yaml:6: alphax-tablet: ")
    assert "is no ndc code" in told


def test_codes_of_the_right_shape_for_each_kind_of_thing_are_no_mistake(tmp_path: Path) -> None:
    write_seed(
        tmp_path,
        products__all=PRODUCT % "0004-0058-01",
        **with_code("drugs/beta.yaml", "unii", "5PE9FDE8GB"),
        **with_code("classes/classes.yaml", "epc", "N0000175694"),
        **with_code("conditions/conditions.yaml", "icd10", "F32.9"),
    )
    assert len(list(read(tmp_path))) == 27


def test_one_package_code_written_in_two_ways_stands_twice(tmp_path: Path) -> None:
    other = (PRODUCT % "00004005801").replace("alphax-tablet", "alphax-other")
    write_seed(tmp_path, products__all=PRODUCT % "0004-0058-01" + other)
    assert problems(tmp_path) == [
        "products/all.yaml:13: ndc 00004005801 stands twice (first at products/all.yaml:6)"
    ]


def test_one_code_of_a_drug_and_of_a_product_stands_twice(tmp_path: Path) -> None:
    product = (PRODUCT % "1").replace("system: ndc", "system: rxnorm")
    assert problems(write_seed(tmp_path, products__all=product)) == [
        "products/all.yaml:6: rxnorm 1 stands twice (first at drugs/alpha.yaml:8)"
    ]


def test_a_code_without_citation_is_told_with_its_line(tmp_path: Path) -> None:
    told = problems(
        write_seed(
            tmp_path, **changed("drugs/alpha.yaml", 'code: "1", cite: book § one', 'code: "1"')
        )
    )
    assert told == ["drugs/alpha.yaml:8: alpha: codes.0.cite: Field required"]


def test_a_pair_of_look_alikes_that_names_no_drug_here_is_a_mistake(tmp_path: Path) -> None:
    pairs = (
        "- {one: Alphax, other: Omegax, cite: book § one}\n"
        "- {one: Psi, other: Omegax, cite: book § one}\n"
    )
    assert problems(write_seed(tmp_path, look_alikes__pairs=pairs)) == [
        "look-alikes/pairs.yaml:2: neither 'Psi' nor 'Omegax' is a name of a drug here"
    ]
