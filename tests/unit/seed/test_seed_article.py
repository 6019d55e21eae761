"""Do the citations of the article fit the article? With a splitter of our own."""

import hashlib
import re

import pytest
from app.domain.facts import Citation, Fact, Source
from app.importers.seed.citations import read_sentences

from tests.conftest import ROOT

ARTICLE = "clonazepam-article"
# The first asks whether it is prescribed, and the fourth says what the rest will clarify.
WITHOUT_A_FACT = {"1.1.1", "1.1.4"}


@pytest.fixture(scope="module")
def told(seed_facts: tuple[Fact, ...]) -> list[Fact]:
    """Every fact of the seed."""
    return list(seed_facts)


def places(text: str) -> dict[str, tuple[str, str]]:
    """Each sentence by its number, with the heading above it: character by character."""
    found, section, heading, paragraph = {}, 1, "Introduction", 0
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.strip()
        if line and line[-1] not in ".!?":
            section, heading, paragraph = section + 1, line, 0
        elif line:
            paragraph += 1
            for number, sentence in enumerate(sentences(line), start=1):
                found[f"{section}.{paragraph}.{number}"] = (heading, sentence)
    return found


def sentences(line: str) -> list[str]:
    """The parts of a line that end in a full stop before a capital letter."""
    found, begin = [], 0
    for place in range(1, len(line) - 1):
        if line[place - 1] in ".!?" and line[place] == " " and line[place + 1].isupper():
            found.append(line[begin:place])
            begin = place + 1
    return [*found, line[begin:]]


def cited(told: list[Fact]) -> set[Citation]:
    """Every different citation of the article."""
    return {
        one
        for fact in told
        if not isinstance(fact, Source)
        for one in fact.citations
        if one.source == ARTICLE
    }


def test_every_citation_of_the_article_has_the_hash_of_its_sentence(
    told: list[Fact], article: str
) -> None:
    hashes = {
        (heading, *map(int, number.split(".")[1:])): hashlib.sha256(text.encode()).hexdigest()
        for number, (heading, text) in places(article).items()
    }
    found = cited(told)
    assert len(found) > 30
    for one in found:
        assert hashes[one.section, one.paragraph, one.sentence] == one.sha256, one


def test_every_sentence_that_states_a_fact_is_cited(told: list[Fact], article: str) -> None:
    found = {(one.section, one.paragraph, one.sentence) for one in cited(told)}
    missing = {
        number
        for number, (heading, _) in places(article).items()
        if (heading, *map(int, number.split(".")[1:])) not in found
    }
    assert missing == WITHOUT_A_FACT


def test_the_reader_finds_the_same_sentences_as_we_do(article: str) -> None:
    ours = {
        number: (heading, hashlib.sha256(text.encode()).hexdigest())
        for number, (heading, text) in places(article).items()
    }
    theirs = {
        f"{one.section}.{one.paragraph}.{one.sentence}": (one.heading, one.sha256)
        for one in read_sentences(article)
    }
    assert theirs == ours
    assert len(ours) == 43


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "  \n\t"])
def test_line_ends_and_outer_blanks_do_not_change_a_hash(article: str, end: str) -> None:
    changed = end.join(article.splitlines()) + end
    assert list(read_sentences(changed)) == list(read_sentences(article))


def test_no_text_of_the_seed_repeats_nine_words_of_the_article(article: str) -> None:
    ours = article.casefold().replace("’", "'")
    ours = "".join(s if s.isalnum() else " " for s in ours).split()
    runs = {tuple(ours[begin : begin + 9]) for begin in range(len(ours) - 8)}
    for file in (ROOT / "seed").rglob("*"):
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8").casefold().replace("’", "'")
        words = re.sub(r"[\W_]", " ", text).split()
        shared = runs.intersection(zip(*(words[start:] for start in range(9)), strict=False))
        assert not shared, file.name


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("One. Two.", ["1.1.1", "1.1.2"]),
        ("One.\nTwo.", ["1.1.1", "1.2.1"]),
        ("Head\nOne. Two.\nThree.", ["2.1.1", "2.1.2", "2.2.1"]),
        ("One.\nHead\nTwo.", ["1.1.1", "2.1.1"]),
        ("It takes 0.5 mg. Then?", ["1.1.1", "1.1.2"]),
        ("One! Two? Three.", ["1.1.1", "1.1.2", "1.1.3"]),
        ("see fig. two.", ["1.1.1"]),
        ("", []),
        ("Head", []),
        ("Head\nHead\nOne.", ["3.1.1"]),
    ],
)
def test_sentences_are_numbered_by_section_paragraph_and_place(
    text: str, numbers: list[str]
) -> None:
    found = [f"{one.section}.{one.paragraph}.{one.sentence}" for one in read_sentences(text)]
    assert found == numbers
