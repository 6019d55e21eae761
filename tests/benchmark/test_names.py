"""How fast is a name found, corrected and completed among 500,000?"""

import statistics
import time
from collections.abc import Callable, Iterator
from random import Random

import pytest
from app.domain.names.input import Asked
from app.domain.names.resolve import resolve
from app.services.lookup import suggest
from app.services.release import LoadedRelease, ReleaseHolder
from app.store.database import open_engine

pytestmark = pytest.mark.benchmark
ASKED = 400


@pytest.fixture(scope="module")
def big(big_url: str) -> Iterator[LoadedRelease]:
    """The big release in memory."""
    holder = ReleaseHolder(open_engine(big_url))
    holder.refresh()
    yield holder.current()
    holder.engine.dispose()


def timed(name: str, bar: str, words: list[str], ask: Callable[[str], object]) -> float:
    """Prints the median and the tail of the microseconds that each of the words takes."""
    found = []
    for word in words:
        started = time.perf_counter()
        ask(word)
        found.append((time.perf_counter() - started) * 1e6)
    median, tail = statistics.median(found), sorted(found)[int(len(found) * 0.99)]
    print(f"\n{name}: median {median:.0f} µs, p99 {tail:.0f} µs of {len(words)} (bar: {bar})")
    return median


def written(big: LoadedRelease) -> list[str]:
    """Names as they are written, the same ones on every run."""
    names = big.knowledge.names
    places = Random(3).sample(range(len(names.texts)), ASKED)
    return [names.hits(place)[0].text for place in places]


def misspelt(word: str, random: Random) -> str:
    """The word with one slip of the pen."""
    place = random.randrange(1, len(word) - 1)
    kind = random.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + random.choice("aeiounrst") + word[place:]
    if kind == 2:
        return word[:place] + random.choice("aeiounrst") + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def test_an_exact_name(big: LoadedRelease) -> None:
    print(f"\n{len(big.knowledge.names)} spellings of {len(big.knowledge.drugs)} drugs")
    timed(
        "an exact name",
        "under 100 µs",
        written(big),
        lambda word: resolve(Asked(word), big.knowledge, big.nearest),
    )


def test_a_misspelt_name(big: LoadedRelease) -> None:
    random = Random(4)
    timed(
        "a misspelt name",
        "under 5 ms",
        [misspelt(word, random) for word in written(big)],
        lambda word: resolve(Asked(word), big.knowledge, big.nearest),
    )


def test_a_completion(big: LoadedRelease) -> None:
    random = Random(5)
    typed = [word[: random.randint(1, 6)] for word in written(big)]
    timed("a completion", "under 1 ms", typed, lambda word: suggest(big.knowledge, word, 10))
