"""Our packed look-ups beside the libraries that could be in their place, on the same names.

`python -m tests.benchmark.alternatives prepare FOLDER DATABASE` writes a file for each, and
`python -m tests.benchmark.alternatives NAME FOLDER` measures one: seconds of start, megabytes, and
microseconds of processor time for each question. marisa-trie is in no list of requirements.
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
from typing import Any

from app.index.names import NameIndex
from app.index.pack import Indexes, unpack_indexes
from app.index.packed import Column, unpack
from app.store.database import open_engine
from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import text

ASKED, SLIPS, FEW = 200, 2, 10


def prepare(folder: Path, database: str) -> None:
    """Writes what each needs to start, and the questions."""
    with open_engine(database).connect() as connection:
        rows = connection.execute(text("SELECT name, content FROM shelf")).all()
    packed = {name: bytes(content) for name, content in rows}
    (folder / "packed").write_bytes(pickle.dumps(packed))
    indexes = unpack_indexes(packed)
    names, records = Column(unpack(packed["names"]), "hits"), unpack(packed["records"])
    ranks = indexes.completions._ranks
    keys, claims = Column(records, "keys"), Column(records, "values")
    _write_sqlite(folder, indexes.names.texts, names, ranks, keys, claims)
    _write_marisa(folder, indexes.names.texts, names, ranks, keys, claims)
    (folder / "questions").write_text(json.dumps(_questions(indexes)))


def _write_sqlite(
    folder: Path, texts: Any, hits: Column, ranks: Any, keys: Column, claims: Column
) -> None:
    (folder / "sqlite.db").unlink(missing_ok=True)
    base = sqlite3.connect(folder / "sqlite.db")
    base.executescript("""
        CREATE TABLE name (text TEXT PRIMARY KEY, rank INTEGER, hits BLOB) WITHOUT ROWID;
        CREATE TABLE record (pair BLOB PRIMARY KEY, claims BLOB);
        CREATE VIRTUAL TABLE gram USING fts5(text, tokenize='trigram', detail=none);
    """)
    named = ((one, ranks[n], hits[n]) for n, one in enumerate(texts))
    base.executemany("INSERT INTO name VALUES (?, ?, ?)", named)
    recorded = ((keys[n], claims[n]) for n in range(len(keys)))
    base.executemany("INSERT INTO record VALUES (?, ?)", recorded)
    base.executemany("INSERT INTO gram VALUES (?)", ((one,) for one in texts))
    base.commit()
    base.execute("INSERT INTO gram(gram) VALUES ('optimize')")
    base.commit()
    base.close()


def _write_marisa(
    folder: Path, texts: Any, hits: Column, ranks: Any, keys: Column, claims: Column
) -> None:
    import marisa_trie

    marisa_trie.BytesTrie((one, hits[n]) for n, one in enumerate(texts)).save(str(folder / "hits"))
    ranked = marisa_trie.RecordTrie("<I", ((one, (ranks[n],)) for n, one in enumerate(texts)))
    ranked.save(str(folder / "ranks"))
    pairs = ((keys[n].decode(), claims[n]) for n in range(len(keys)))
    marisa_trie.BytesTrie(pairs).save(str(folder / "pairs"))


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
    """Tables by key and FTS5 trigrams, in a file that nobody writes to. Values as they are kept:
    they would still have to be unpacked.
    """
    base = sqlite3.connect(f"file:{folder / 'sqlite.db'}?immutable=1", uri=True)

    def rows(question: str) -> Callable[[Any], list[Any]]:
        return lambda given: base.execute(question, given).fetchall()

    by_text = rows("SELECT hits FROM name WHERE text = ?")
    by_pair = rows("SELECT claims FROM record WHERE pair = ?")
    begun = rows("SELECT text FROM name WHERE text >= ? AND text < ? ORDER BY rank LIMIT 10")
    grams = rows("SELECT text FROM gram WHERE gram MATCH ?")
    return {
        "exact": lambda one: by_text((one,)),
        "pair": lambda pair: by_pair(("\t".join(pair).encode(),)),
        "completion": lambda typed: begun((typed, typed + "\U0010ffff")),
        "near": lambda word: _nearest(word, [row[0] for row in grams((_any_gram(word),))]),
        "within": lambda part: rows("SELECT rowid FROM gram WHERE text LIKE ?")((f"%{part}%",)),
    }


def _any_gram(word: str) -> str:
    return " OR ".join(f'"{word[n : n + 3]}"' for n in range(len(word) - 2))


def marisa(folder: Path) -> Asks:
    """Tries that hold the values behind the keys, mapped from their files."""
    import marisa_trie

    hits, pairs = marisa_trie.BytesTrie(), marisa_trie.BytesTrie()
    ranks = marisa_trie.RecordTrie("<I")
    hits.mmap(str(folder / "hits")), pairs.mmap(str(folder / "pairs"))
    ranks.mmap(str(folder / "ranks"))
    return {
        "exact": hits.get,
        "pair": lambda pair: pairs.get("\t".join(pair)),
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
