"""Every fact of a seed judged by every file of a folder."""

from pathlib import Path

from app.domain.facts import Drug, Fact
from app.importers.seed import read
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
    names,
    products,
    rules,
    uses,
)
from tests.verifying.outcome import Verdict
from tests.verifying.reading.sold import read_sold

JUDGES = (names, codes, memberships, uses, rules, controls, products, lookalikes)


def judge_seed(seed: Path, data: Path) -> tuple[list[Verdict], list[str]]:
    """The verdicts, in the order of the seed, and the files that were not there."""
    library = gather(data)
    curated = [one.fact for one in read_folder(seed)]
    verdicts = judge_facts(curated, library)
    stated = set(curated)
    rows = [fact for fact in read(seed) if fact not in stated]
    if rows and not library.absent:
        verdicts += backbone.judge(rows, curated, library, read_sold(data))
    return verdicts, library.absent


def judge_facts(facts: list[Fact], library: Library) -> list[Verdict]:
    """The verdicts by what a library says."""
    identity = Identity([fact for fact in facts if isinstance(fact, Drug)], library)
    return [verdict for one in JUDGES for verdict in one.judge(facts, library, identity)]
