"""Imports a data set: read, check, swap, record. The only commit of facts."""

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from app.domain.errors import ChangedData, RejectedImport
from app.domain.facts import (
    Code,
    Condition,
    Drug,
    DrugClass,
    Effect,
    Fact,
    Membership,
    Name,
    NameKind,
    Product,
    split_key,
)
from app.domain.names.matching import CodeOf, Identities
from app.domain.names.recognise import CuratedNames
from app.domain.names.text import normalise
from app.importers.files.archives import fingerprint
from app.importers.run import Intake, Known, Watch
from app.importers.source import DataSet
from app.index.pack import build_indexes, curated_names, unpack_indexes
from app.services.history import ChangedState, keep_inventory, look_at_rows
from app.store.database import claim_writing, give_room_back
from app.store.digests import keep_digests
from app.store.labels import index_labels
from app.store.read import load_curated_facts, load_facts, load_facts_of_others
from app.store.release_tables import DataSetRow, ImportReportRow
from app.store.releases import (
    find_data_set,
    find_indexes,
    find_release,
    prune_inventories,
    save_data_set,
    save_import,
    save_indexes,
    save_inventory,
    save_release,
)
from app.store.write import Replacement, drop_strays, replace_facts, save_shadows

# Of a data set that has less than this part of its facts left, a file may be missing.
_LEAST_LEFT = 0.8
# What older releases told is thrown away: they are compared no more.
_COMPARED_RELEASES = 20
# So many facts are told to the watcher at once: some importers read all before they tell any.
_STEP = 5_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `changed` is false when the same facts were there already."""

    data_set: str
    facts: int
    release: str
    changed: bool
    report: ImportReportRow


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What an import may do because somebody asked for it."""

    repair: bool
    shrink: bool


def run_import(
    session: Session,
    data_set: DataSet,
    path: Path | Sequence[Path],
    watch: Watch | None = None,
    origin: str = "",
    *,
    repair: bool = False,
    allow_shrink: bool = False,
) -> Imported:
    """Replaces what the data set says by what the files say. On any error nothing is changed.

    `watch` gets the progress; `origin` is where the files are from, for the report. Rows that
    somebody changed by hand are put back where `repair` is asked for, or the files say something
    else; otherwise ChangedData is raised. A data set that shrinks by more than a fifth is refused,
    but where it is allowed.
    """
    paths = [path] if isinstance(path, Path) else list(path)
    started = time.monotonic()
    try:
        with rarely_collecting():
            allowed = _Allowed(repair, allow_shrink)
            return _import(session, data_set, paths, watch, origin, started, allowed)
    except BaseException:
        # Ctrl-C too: what stood there before stands there again at once.
        session.rollback()
        give_room_back(session.get_bind())
        raise


# Of two imports at once the first that ends goes back to it, and nothing stays changed.
_USUAL = gc.get_threshold()


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Looks for garbage in circles a hundred times more rarely than usual.

    Facts refer to one another in no circle, and while hundreds of thousands of them are made, a
    fifth of the time would go into looking at them again and again.
    """
    gc.set_threshold(100 * _USUAL[0], *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)


def _import(
    session: Session,
    data_set: DataSet,
    paths: list[Path],
    watch: Watch | None,
    origin: str,
    started: float,
    allowed: _Allowed,
) -> Imported:
    claim_writing(session)
    data_set = data_set.data_set_column(paths)
    intake = Intake(data_set.title, watch=watch)
    intake.stand("looking at what is known")
    files = fingerprint(*paths)
    known = find_data_set(session, data_set.key)
    spoiled = look_at_rows(session, known) if known is not None else None
    # What somebody changed by hand was never stated by a release.
    before = keep_inventory(session, known) if known is not None and spoiled is None else None
    intake.known = known_things(session, data_set.key)
    intake.stand("reading")
    stated = replace_facts(session, data_set.key, _facts(data_set, paths, intake))
    _check_size(data_set, paths, stated, 0 if allowed.shrink or known is None else known.facts)
    report = _report(data_set, intake, stated, origin or ", ".join(one.name for one in paths))
    if known is not None and known.checksum == stated.checksum:
        if spoiled is None:
            return _unchanged(session, data_set, files, stated, report, started)
        report.notes = [*report.notes, *_mended(session, data_set.key, spoiled, allowed.repair)]
    if before is not None:
        save_inventory(session, before)
    release = _swap(session, _row(data_set, stated, files), intake, anew=spoiled is not None)
    report.seconds = time.monotonic() - started
    save_import(session, report, release)
    session.commit()
    return Imported(data_set.key, stated.total, release, True, report)


def _check_size(data_set: DataSet, paths: Sequence[Path], stated: Replacement, before: int) -> None:
    """Raises RejectedImport for fewer facts than the data set ever had, and where more than a fifth
    of those before are gone.
    """
    if stated.total < data_set.at_least:
        least = f"{data_set.title} has at least {data_set.at_least}"
        raise RejectedImport([f"{', '.join(map(str, paths))}: {stated.total} facts, and {least}"])
    if stated.total < _LEAST_LEFT * before:
        command = "seed" if data_set.key == "curated" else f"import {data_set.key} …"
        fewer = f"{stated.total:,} facts instead of {before:,}"
        gone = f"{100 * (before - stated.total) // before} % fewer"
        raise RejectedImport(
            [
                f"{data_set.title} would shrink: {fewer}, {gone}. If that is meant, say so: "
                f"materia {command} --allow-shrink"
            ]
        )


def _mended(session: Session, data_set: str, spoiled: ChangedState, repair: bool) -> list[str]:
    """What is put back, in words. Raises ChangedData where that was not asked for."""
    found = spoiled.describe(session)
    if not repair:
        raise ChangedData(data_set, found)
    drop_strays(session)
    return [f"put back: {one}" for one in found]


def _swap(session: Session, row: DataSetRow, intake: Intake, anew: bool) -> str:
    """Makes a release of all present facts, and returns its hash. `anew` also one of the same
    facts: a server takes up what was put back.
    """
    intake.stand("putting it beside the other data sets")
    save_data_set(session, row)
    save_shadows(session)
    index_labels(session)
    release = save_release(session, anew).hash
    prune_inventories(session, _COMPARED_RELEASES)
    # What is known takes much room, as packing does, and is looked into no more.
    curated = intake.known.curated_names if row.rank > 0 else None
    intake.known = Known()
    intake.stand("packing names and records")
    if anew:
        save_indexes(session, release, {})
    keep_indexes(session, release, curated)
    keep_digests(session, row.key)
    return release


def _facts(data_set: DataSet, paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    for count, fact in enumerate(data_set.read(paths, intake), start=1):
        yield fact
        if count % _STEP == 0 and intake.watch is not None:
            intake.watch(intake)
    yield from intake.mentioned()
    intake.stand("checking what it speaks of")


def _unchanged(
    session: Session,
    data_set: DataSet,
    files: str,
    stated: Replacement,
    report: ImportReportRow,
    started: float,
) -> Imported:
    """The same facts again: only where they were read from may be new."""
    session.rollback()
    known, release = find_data_set(session, data_set.key), find_release(session)
    assert known is not None and release is not None
    known.files = files
    keep_indexes(session, release.hash)
    keep_digests(session, data_set.key)
    report.release, report.seconds = release.hash, time.monotonic() - started
    session.commit()
    return Imported(data_set.key, stated.total, report.release, False, report)


def keep_indexes(session: Session, release: str, curated: CuratedNames | None = None) -> None:
    """Packs the names and records of the release, unless that was done in the present format.
    `curated` are the names of curators where they are known already.
    """
    try:
        unpack_indexes(find_indexes(session, release))
    except (ValueError, KeyError):
        if curated is None:
            curated = curated_names(lambda kind: load_curated_facts(session, kind))
        packed = build_indexes(lambda kind: load_facts(session, (kind,)), curated)
        save_indexes(session, release, packed)


def _row(data_set: DataSet, stated: Replacement, files: str) -> DataSetRow:
    return DataSetRow(
        key=data_set.key,
        title=data_set.title,
        homepage=data_set.homepage,
        licence=data_set.licence,
        free=data_set.free,
        rank=data_set.rank,
        checksum=stated.checksum,
        files=files,
        facts=stated.total,
        imported_at=datetime.now(UTC),
    )


def _report(data_set: DataSet, intake: Intake, stated: Replacement, origin: str) -> ImportReportRow:
    more = intake.conflict_count - len(intake.conflicts)
    conflicts = [*intake.conflicts, *([f"and {more} more"] if more else [])]
    return ImportReportRow(
        data_set=data_set.key,
        release="",
        origin=origin,
        rows=intake.rows,
        merged=intake.merged,
        skipped=dict(sorted(intake.skipped.items())),
        notes=[*intake.notes, *(f"{what}: {n}" for what, n in sorted(intake.counted.items()))],
        conflicts=conflicts,
        facts={kind.__name__: count for kind, count in stated.counts.items()},
        seconds=0.0,
        imported_at=datetime.now(UTC),
    )


def is_seeded(session: Session, folder: Path) -> bool:
    """The curated facts are there, and were read from files with just these names and bytes.

    Times of files say nothing: an image of Monday may meet a database that was seeded on Tuesday.
    """
    known = find_data_set(session, "curated")
    return known is not None and folder.is_dir() and known.files == fingerprint(folder)


KnownProduct = tuple[str, tuple[str, ...]]


def known_things(session: Session, data_set: str) -> Known:
    """All things that data sets other than this one tell."""
    products = {one.id: one for one in load_curated_facts(session, Product)}
    known = Known(
        curated_names=curated_names(lambda kind: load_curated_facts(session, kind)),
        curated_products=products,
    )
    _learn_drugs(session, data_set, known.drugs, known.curated_names)
    for drug_class in load_facts_of_others(session, DrugClass, data_set):
        known.classes.learn(drug_class, (drug_class.name, *drug_class.names))
    for condition in load_facts_of_others(session, Condition, data_set):
        known.conditions.learn(condition, (condition.name, *condition.names))
    for effect in load_facts_of_others(session, Effect, data_set):
        known.effects.learn(effect, (effect.name, *effect.names))
    _learn_codes(session, data_set, known)
    known.products = _Products(session, data_set)
    known.curated_classes = frozenset(one.id for one in load_curated_facts(session, DrugClass))
    known.classified = {one.id: set() for one in load_curated_facts(session, Drug)}
    for member in load_curated_facts(session, Membership):
        if member.holds:
            known.classified[member.drug].add(member.drug_class)
    return known


def _learn_drugs(
    session: Session, data_set: str, drugs: Identities[Drug], curated: CuratedNames
) -> None:
    """Drugs by their names, but for a name that curators have for something else."""

    def learn(drug: str, text: str) -> None:
        meanings = curated.get(normalise(text))
        if meanings is None or any(hit.subject == f"drug:{drug}" for hit in meanings):
            drugs.learn_name(drug, text)

    for drug in load_facts_of_others(session, Drug, data_set):
        drugs.things.setdefault(drug.id, drug)
        learn(drug.id, drug.id)
        learn(drug.id, drug.name)
    for name in load_facts_of_others(session, Name, data_set):
        # A brand is no evidence: in another country it may hold something else.
        if name.kind is not NameKind.BRAND and name.drug in drugs.things:
            learn(name.drug, name.text)


def _learn_codes(session: Session, data_set: str, known: Known) -> None:
    learners = {
        "drug": known.drugs.learn_code,
        "class": known.classes.learn_code,
        "condition": known.conditions.learn_code,
    }
    for code in load_facts_of_others(session, Code, data_set):
        kind, slug = split_key(code.subject)
        if kind in learners:
            learners[kind](slug, code.system, code.code)


class _Products(Mapping[CodeOf, KnownProduct]):
    """Products by their codes, read when first asked for: there may be hundreds of thousands, and
    most data sets know of none.
    """

    def __init__(self, session: Session, data_set: str) -> None:
        self._session = session
        self._data_set = data_set
        self._found: dict[CodeOf, KnownProduct] | None = None

    def __getitem__(self, code: CodeOf) -> KnownProduct:
        return self._all()[code]

    def __iter__(self) -> Iterator[CodeOf]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[CodeOf, KnownProduct]:
        if self._found is None:
            made_of: dict[str, KnownProduct] = {}
            for product in load_facts_of_others(self._session, Product, self._data_set):
                made_of.setdefault(product.id, (product.id, product.ingredients))
            self._found = {}
            for code in load_facts_of_others(self._session, Code, self._data_set):
                kind, slug = split_key(code.subject)
                if kind == "product" and slug in made_of:
                    self._found[code.system, code.code] = made_of[slug]
        return self._found
