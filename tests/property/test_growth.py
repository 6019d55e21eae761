"""Twice the input takes at most two and a half times the steps, which are counted, not timed."""

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from app.domain.labels import phrases_of, snippet
from app.domain.names.conditions import match_condition, offer_conditions
from app.domain.names.corrections import offer
from app.domain.names.input import Asked
from app.domain.names.parse import parse_drug, split_combination, split_list
from app.domain.names.resolve import resolve
from app.domain.names.text import MOST_SIGNS, MOST_WORDS, fits, normalise, why_too_long
from app.services.lookup import condition_offers, search, suggest
from app.services.release import LoadedRelease
from app.services.rxnorm import fitting
from app.store.database import open_engine
from sqlmodel import Session

_MOST = 2.5
# What every call costs, whatever it is given.
_AT_LEAST = 400


def steps(work: Callable[[], Any]) -> int:
    """How many lines are run and functions called. A call into a library written in C counts for
    as many as the texts that it is given have signs, in hundreds.
    """
    count = 0

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def call(frame: FrameType, event: str, what: Any) -> None:
        nonlocal count
        if event == "c_call":
            owner = getattr(what, "__self__", None)
            count += 1 + (len(owner) // 100 if isinstance(owner, str) else 0)

    sys.settrace(line)
    sys.setprofile(call)
    try:
        work()
    finally:
        sys.setprofile(None)
        sys.settrace(None)
    return count


# Of each kind of text one of so many pieces; within the bounds, all of it is worked on.
KINDS: dict[str, Callable[[int], str]] = {
    "words": lambda size: " ".join(f"xq{n}" for n in range(size)),
    "names": lambda size: " ".join(["warfarin", "xq"] * (size // 2)),
    "blanks": lambda size: f"a{' ' * size}b",
    "pluses": lambda size: f"a{'+' * size}b",
    "slashes": lambda size: "a/" * size,
    "commas": lambda size: "warfarin," * size,
    "strengths": lambda size: "5 mg " * size,
    "digits": lambda size: "1" * size,
    "thousands": lambda size: "1" + ",111" * size,
    "ligatures": lambda size: "\ufdfa" * size,
    "accents": lambda size: "a" + "\u0301" * size,
    "brackets": lambda size: "(" * size,
    "quotes": lambda size: '"a' * size,
    "salts": lambda size: "sodium " * size,
    "directions": lambda size: "x, one a day " * size,
}


@pytest.fixture(scope="module")
def session(seeded_url: str) -> Iterator[Session]:
    engine = open_engine(seeded_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture(scope="module")
def work(loaded: LoadedRelease, session: Session) -> dict[str, Callable[[str], Any]]:
    knowledge = loaded.knowledge
    offers = condition_offers(knowledge)
    offers("made beforehand")
    return {
        "normalise": normalise,
        "fits": fits,
        "parse_drug": parse_drug,
        "split_list": split_list,
        "split_combination": split_combination,
        "resolve": lambda text: resolve(Asked(text), knowledge, loaded.nearest),
        "offer": lambda text: offer(text, text.split(), knowledge, loaded.nearest),
        "match_condition": lambda text: match_condition(text, knowledge),
        "offer_conditions": lambda text: offer_conditions(text, knowledge, offers),
        "suggest": lambda text: suggest(knowledge, text, 50),
        "search": lambda text: search(loaded, text),
        "snippet": lambda text: snippet(text, ["aspirin", "mg"]),
        "snippet for many words": lambda text: snippet("bleeding " * 400, phrases_of(text)),
        "nearest": lambda text: loaded.nearest(normalise(text)),
        "approximateTerm": lambda text: fitting(session, text, loaded),
    }


WORK = (
    "normalise", "fits", "parse_drug", "split_list", "split_combination", "resolve", "offer",
    "match_condition", "offer_conditions", "suggest", "search", "snippet", "snippet for many words",
    "nearest", "approximateTerm",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORK)
def test_twice_the_input_takes_about_twice_the_steps(
    name: str, kind: str, work: dict[str, Callable[[str], Any]]
) -> None:
    for size in (50, 400):
        once, doubled = KINDS[kind](size), KINDS[kind](2 * size)
        work[name](once), work[name](doubled)
        less = max(_AT_LEAST, steps(lambda text=once: work[name](text)))
        more = steps(lambda text=doubled: work[name](text))
        assert more <= _MOST * less, (size, less, more)


@pytest.mark.parametrize("sign", ["\ufdfa", "\ufb03", "\u0390", "\ud7a3"])
def test_a_sign_that_stands_for_many_is_counted_as_many(sign: str) -> None:
    assert not fits(sign * MOST_SIGNS)
    assert fits(sign * (MOST_SIGNS // 18))


def test_no_more_words_are_looked_up_than_stated() -> None:
    assert why_too_long("a " * MOST_WORDS) is None
    assert why_too_long("a " * (MOST_WORDS + 1)) is not None


def test_names_within_the_bounds_are_still_looked_up(loaded: LoadedRelease) -> None:
    text = f"{'take one of these ' * 15}warfarin"
    assert any(one.id == "warfarin" for one in resolve(Asked(text), loaded.knowledge).candidates)
