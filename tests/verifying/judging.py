"""Every fact of a seed judged by every file of a folder."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from app.domain.facts import Drug, Fact, Source
from app.importers.seed.backbone import read_backbone
from app.importers.seed.label_mentions import read_label_mentions
from app.importers.seed.reader import read_folder

from tests.verifying.evidence import Library
from tests.verifying.gathering import gather
from tests.verifying.identity import Identity
from tests.verifying.judges import (
    backbone,
    codes,
    controls,
    lookalikes,
    memberships,
    mentions,
    names,
    products,
    rules,
    uses,
)
from tests.verifying.outcome import Outcome, Verdict, by_page
from tests.verifying.reading import label_sentences
from tests.verifying.reading.sold import read_sold

JUDGES = (names, codes, memberships, uses, rules, controls, products, lookalikes)


# What is read as a file; every other source is a document that somebody reads.
_FILES = frozenset({
    "class list", "classification", "data set", "indication catalogue", "interaction list", "list",
    "product register", "terminology",
})  # fmt: skip


def judge_seed(seed: Path, data: Path) -> tuple[list[Verdict], list[str]]:
    """The verdicts, in the order of the seed, and the files that were not there."""
    library = gather(data)
    return judge_whole(seed, data, library), library.absent


def judge_whole(seed: Path, data: Path, library: Library) -> list[Verdict]:
    """The verdicts on what the files of a seed say, then on the rows of its backbone."""
    stated = read_folder(seed)
    curated = [one.fact for one in stated]
    verdicts = judge_facts(curated, library)
    rows = [one.fact for one in read_backbone(seed, stated)]
    if rows and not library.absent:
        verdicts += backbone.judge(rows, curated, library, read_sold(data))
        read = [one.fact for one in read_label_mentions(seed, stated)]
        verdicts += mentions.judge(read, [*curated, *rows], label_sentences.read(data))
    return verdicts


def judge_facts(facts: list[Fact], library: Library) -> list[Verdict]:
    """The verdicts by what a library says; a fact that no file tells may rest on a page."""
    identity = Identity([fact for fact in facts if isinstance(fact, Drug)], library)
    pages = {
        one.id: one.address
        for one in facts
        if isinstance(one, Source) and one.address is not None and one.kind not in _FILES
    }
    verdicts = [verdict for one in JUDGES for verdict in one.judge(facts, library, identity)]
    return [_or_by_page(one, pages) for one in verdicts]


def _or_by_page(verdict: Verdict, pages: Mapping[str, str]) -> Verdict:
    if verdict.outcome is not Outcome.NOT_FOUND or verdict.in_vain:
        return verdict
    sources = [place.partition(" § ")[0] for place in verdict.cited.split("; ")]
    addresses = [pages[one] for one in sources if one in pages]
    if not addresses:
        return verdict
    outcome, places, why = by_page(*addresses)
    return replace(verdict, outcome=outcome, places=places, why=why)
