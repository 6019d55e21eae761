"""How fast are labels read, beside their import too, and what do their mentions cost a check?

Public labels are read, so that the rate is that of real sentences; without them there is nothing to
measure.
"""

import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.facts import LabelMention, ReadLabel
from app.importers.seed import read
from app.importers.seed.label_mentions import FOLDER
from app.importers.shared.label_mentions import read_label, sentences_of_label
from app.importers.shared.labels import FoundLabel
from app.importers.source import DataSet
from app.index.build import build_knowledge
from app.services.importing import run_import
from app.store.database import open_engine
from sqlmodel import Session

from tests.benchmark.files import VARIED, write_labels
from tests.benchmark.measuring import Client, paired, server
from tests.benchmark.synthetic import invent_labels
from tests.benchmark.test_throughput import FIVE, TWENTY
from tests.conftest import ROOT, seed
from tests.label_mentions.labels import labels, records
from tests.verifying_labels.__main__ import reader_of

pytestmark = pytest.mark.benchmark
DATA = ROOT.parent / "shared" / "data"
COUNT, IMPORTED, LOADED = 200, 20_000, 45_000
_PSS = re.compile(r"^Pss:\s+(\d+)", re.MULTILINE)


def _rate(what: Callable[[FoundLabel], object], found: list[FoundLabel]) -> float:
    started = time.process_time()
    for label in found:
        what(label)
    return len(found) / (time.process_time() - started)


def test_labels_are_read_at_a_steady_rate() -> None:
    found = [label for _, label in labels(DATA)][:: max(1, 1000 // COUNT)][:COUNT]
    if not found:
        pytest.skip(f"no labels in {DATA}")
    reader = reader_of(build_knowledge("", read(ROOT / "seed")))

    def read_one(label: FoundLabel) -> object:
        names = [*label.products, *(one.name for one in label.substances)]
        return read_label(reader, "drug:none", names, sentences_of_label(label.sections))

    parted = _rate(lambda label: sentences_of_label(label.sections), found)
    new, known = _rate(read_one, found), _rate(read_one, found)
    print(f"\nlabels a second on one core: {new:.0f} new, {known:.0f} known, {parted:.0f} parted")
    assert known > 2 * new


# A label that is no job is not read.
_UNREAD = "import app.importers.shared.labels as labels; labels.job_of = lambda *_: None; "
_RUN = "from app.cli import run; run()"


class _Importing:
    """`materia import` of a file of labels: how long it took, and the most memory that it and its
    readers had.
    """

    def __init__(self, database: Path, file: Path, before: str = "") -> None:
        command = [sys.executable, "-c", before + _RUN, "import", "openfda-label", str(file)]
        environment = os.environ | {"MATERIA_DATABASE_URL": f"sqlite:///{database}"}
        started, used = time.perf_counter(), _processor_seconds()
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        ) as process:
            self.most: list[float] = []
            while process.poll() is None:
                self.most = max(self.most, _memory(process.pid), key=sum)
                time.sleep(0.5)
        self.seconds = time.perf_counter() - started
        self.used = _processor_seconds() - used
        assert process.returncode == 0


def _processor_seconds() -> float:
    """What all processes that ended here used until now."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(pid: int) -> list[float]:
    """The PSS in MB of a process and of those that it started."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        found = (Path(f"/proc/{one}/smaps_rollup").read_text() for one in (pid, *children))
        return [int(match[1]) / 1024 for text in found if (match := _PSS.search(text))]
    return []


@pytest.mark.parametrize("varied", [VARIED, 1000])
def test_twenty_thousand_labels_are_read_beside_their_import(tmp_path: Path, varied: int) -> None:
    found = [record for _, record in records(DATA)]
    if not found:
        pytest.skip(f"no labels in {DATA}")
    file = write_labels(tmp_path, found, IMPORTED, varied=varied)
    seed(f"sqlite:///{tmp_path}/seeded.db")
    both = []
    for before in ("", _UNREAD):
        shutil.copy(tmp_path / "seeded.db", tmp_path / "own.db")
        both.append(_Importing(tmp_path / "own.db", file, before))
    ours, bare = both
    size = file.stat().st_size / 1e6
    print(
        f"\n{IMPORTED} labels ({size:.0f} MB zipped), {varied / 10:.0f} % of their sentences new: "
        f"{ours.seconds:.0f} s, {IMPORTED / ours.seconds:.0f} rows/s (bar: 180 s); without being "
        f"read {bare.seconds:.0f} s, {ours.seconds / bare.seconds:.2f} x; processor time of all "
        f"processes {ours.used:.0f} s beside {bare.used:.0f} s"
    )
    print(
        f"memory {sum(ours.most):.0f} MB, by process "
        f"{', '.join(f'{one:.0f}' for one in ours.most)} MB (bar: 500 MB); without being read "
        f"{sum(bare.most):.0f} MB"
    )
    assert len(ours.most) > len(bare.most)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of databases: the seed without labels, as it is, with very many labels that name
    the same, and with as many that name more.
    """
    folder = tmp_path_factory.mktemp("mentions")
    shutil.copytree(ROOT / "seed", folder / "seed")
    shutil.rmtree(folder / "seed" / FOLDER)
    urls = {name: f"sqlite:///{folder}/{name}.db" for name in ("without", "seed", "same", "more")}
    seed(urls["without"], folder / "seed")
    seed(urls["seed"])
    facts = [one for one in read(ROOT / "seed") if isinstance(one, ReadLabel | LabelMention)]
    for name, share_new in (("same", 0.0), ("more", 0.3)):
        shutil.copy(folder / "seed.db", folder / f"{name}.db")
        _add(urls[name], facts, share_new)
    return urls


def _add(url: str, facts: list[ReadLabel | LabelMention], share_new: float) -> None:
    many = DataSet(
        key="many", title="Many labels", homepage="", licence="none",
        read=lambda _, __: invent_labels(facts, LOADED, share_new), at_least=LOADED,
    )  # fmt: skip
    engine = open_engine(url)
    with Session(engine) as session:
        found = run_import(session, many, Path(__file__)).report.facts
        print(
            "\nwith many labels:", ", ".join(f"{number} {kind}" for kind, number in found.items())
        )
    engine.dispose()


@pytest.mark.parametrize(
    ("ours", "beside"), [("same", "seed"), ("more", "seed"), ("more", "without")]
)
def test_a_check_beside_the_mentions_of_45000_labels(
    seeds: dict[str, str], ours: str, beside: str
) -> None:
    with (
        server("app.main:create_app", **_environment(seeds[ours])) as many,
        server("app.main:create_app", **_environment(seeds[beside])) as few,
    ):
        for name, names in (("five", FIVE), ("twenty", TWENTY)):
            asked = [Client(port, "POST", "/interactions/check", names) for port in (many, few)]
            sizes = [len(one.once()[1]) for one in asked]
            ratio = paired(
                f"check of {name} names with {LOADED} labels that name {ours} ({sizes[0]} bytes), "
                f"beside the seed {_BESIDE[beside]} labels ({sizes[1]} bytes; bar: 0.95 x)",
                *asked,
            )
            assert ratio > 0


_BESIDE = {"seed": "with its", "without": "without"}


def _environment(url: str) -> dict[str, str]:
    return {"MATERIA_DATABASE_URL": url, "MATERIA_RATE_LIMIT": ""}
