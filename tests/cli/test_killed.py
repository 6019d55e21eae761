"""An import that is killed or interrupted at any moment leaves the last release as it was."""

import json
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from app.services.importing import run_import
from app.store.database import list_values, open_engine
from app.store.digests import compare_rows
from app.store.releases import find_release
from sqlmodel import Session

from tests.api.calling import serving
from tests.cli.rrf import write_rrf
from tests.cli.starting import Started, linger_at
from tests.conftest import open_migrated
from tests.pharmacopoeia import facts
from tests.store.test_releases import telling

STAGES = [
    "looking at what is known",
    "reading",
    "checking what it speaks of",
    "putting it beside the other data sets",
    "packing names and records",
]
# Moments: at the very beginning, in each stage where it begins (then it waits there for the signal,
# however slow the machine is) or later, and at the very end.
MOMENTS: list[tuple[str | None, float]] = [
    (None, 0.1),
    *((stage, 0.08 * (place % 2)) for place, stage in enumerate(STAGES)),
    (STAGES[-1], 0.2),
]
DRUGS = 500


@dataclass(frozen=True)
class State:
    """All that an answer can be made of."""

    release: str | None
    facts: str
    answer: bytes


class Imports:
    """A database that answers, and two sets of files that are imported over each other."""

    def __init__(self, folder: Path, url: str, drugs: int) -> None:
        self.folder, self.url = folder, url
        self.files = [write_rrf(folder / brand, drugs, brand) for brand in ("Brand", "Trade")]
        engine = open_migrated(self.url)
        with Session(engine) as session:
            run_import(session, telling(*facts()), Path())
        engine.dispose()
        self.first = self.state()

    def start(self, which: int, first: Callable[[], None] | None = None) -> Started:
        """A real import."""
        words = ("import", "rxnorm", str(self.files[which]), "--json")
        return Started(self.folder, *words, first=first, MATERIA_DATABASE_URL=self.url)

    def whole(self, which: int) -> State:
        """After an import that nobody disturbs."""
        process = self.start(which)
        assert process.end(60) == 0, process.read(0)
        return self.state()

    def state(self) -> State:
        """What is there, just as it was written, and what is answered."""
        engine = open_engine(self.url)
        digest = sha256()
        with Session(engine) as session:
            if engine.dialect.name == "sqlite":
                checked = session.connection().exec_driver_sql("PRAGMA integrity_check")
                assert [*checked] == [("ok",)]
            compared = compare_rows(session)
            assert compared.is_whole and compared.wrong == []
            release = find_release(session)
            for one in list_values(session):
                digest.update(json.dumps(one).encode())
        assert release is not None
        engine.dispose()
        with serving(self.url) as client:
            assert client.get("/version").json()["release"] == release.hash
            answer = client.get("/interactions/check?drugs=clona,oxy,Trade000001,Brand000001")
        return State(release.hash, digest.hexdigest(), answer.content)

    def end_at(self, which: int, moment: tuple[str | None, float], by: signal.Signals) -> str:
        """Starts an import and ends it so long after the beginning of a stage. What it said."""
        stage, later = moment
        waits = stage is not None and later == 0
        process = self.start(which, partial(linger_at, stage) if waits else None)
        until = time.monotonic() + 30
        while stage is not None and f'"stage": "{stage}"' not in process.read(0.05):
            assert time.monotonic() < until
            if process.code is not None:
                break
        time.sleep(later * random.random() * 2)
        process.send(by)
        code = process.end()
        return f"{code}\n{process.read(0)}"


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Imports, list[State]]]:
    """With the two states that it may be in."""
    folder = tmp_path_factory.mktemp("killed")
    one = Imports(folder, f"sqlite:///{folder}/materia.db", DRUGS)
    yield one, [one.whole(0), one.whole(1)]


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
@pytest.mark.fault(
    "An import is killed (SIGKILL, Ctrl-C) at many moments",
    "It is there whole or not at all; no part is left",
)
def test_an_import_that_ends_early_changes_nothing(
    imports: tuple[Imports, list[State]], by: signal.Signals
) -> None:
    one, known = imports
    assert known[0] != known[1]
    now = known.index(one.state())
    early = 0
    for moment in MOMENTS:
        said = one.end_at(1 - now, moment, by)
        after = one.state()
        code = int(said.partition("\n")[0])
        if after == known[now]:
            early += 1
            assert code != 0, (moment, said)
            if by is signal.SIGINT and moment[0] is not None:
                assert code == 130, (moment, said)
                assert "interrupted; nothing was changed" in said
                assert "Traceback" not in said
        else:
            # It was done before the signal came: then it is done whole, and does not deny it.
            assert after == known[1 - now], moment
            assert "nothing was changed" not in said
            now = 1 - now
    # Where a machine is fast or busy the others may come too late.
    assert early >= len([one for one in MOMENTS if one[1] == 0])
    assert one.whole(1 - now) == known[1 - now]
    assert list(one.folder.glob(".materia*")) == []
