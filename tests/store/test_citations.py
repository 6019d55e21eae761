"""Is every citation held against the text, and only the broken ones reported?"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers import DATA_SETS
from app.services.citations import Mismatch, verify_citations
from app.services.importing import run_import
from sqlmodel import Session

from tests.seeds import write_seed

TEXT = "One thing. Another thing.\nHead\nLast thing.\n"


def book(one: str, another: str, last: str) -> str:
    """A source with three numbered sentences."""
    return (
        "id: book\ntitle: A book\nkind: book\npublisher: nobody\nlicence: CC0\nversion: '1'\n"
        f"text:\n  - heading: Introduction\n    paragraphs: [[{one}, {another}]]\n"
        f"  - heading: Head\n    paragraphs: [[{last}]]\n"
    )


@pytest.fixture
def small(session: Session, tmp_path: Path) -> Session:
    """A database whose facts cite the three sentences."""
    sentences = ("One thing.", "Another thing.", "Last thing.")
    digests = [sha256(sentence.encode()).hexdigest() for sentence in sentences]
    effects = "".join(
        f"- {{id: {slug}, name: {slug}, description: x, cite: book {place}}}\n"
        for slug, place in (("sleep", "1.1.1"), ("nap", "1.1.2"), ("doze", "2.1.1"))
    )
    folder = write_seed(tmp_path / "seed", sources__book=book(*digests), effects__effects=effects)
    run_import(session, DATA_SETS["curated"], folder)
    return session


def places(mismatches: tuple[Mismatch, ...]) -> list[tuple[str, int | None, int | None, str]]:
    """Where the mismatches are, and why."""
    return [
        (one.citation.section, one.citation.paragraph, one.citation.sentence, one.reason)
        for one in mismatches
    ]


CHANGED, GONE = "the sentence has changed", "there is no such sentence"
# what is done to the text, and what no longer fits
BROKEN: dict[str, tuple[Callable[[str], str], list[tuple[str, int, int, str]]]] = {
    "nothing": (lambda text: text, []),
    "other line ends": (lambda text: text.replace("\n", "\r\n\r\n"), []),
    "outer blanks": (lambda text: f"\n\n  {text}  \n", []),
    "a sentence more at the end": (lambda text: text + "More.\n", []),
    "one word": (
        lambda text: text.replace("Another", "Any other"),
        [("Introduction", 1, 2, CHANGED)],
    ),
    "one case": (lambda text: text.replace("Last", "LAST"), [("Head", 1, 1, CHANGED)]),
    "one comma": (lambda text: text.replace("One", "One,"), [("Introduction", 1, 1, CHANGED)]),
    "a paragraph gone": (lambda text: text.replace("Last thing.\n", ""), [("Head", 1, 1, GONE)]),
    "a heading changed": (lambda text: text.replace("Head", "Tail"), [("Head", 1, 1, GONE)]),
    "two sentences turned": (
        lambda text: text.replace("One thing. Another thing.", "Another thing. One thing."),
        [("Introduction", 1, 1, CHANGED), ("Introduction", 1, 2, CHANGED)],
    ),
    "everything gone": (
        lambda _: "",
        [("Head", 1, 1, GONE), ("Introduction", 1, 1, GONE), ("Introduction", 1, 2, GONE)],
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_just_the_citations_that_no_longer_fit_are_told(
    small: Session, tmp_path: Path, broken: str
) -> None:
    change, expected = BROKEN[broken]
    file = tmp_path / "text.txt"
    file.write_bytes(change(TEXT).encode())
    found = verify_citations(small, file)
    assert sorted(places(found.mismatches)) == expected
    assert found.checked == 3


def test_a_mismatch_names_every_fact_that_rests_on_it(small: Session, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT.replace("One", "No"), encoding="utf-8")
    (one,) = verify_citations(small, file).mismatches
    assert one.facts == ("Effect sleep", "Indication alpha:worry:approved")


@pytest.mark.parametrize(("source", "checked"), [("book", 3), (None, 3), ("tome", 0), ("", 0)])
def test_one_source_can_be_asked_for(
    small: Session, tmp_path: Path, source: str | None, checked: int
) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert verify_citations(small, file, source).checked == checked


@pytest.mark.parametrize("content", [b"\xff\xfe", b"One thing.\xff", "Ö".encode("latin-1")])
def test_what_is_not_utf_8_is_refused(small: Session, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "text.txt").write_bytes(content)
    with pytest.raises(RejectedImport, match="cannot be read as UTF-8"):
        verify_citations(small, tmp_path / "text.txt")


def test_a_missing_file_and_a_folder_are_refused(small: Session, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.txt", tmp_path):
        with pytest.raises(RejectedImport, match="cannot be read"):
            verify_citations(small, path)


def test_the_article_bears_out_every_numbered_citation_of_the_seed(
    seeded_session: Session, tmp_path: Path, article: str
) -> None:
    file = tmp_path / "article.txt"
    file.write_text(article, encoding="utf-8")
    found = verify_citations(seeded_session, file)
    assert (found.checked, found.mismatches) == (41, ())
    assert verify_citations(seeded_session, file, "clonazepam-article") == found


def test_each_changed_word_of_the_article_breaks_one_citation(
    seeded_session: Session, tmp_path: Path, article: str
) -> None:
    words = ("hallucinations", "opioids", "Lennox-Gastaut", "Interpersonal")
    for word in words:
        assert article.count(word) == 1
        article = article.replace(word, f"{word}x")
    file = tmp_path / "article.txt"
    file.write_text(article, encoding="utf-8")
    found = verify_citations(seeded_session, file).mismatches
    assert [(one.reason, bool(one.facts)) for one in found] == [(CHANGED, True)] * len(words)
