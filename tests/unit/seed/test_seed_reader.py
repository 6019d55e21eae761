"""Does a mistake in a seed stop everything, and is it told with file, line and fact?"""

import errno
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Indication, Name
from app.importers.seed import read, yaml_lines

from tests.seeds import FILES, changed, write_seed


def problems(folder: Path) -> list[str]:
    """What the reader says of a folder."""
    with pytest.raises(RejectedImport) as refused:
        list(read(folder))
    return refused.value.problems


def test_the_small_seed_is_valid(tmp_path: Path) -> None:
    assert len(list(read(write_seed(tmp_path)))) == 22


def test_a_numbered_citation_gets_its_heading_and_its_hash(tmp_path: Path) -> None:
    facts = list(read(write_seed(tmp_path)))
    (use,) = [fact for fact in facts if isinstance(fact, Indication)]
    assert use.citations == (Citation("book", "Introduction", 1, 1, "a" * 64),)


def test_the_generic_name_is_a_name_without_being_written(tmp_path: Path) -> None:
    names = [fact.text for fact in read(write_seed(tmp_path)) if isinstance(fact, Name)]
    assert names == ["alpha", "Alphax", "beta"]


# path, old, new, line, words
MISTAKES = [
    ("drugs/alpha.yaml", "description:", "descripton:", 3, "descripton: Extra inputs"),
    ("drugs/alpha.yaml", "name: alpha\n", "", 1, "name: Field required"),
    ("drugs/alpha.yaml", "kind: brand", "kind: brandd", 6, "names.0.kind"),
    ("drugs/alpha.yaml", "cite: book § one\nnames", "names", 1, "cite: Field required"),
    ("drugs/alpha.yaml", "cite: book § one\nnames", "cite: []\nnames", 4, "at least one citation"),
    ("drugs/alpha.yaml", "cite: book § one\nnames", "cite: book\nnames", 4, "is no citation"),
    ("drugs/alpha.yaml", "cite: book § one\nnames", "cite: 7\nnames", 4, "a line of text"),
    (
        "drugs/alpha.yaml",
        "cite: book § one\nnames",
        "cite: tome § 1\nnames",
        4,
        "unknown source 'tome'",
    ),
    ("drugs/alpha.yaml", "book 1.1.1", "book 1.1.2", 16, "no sentence 1.1.2"),
    (
        "drugs/alpha.yaml",
        "id: soft-calmers",
        "id: hard-calmers",
        10,
        "unknown class 'hard-calmers'",
    ),
    ("drugs/alpha.yaml", "condition: worry", "condition: woe", 12, "unknown condition 'woe'"),
    ("drugs/alpha.yaml", "effect: sleep", "effect: slep", 18, "unknown effect 'slep'"),
    ("drugs/alpha.yaml", "burden: tired", "burden: tyred", 20, "unknown burden 'tyred'"),
    ("drugs/alpha.yaml", "weight: 1", "weight: 4", 20, "burdens.0.weight"),
    ("drugs/alpha.yaml", "id: alpha", "id: alpha-two", 1, "name the file for it"),
    ("drugs/alpha.yaml", "id: alpha", "id: Alpha", 1, "id: String should match"),
    ("drugs/alpha.yaml", "id: alpha", "id: alpha\nid: alpha", 2, "the key 'id' stands twice"),
    ("drugs/alpha.yaml", "names:", "names: [", 6, "not valid YAML"),
    ("drugs/alpha.yaml", "text: Alphax", "text: ALPHA", 6, "name alpha alpha stands twice"),
    ("drugs/alpha.yaml", '"1"', '"1x"', 8, "no rxnorm code"),
    ("drugs/alpha.yaml", 'rxnorm, code: "1"', "atc, code: n03", 8, "no atc code"),
    (
        "drugs/alpha.yaml",
        'rxnorm, code: "1"',
        "unii, code: 5PE9FDE8GC",
        8,
        "check character should be B",
    ),
    ("drugs/alpha.yaml", 'rxnorm, code: "1"', "unii, code: 5PE9", 8, "ten letters and digits"),
    (
        "drugs/beta.yaml",
        "classes:\n  - {id: soft-calmers, cite: book § one}\n",
        "",
        1,
        "is in no class",
    ),
    (
        "conditions/conditions.yaml",
        "id: worry, cite",
        "id: great-worry, cite",
        11,
        "stands above itself",
    ),
    (
        "conditions/conditions.yaml",
        "id: great-worry",
        "id: worry",
        6,
        "condition worry stands twice",
    ),
    ("classes/classes.yaml", "{id: calmers,", "{id: soft-calmers,", 11, "stands above itself"),
    ("therapies/therapies.yaml", "class:calmers", "class:charmers", 1, "unknown class 'charmers'"),
    ("therapies/therapies.yaml", "class:calmers", "calmers", 5, "parts.0"),
    ("rules/rules.yaml", "other: drug:beta", "other: drug:alpha", 1, "can never fire"),
    (
        "rules/rules.yaml",
        "other: drug:beta",
        "other: condition:worry",
        1,
        "a drug_drug rule is a drug or class",
    ),
    ("rules/rules.yaml", "one: drug:alpha", "one: condition:worry", 1, "first side of a rule"),
    ("rules/rules.yaml", "one: drug:alpha", "one: drug:gamma", 1, "unknown drug 'gamma'"),
    ("rules/rules.yaml", "severity: major", "severity: awful", 5, "severity"),
    ("rules/rules.yaml", "consequences: [sleep]", "consequences: []", 9, "consequences"),
    (
        "rules/rules.yaml",
        "  severity",
        "  exceptions: [{drug: beta, reason: so}]\n  severity",
        1,
        "can never fire",
    ),
    (
        "rules/rules.yaml",
        "one: drug:alpha",
        "one: class:calmers\n  exceptions: [{drug: gamma, reason: so}]",
        1,
        "the exception 'gamma' is on neither side",
    ),
    (
        "rules/rules.yaml",
        "title: Alpha",
        "kind: drug_condition\n  title: Alpha",
        1,
        "rule is a condition",
    ),
    ("effects/effects.yaml", "- id: sleep\n  name: sleep\n", "id: sleep\nname: sleep\n", 3, ""),
    ("sources/book.yaml", "licence: CC0\n", "", 1, "licence: Field required"),
]


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "words"), MISTAKES, ids=[f"{m[0]}: {m[4]}" for m in MISTAKES]
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, path: str, old: str, new: str, line: int, words: str
) -> None:
    told = problems(write_seed(tmp_path, **changed(path, old, new)))
    assert any(one.startswith(f"{path}:{line}: ") and words in one for one in told), told


def test_a_class_without_members_is_a_mistake(tmp_path: Path) -> None:
    empty = "- {id: empty, name: e, kind: effect, description: e, cite: book § one}\n"
    told = problems(write_seed(tmp_path, classes__more=empty))
    assert told == ["classes/more.yaml:1: the class 'empty' has no members"]


def test_a_code_of_two_drugs_is_a_mistake(tmp_path: Path) -> None:
    beta = FILES["drugs/beta.yaml"] + 'codes:\n  - {system: rxnorm, code: "1", cite: book § one}\n'
    told = problems(write_seed(tmp_path, drugs__beta=beta))
    assert told == ["drugs/beta.yaml:8: drug rxnorm 1 stands twice (first at drugs/alpha.yaml:8)"]


def test_a_cycle_of_three_is_found(tmp_path: Path) -> None:
    ring = "".join(
        f"- id: {one}\n  name: {one}\n  kind: symptom\n  description: x\n"
        f"  parents: [{{id: {up}, cite: book § one}}]\n  cite: book § one\n"
        for one, up in (("x", "y"), ("y", "z"), ("z", "x"))
    )
    told = problems(write_seed(tmp_path, conditions__ring=ring))
    assert [one.partition(": ")[2] for one in told] == [
        f"'{one}' stands above itself" for one in ("z", "x", "y")
    ] or len(told) == 3


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = problems(
        write_seed(
            tmp_path,
            **changed("drugs/alpha.yaml", "kind: brand", "kind: brandd"),
            **changed("rules/rules.yaml", "severity: major", "severity: awful"),
        )
    )
    assert len(told) == 2


@pytest.mark.parametrize(
    "name", ["drug/alpha.yaml", "drugs/gamma.yml", "gamma.yaml", "drugs/more/gamma.yaml"]
)
def test_a_file_that_would_not_be_read_is_a_mistake(tmp_path: Path, name: str) -> None:
    write_seed(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("id: gamma", encoding="utf-8")
    assert problems(tmp_path)[0].startswith(f"{name}:1: not read")


def test_a_file_that_is_not_utf_8_is_a_mistake(tmp_path: Path) -> None:
    write_seed(tmp_path)
    (tmp_path / "drugs/beta.yaml").write_bytes("name: bêta".encode("latin-1"))
    assert problems(tmp_path) == ["drugs/beta.yaml: not UTF-8 text (byte 7)"]


def test_a_list_where_one_drug_belongs_is_a_mistake(tmp_path: Path) -> None:
    told = problems(write_seed(tmp_path, drugs__beta="- id: beta\n"))
    assert told == ["drugs/beta.yaml:1: a file in drugs/ holds one mapping"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path}: no facts here"]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path / "x") == [f"{tmp_path / 'x'}: there is no such folder"]


def test_a_word_that_yaml_would_bend_stays_a_word(tmp_path: Path) -> None:
    facts = list(read(write_seed(tmp_path, **changed("drugs/alpha.yaml", "why: So.", "why: no"))))
    (use,) = [fact for fact in facts if isinstance(fact, Indication)]
    assert use.why == "no"


@pytest.fixture
def with_a_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_lines, "_may_fork", lambda: True)
    monkeypatch.setattr(yaml_lines, "_MANY", 1)


@pytest.mark.usefixtures("with_a_second_process")
def test_a_second_process_changes_no_fact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = list(read(write_seed(tmp_path)))
    monkeypatch.setattr(yaml_lines, "_may_fork", lambda: False)
    assert with_it == list(read(tmp_path))


@pytest.mark.usefixtures("with_a_second_process")
def test_a_mistake_that_a_second_process_reads_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write_seed(tmp_path, **changed("drugs/alpha.yaml", "kind: brand", "kind: brandd"))
    assert problems(folder)[0].startswith("drugs/alpha.yaml:6: ")


@pytest.mark.usefixtures("with_a_second_process")
def test_a_second_process_that_is_killed_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, here = yaml_lines.read_safely, os.getpid()

    def killed_elsewhere(file: yaml_lines.Named) -> yaml_lines.Read:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(file)

    monkeypatch.setattr(yaml_lines, "read_safely", killed_elsewhere)
    assert len(list(read(write_seed(tmp_path)))) == 22


@pytest.mark.fault(
    "No folder for shared memory, or no room for a second process, at the first start",
    "One process reads the seed",
)
@pytest.mark.parametrize("what", ["Lock", "_start_executor_manager_thread"])
@pytest.mark.usefixtures("with_a_second_process")
def test_where_there_can_be_no_second_process_one_reads_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    owner = ProcessPoolExecutor if what[0] == "_" else type(multiprocessing.get_context("fork"))
    monkeypatch.setattr(owner, what, refuse)
    assert len(list(read(write_seed(tmp_path)))) == 22
