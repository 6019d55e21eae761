"""Every fact in every answer says who says so."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from tests.api.calling import check, drawn, get, ids, parts_of
from tests.conftest import ROOT

Answers = Callable[[str], Any]
# The only places whose citations may be empty, and why.
#   the top of a verdict of `unknown`: there is no record to cite
#   pairs and drugs in conditions: only `documented_no_interaction` and `interaction_found` rest
#     on a source;
#     the other three statuses say that no source speaks
#   what adds to a burden: a place that several rest on is cited with the first of them
MAY_BE_EMPTY = {"pairs", "drug_conditions", "burden.contributors"}


def addresses(client: TestClient, answer_to: Answers) -> Iterator[str]:
    """The lists of the catalogue, and a sample of the addresses that tell facts."""
    for path in ["/indications", "/interactions", "/drugs", "/classes", "/conditions",
                 "/side-effects"]:  # fmt: skip
        yield f"{path}?limit=500"
    for drug in drawn(ids(client, "/drugs"), 40):
        yield f"/drugs/{drug}"
        for part in ["indications", "side-effects", "warnings", "interactions", "classes"]:
            yield f"/drugs/{drug}/{part}?limit=500"
    for path in ["/classes", "/conditions", "/side-effects", "/interactions"]:
        yield from (f"{path}/{slug}" for slug in drawn(ids(client, path), 30))
    yield from (
        f"/drugs/clonazepam/indications/{slug}"
        for slug in drawn(ids(client, "/conditions"), 40)
        if answer_to(f"/drugs/clonazepam/indications/{slug}")["verdict"] != "unknown"
    )


def test_no_fact_of_the_whole_catalogue_is_without_a_citation(
    client: TestClient, answer_to: Answers
) -> None:
    seen, bare = 0, []
    for path in addresses(client, answer_to):
        for place, part in parts_of(answer_to(path)):
            if "citations" in part:
                seen += 1
                bare += [] if part["citations"] else [(path, place)]
    assert bare == []
    assert seen > 2_000


CHECKS = [
    ["clonazepam", "oxycodone", "alcohol", "zolpidem"],
    ["Klonopin", "clonazepam", "lorazepam", "unobtainium"],
    ["benzos", "opioids", "omeprazole"],
]


@pytest.mark.parametrize("drugs", CHECKS, ids=" ".join)
def test_everything_that_a_check_says_is_cited(client: TestClient, drugs: list[str]) -> None:
    answer = check(client, *drugs, conditions=["narrow-angle glaucoma"])
    bare = {place for place, part in parts_of(answer) if part.get("citations") == []}
    assert bare <= MAY_BE_EMPTY
    for pair in answer["pairs"]:
        found = pair["status"] == "documented_no_interaction"
        assert bool(pair["citations"]) or not found


def test_a_citation_of_the_article_carries_the_hash_of_its_sentence(client: TestClient) -> None:
    for path in ["/drugs/clonazepam", "/drugs/clonazepam/warnings?limit=500",
                 "/conditions/depression"]:  # fmt: skip
        for _, part in parts_of(get(client, path)):
            for one in part.get("citations", []):
                if one["source"] == "clonazepam-article":
                    assert len(one["sha256"]) == 64 and one["paragraph"] and one["sentence"]


def hashes(article: str) -> list[str]:
    """The SHA-256 of every sentence, headings left out, in reading order."""
    found = []
    for line in filter(None, map(str.strip, article.splitlines())):
        if line.endswith((".", "!", "?")):
            sentences = re.split(r"(?<=[.!?])\s+", line)
            found += [sha256(sentence.encode()).hexdigest() for sentence in sentences]
    return found


FOLDERS = {"classes": "classes", "conditions": "conditions", "effects": "side-effects",
           "rules": "interactions"}  # fmt: skip


def addresses_of_the_article() -> Iterator[str]:
    """The addresses of all that rests on the article, by the files of the seed."""
    for file in (ROOT / "seed" / "drugs").glob("*.yaml"):
        if "clonazepam-article" in file.read_text(encoding="utf-8"):
            for part in ["", "/indications", "/side-effects", "/warnings", "/classes"]:
                yield f"/drugs/{file.stem}{part}{'?limit=500' if part else ''}"
    for folder, path in FOLDERS.items():
        for file in (ROOT / "seed" / folder).glob("*.yaml"):
            for one in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader):
                if "clonazepam-article" in str(one):
                    yield f"/{path}/{one['id']}"


def test_every_sentence_of_the_article_is_asked_for_somewhere(
    answer_to: Answers, article: str
) -> None:
    cited = {
        one["sha256"]
        for path in addresses_of_the_article()
        for _, part in parts_of(answer_to(path))
        for one in part.get("citations", [])
    }
    # The first and the fourth only say what the article will be about.
    told = [one for place, one in enumerate(hashes(article)) if place not in (0, 3)]
    assert len(told) > 40
    assert [one for one in told if one not in cited] == []
