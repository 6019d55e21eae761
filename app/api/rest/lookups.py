"""From words in an address to a thing, or a 404 that says what may have been meant."""

from app.api.rest.problems import unknown
from app.services.lookup import (
    FoundDrug,
    NotFound,
    find_class,
    find_condition_by_words,
    find_drug,
    find_effect,
)
from app.services.release import LoadedRelease


def drug_of(loaded: LoadedRelease, words: str) -> FoundDrug:
    """The drug, or 404."""
    found = find_drug(loaded, words)
    if isinstance(found, NotFound):
        raise unknown("drug", words, found)
    return found


def class_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the class, or 404."""
    found = find_class(loaded, words)
    if isinstance(found, NotFound):
        raise unknown("class", words, found)
    return found


def condition_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the condition, or 404."""
    found = find_condition_by_words(loaded, words)
    if isinstance(found, NotFound):
        raise unknown("condition", words, found)
    return found


def effect_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the effect, or 404."""
    found = find_effect(loaded, words)
    if isinstance(found, NotFound):
        raise unknown("effect", words, found)
    return found
