"""Files that are not what they seem: never a traceback, never passed over in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers.seed import read

from tests.seeds import FILES, changed, write_seed

BETA = FILES["drugs/beta.yaml"]


def problems(folder: Path) -> list[str]:
    """What the reader says of a folder."""
    with pytest.raises(RejectedImport) as refused:
        list(read(folder))
    return refused.value.problems


# what is wrong, the text of drugs/beta.yaml, the place, words
TEXTS = [
    ("an unclosed list", BETA + "names: [\n", "drugs/beta.yaml:8", "not valid YAML"),
    ("a tab", BETA + "\tx: 1\n", "drugs/beta.yaml:7", "not valid YAML"),
    ("two documents", BETA + "---\n" + BETA, "drugs/beta.yaml:7", "not valid YAML"),
    ("a call of Python", BETA + "x: !!python/name:os.system\n", "drugs/beta.yaml:7", "not valid"),
    ("a list as a key", BETA + "? [a]\n: b\n", "drugs/beta.yaml:7", "not valid YAML"),
    ("a number as a key", BETA + "1: x\n", "drugs/beta.yaml:7", "Keys should be strings"),
    ("an empty file", "", "drugs/beta.yaml:1", "holds one mapping"),
    ("only a comment", "# beta\n", "drugs/beta.yaml:1", "holds one mapping"),
    ("only a word", "beta\n", "drugs/beta.yaml:1", "holds one mapping"),
    ("a number for an id", BETA.replace("id: beta", "id: 7"), "drugs/beta.yaml:1", "7"),
    ("a blank name", BETA.replace("name: beta", 'name: " "'), "drugs/beta.yaml:2", "beta: name"),
    (
        "a merged key",
        BETA + "<<: {description: other}\n",
        "drugs/beta.yaml:3",
        "the key 'description' stands twice",
    ),
    (
        "a key twice, deep within",
        BETA.replace("{id: soft-calmers,", "{id: soft-calmers, id: calmers,"),
        "drugs/beta.yaml:6",
        "the key 'id' stands twice",
    ),
    (
        "a fact that no number bounds",
        BETA + "side_effects:\n  - {effect: sleep, percent: .nan, cite: book § one}\n",
        "drugs/beta.yaml:8",
        "percent",
    ),
    ("a sign that is no text", BETA + "x: \0\n", "drugs/beta.yaml:", "not valid YAML"),
    (
        "a key that its place makes known",
        BETA + "names: [{drug: alpha, text: B, kind: brand, cite: book § one}]\n",
        "drugs/beta.yaml:7",
        "beta: names.0.drug: Extra inputs",
    ),
    (
        "a field by the name it has in the code",
        BETA + "citations: []\n",
        "drugs/beta.yaml:7",
        "beta: citations: Extra inputs",
    ),
    (
        "a word where a list belongs",
        BETA + "names: B\n",
        "drugs/beta.yaml:7",
        "beta: names: Input should be a list",
    ),
    (
        "a word where a name belongs",
        BETA + "names: [B]\n",
        "drugs/beta.yaml:7",
        "beta: names.0: Input should be a mapping",
    ),
    (
        "a slug with a blank",
        BETA.replace("id: soft-calmers", 'id: "soft-calmers "'),
        "drugs/beta.yaml:6",
        "beta: classes.0.id: String should match",
    ),
    ("lists without an end", BETA + "names: " + "[" * 200_000 + "\n", "drugs/beta.yaml:", "deep"),
    ("a list within itself", BETA + "names: &a [*a]\n", "drugs/beta.yaml:", ""),
]


@pytest.mark.parametrize(
    ("text", "place", "words"), [t[1:] for t in TEXTS], ids=[t[0] for t in TEXTS]
)
def test_a_file_that_is_no_drug_is_told_with_its_line(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    told = problems(write_seed(tmp_path, drugs__beta=text))
    assert any(one.startswith(place) and words in one for one in told), told


@pytest.mark.parametrize("item", ["hello", "", "[a]", "7"])
def test_an_item_that_is_no_mapping_is_told(tmp_path: Path, item: str) -> None:
    told = problems(write_seed(tmp_path, rules__more=f"- {item}\n"))
    assert len(told) == 1
    assert told[0].startswith("rules/more.yaml:1: item: ")


def folder_named_as_a_file(seed: Path) -> None:
    (seed / "drugs/gamma.yaml").mkdir()


def link_to_nothing(seed: Path) -> None:
    (seed / "drugs/gamma.yaml").symlink_to("nowhere")


@pytest.mark.parametrize("make", [folder_named_as_a_file, link_to_nothing])
def test_what_cannot_be_read_as_a_file_is_told(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(write_seed(tmp_path))
    assert problems(tmp_path)[0].startswith("drugs/gamma.yaml")


@pytest.mark.parametrize("name", ["drugs/gamma.YAML", "drugs/gamma.YML", "drugs/gamma.Yaml"])
def test_an_ending_in_capitals_is_not_passed_over(tmp_path: Path, name: str) -> None:
    write_seed(tmp_path)
    (tmp_path / name).write_text("id: gamma\n", encoding="utf-8")
    assert problems(tmp_path)[0].startswith(f"{name}:1: not read")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"# \xc3\xa9\r\n"])
def test_a_byte_order_mark_and_other_line_ends_do_no_harm(tmp_path: Path, mark: bytes) -> None:
    plain = list(read(write_seed(tmp_path)))
    text = mark + BETA.replace("\n", "\r\n").encode()
    (tmp_path / "drugs/beta.yaml").write_bytes(text)
    assert list(read(tmp_path)) == plain


def test_not_utf_8_is_told_beside_the_other_mistakes(tmp_path: Path) -> None:
    write_seed(tmp_path, **changed("rules/rules.yaml", "severity: major", "severity: awful"))
    (tmp_path / "drugs/beta.yaml").write_bytes(b"id: \xff\n")
    told = problems(tmp_path)
    assert told[0] == "drugs/beta.yaml: not UTF-8 text (byte 4)"
    assert told[1].startswith("rules/rules.yaml:5: alpha-beta: severity")


def test_a_broken_source_does_not_bury_itself_under_its_citations(tmp_path: Path) -> None:
    told = problems(write_seed(tmp_path, **changed("sources/book.yaml", "kind: book", "kin: book")))
    assert {one.partition(":")[0] for one in told} == {"sources/book.yaml"}


def test_a_source_that_is_taken_away_is_missed_by_every_fact(tmp_path: Path) -> None:
    told = problems(write_seed(tmp_path, sources__book=None))
    assert all("unknown source 'book'" in one for one in told)
    assert len(told) == sum(text.count("cite:") for text in FILES.values())


@pytest.mark.parametrize(
    ("cite", "words"),
    [
        ("book", "is no citation"),
        ("book 1.1", "is no citation"),
        ("book 1.1.1.1", "is no citation"),
        ("book §", "is no citation"),
        ("book  § one", "is no citation"),
        ("Book § one", "is no citation"),
        ("book 0.1.1", "no sentence 0.1.1"),
        ("book 1.1.2", "no sentence 1.1.2"),
        ("book 01.1.1", "no sentence 01.1.1"),
        ('""', "is no citation"),
        ("~", "a line of text"),
        ("true", "a line of text"),
        ("{book: 1}", "a line of text"),
        ("[book § one, 7]", "a line of text"),
        ("[[book § one]]", "a line of text"),
        ("[]", "at least one citation"),
    ],
)
def test_a_citation_of_the_wrong_shape_is_told(tmp_path: Path, cite: str, words: str) -> None:
    beta = BETA.replace("cite: book § one\nclasses", f"cite: {cite}\nclasses")
    told = problems(write_seed(tmp_path, drugs__beta=beta))
    assert len(told) == 1
    assert told[0].startswith("drugs/beta.yaml:4: beta: cite: ")
    assert words in told[0]


def test_a_status_that_is_never_stored_cannot_be_told(tmp_path: Path) -> None:
    seed = changed("drugs/alpha.yaml", "status: approved", "status: unknown")
    assert problems(write_seed(tmp_path, **seed))


def test_a_name_without_a_letter_names_nothing(tmp_path: Path) -> None:
    assert problems(write_seed(tmp_path, **changed("drugs/beta.yaml", "name: beta", 'name: "--"')))


def test_a_drug_is_not_documented_to_ignore_itself(tmp_path: Path) -> None:
    itself = "- {one: alpha, other: alpha, text: x, cite: book § one}\n"
    assert problems(write_seed(tmp_path, no_interactions__a=itself))


def test_a_condition_is_not_treated_with_a_condition(tmp_path: Path) -> None:
    treated = (
        "- {id: fear, name: fear, kind: symptom, description: x, cite: book § one, treatments: "
        "[{subject: condition:worry, role: common, how: x, cite: book § one}]}\n"
    )
    assert problems(write_seed(tmp_path, conditions__a=treated))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{patient: Ask.,", "{patient: Ask., pharmacist: Ask.,", "advice.pharmacist: Extra inputs"),
        ("{patient: Ask., professional: Avoid.}", "Ask.", "advice: Input should be a mapping"),
        ("{patient: Ask.,", "{", "advice.patient: Field required"),
        ("[sleep]", "sleep", "consequences: Input should be a list"),
        ("[{kind: label, certainty: high}]", "[label]", "evidence.0: Input should be a mapping"),
    ],
)
def test_a_mistake_within_a_part_of_a_fact_is_told_in_words_about_the_file(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    (told,) = problems(write_seed(tmp_path, **changed("rules/rules.yaml", old, new)))
    assert f"alpha-beta: {words}" in told


def test_a_wrong_id_is_told_once_and_not_for_all_that_the_file_lists(tmp_path: Path) -> None:
    (name, told) = problems(
        write_seed(tmp_path, **changed("drugs/alpha.yaml", "id: alpha", "id: Alpha"))
    )
    assert "name the file for it" in name
    assert told.startswith("drugs/alpha.yaml:1: Alpha: id: String should match")
