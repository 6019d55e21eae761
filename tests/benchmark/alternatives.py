"""Our packed look-ups and what could be in their place, on the same names and records.

`python -m tests.benchmark.alternatives prepare FOLDER DATABASE` writes a file for each, and
`python -m tests.benchmark.alternatives NAME FOLDER` measures one: seconds of start, megabytes, and
microseconds of processor time for each question.
"""

import json
import pickle
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from app.index.catalogue import RECORDS
from app.index.names import NameIndex
from app.index.pack import Indexes, unpack_indexes
from app.index.packed import Column, unpack
from app.store.database import open_engine
from app.store.releases import find_indexes, find_release
from marisa_trie import BytesTrie, RecordTrie
from msgspec.msgpack import decode
from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlmodel import Session

ASKED, SLIPS, FEW = 200, 2, 10


def prepare(folder: Path, database: str) -> None:
    """Writes what each needs to start, and the questions."""
    with Session(open_engine(database)) as session:
        release = find_release(session)
        assert release is not None
        packed = find_indexes(session, release.hash)
    (folder / "packed").write_bytes(pickle.dumps(packed))
    indexes = unpack_indexes(packed)
    names = [_Name(*one) for one in zip(
        indexes.names.texts, Column(unpack(packed["names"]), "hits"), indexes.completions._ranks,
        strict=False,
    )]  # fmt: skip
    places = indexes.records._keys
    claims = Column(unpack(packed["records"]), "values")
    pairs = [("\t".join(pair), claims[places.place(pair) or 0]) for pair in indexes.records]
    _write_sqlite(folder, names, pairs)
    _write_marisa(folder, names, pairs)
    (folder / "questions").write_text(json.dumps(_questions(indexes)))


class _Name(NamedTuple):
    text: str
    hits: bytes
    rank: int


_Pairs = list[tuple[str, bytes]]


def _write_sqlite(folder: Path, names: list[_Name], pairs: _Pairs) -> None:
    (folder / "sqlite.db").unlink(missing_ok=True)
    base = sqlite3.connect(folder / "sqlite.db")
    base.executescript("""
        CREATE TABLE name (text TEXT PRIMARY KEY, hits BLOB, rank INTEGER) WITHOUT ROWID;
        CREATE TABLE record (pair TEXT PRIMARY KEY, claims BLOB);
        CREATE VIRTUAL TABLE gram USING fts5(text, tokenize='trigram', detail=none);
    """)
    base.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    base.executemany("INSERT INTO record VALUES (?, ?)", pairs)
    base.executemany("INSERT INTO gram VALUES (?)", ((one.text,) for one in names))
    base.commit()
    base.execute("INSERT INTO gram(gram) VALUES ('optimize')")
    base.commit()
    base.close()


def _write_marisa(folder: Path, names: list[_Name], pairs: _Pairs) -> None:
    BytesTrie((one.text, one.hits) for one in names).save(str(folder / "hits"))
    RecordTrie("<I", ((one.text, (one.rank,)) for one in names)).save(str(folder / "ranks"))
    BytesTrie(pairs).save(str(folder / "pairs"))


def _questions(indexes: Indexes) -> dict[str, list[Any]]:
    random, texts = Random(3), indexes.names.texts
    long = [one for one in texts if 6 <= len(one) < 16 and one.isalpha()]
    words = random.sample(long, ASKED)
    pairs = list(indexes.records)
    return {
        "exact": random.sample(list(texts), ASKED),
        "pair": random.sample(pairs, ASKED),
        "completion": [word[: random.randint(1, 6)] for word in words],
        "near": [word[:2] + word[3] + word[2] + word[4:] for word in words[:50]],
        "within": [word[1:5] for word in words[:50]],
    }


Asks = dict[str, Callable[[Any], Any]]


def packed(folder: Path) -> Asks:
    """What we have."""
    parts = pickle.loads((folder / "packed").read_bytes())
    indexes = unpack_indexes(parts)
    del parts
    return {
        "exact": indexes.names.get,
        "pair": indexes.records.get,
        "completion": lambda typed: indexes.completions.complete(typed, FEW),
        "near": lambda word: _nearest(word, indexes.segments.near(word)),
        "within": lambda part: list(indexes.names.containing(part)),
    }


def _nearest(word: str, spellings: Iterable[str]) -> list[str]:
    found = process.extract(word, spellings, scorer=OSA.distance, score_cutoff=SLIPS, limit=60)
    return [spelling for spelling, _, _ in found]


def sqlite(folder: Path) -> Asks:
    """Tables by key and FTS5 trigrams, in a file that nobody writes to."""
    base = sqlite3.connect(f"file:{folder / 'sqlite.db'}?immutable=1", uri=True)

    def rows(question: str) -> Callable[[Any], list[Any]]:
        return lambda given: base.execute(question, given).fetchall()

    by_text = rows("SELECT hits FROM name WHERE text = ?")
    by_pair = rows("SELECT claims FROM record WHERE pair = ?")
    begun = rows("SELECT text FROM name WHERE text >= ? AND text < ? ORDER BY rank LIMIT 10")
    grams = rows("SELECT text FROM gram WHERE gram MATCH ?")
    return {
        "exact": lambda one: decode(by_text((one,))[0][0]),
        "pair": lambda pair: RECORDS.unpack_value(pair, by_pair(("\t".join(pair),))[0][0]),
        "completion": lambda typed: begun((typed, typed + "\U0010ffff")),
        "near": lambda word: _nearest(word, [row[0] for row in grams((_any_gram(word),))]),
        "within": lambda part: rows("SELECT rowid FROM gram WHERE text LIKE ?")((f"%{part}%",)),
    }


def _any_gram(word: str) -> str:
    return " OR ".join(f'"{word[n : n + 3]}"' for n in range(len(word) - 2))


def marisa(folder: Path) -> Asks:
    """Tries that hold the values behind the keys, mapped from their files."""
    hits, pairs, ranks = BytesTrie(), BytesTrie(), RecordTrie("<I")
    hits.mmap(str(folder / "hits")), pairs.mmap(str(folder / "pairs"))
    ranks.mmap(str(folder / "ranks"))
    return {
        "exact": lambda one: decode(hits.get(one)[0]),
        "pair": lambda pair: RECORDS.unpack_value(pair, pairs.get("\t".join(pair))[0]),
        "completion": lambda typed: sorted(ranks.iteritems(typed), key=lambda item: item[1])[:FEW],
    }


def brute(folder: Path) -> Asks:
    """rapidfuzz over all spellings."""
    texts = NameIndex(unpack(pickle.loads((folder / "packed").read_bytes())["names"])).texts
    return {"near": lambda word: _nearest(word, texts)}


CHOICES = {"packed": packed, "sqlite": sqlite, "marisa": marisa, "brute": brute}


def _resident() -> float:
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def _microseconds(ask: Callable[[Any], Any], questions: list[Any]) -> float:
    """Of the best of some rounds: others may be using the machine."""
    rounds = []
    for _ in range(3):
        started = time.thread_time()
        for question in questions:
            ask(question)
        rounds.append((time.thread_time() - started) / len(questions) * 1e6)
    return round(min(rounds), 1)


def measure(name: str, folder: Path) -> dict[str, Any]:
    """The figures of one of the choices; `found` counts what its near spellings were."""
    questions = json.loads((folder / "questions").read_text())
    questions["pair"] = [tuple(pair) for pair in questions["pair"]]
    before, started = _resident(), time.thread_time()
    asks = CHOICES[name](folder)
    figures: dict[str, Any] = {"start": round(time.thread_time() - started, 3)}
    for kind, ask in asks.items():
        figures[kind] = _microseconds(ask, questions[kind])
    if "near" in asks:
        figures["found"] = sum(len(asks["near"](word)) for word in questions["near"])
    figures["megabytes"] = round(_resident() - before)
    return figures


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]), sys.argv[3])
    else:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
