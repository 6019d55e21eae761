"""What the tools answer: the brief views of the REST API. What is not known is an answer too."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import msgspec
from anyio import to_thread
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.api.answers.brief import brief_check, brief_resolution
from app.api.answers.brief_monograph import brief_drug, brief_verdict
from app.api.answers.presenters import present_drug, present_interaction, present_verdict
from app.api.answers.serialise import answer_json
from app.api.dependencies import Checking, judge
from app.domain.english import shortened
from app.domain.errors import NothingLoaded, TooManyDrugs
from app.domain.facts import SideEffect
from app.domain.interactions.person import Person, Pregnant, Sex, StatedAllergy
from app.domain.interactions.policy import DEFAULT
from app.domain.interactions.result import Audience
from app.domain.knowledge import name_of
from app.domain.names.input import Asked
from app.domain.names.parse import split_list
from app.domain.names.resolve import resolve
from app.domain.names.text import MOST_SIGNS, why_too_long
from app.services.interactions import Question, find_interaction
from app.services.lookup import (
    FoundDrug,
    NotFound,
    find_condition_by_words,
    find_drug,
    subjects_of,
)
from app.services.monographs import describe_drug, recorded_page
from app.services.release import LoadedRelease, ReleaseHolder
from app.services.verdicts import judge_use
from app.store.database import Reader
from app.store.read import page_facts

log = logging.getLogger("materia")
Result = dict[str, Any]
MOST_DRUGS, MOST_EFFECTS, MOST_NAMES = 100, 40, 20
NO_ALL_CLEAR = "This is no all-clear: nothing is known here, which rules nothing out."


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of the person; None is unknown. What was stopped has its last day."""

    age: float | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    egfr: float | None = None
    allergies: Sequence[str] | None = None
    conditions: Sequence[str] | None = None
    stopped: Mapping[str, date] = field(default_factory=dict)
    as_of: date | None = None

    def person(self) -> Person:
        """The person in the shape of the engine."""
        pregnant = {None: None, True: Pregnant.YES, False: Pregnant.NO}[self.pregnant]
        allergies = None if self.allergies is None else tuple(map(StatedAllergy, self.allergies))
        conditions = None if self.conditions is None else tuple(self.conditions)
        return Person(
            age=self.age,
            sex=self.sex,
            pregnant=pregnant,
            egfr=self.egfr,
            allergies=allergies,
            conditions=conditions,
        )


class Tools:
    """The tools on the newest release."""

    def __init__(self, holder: ReleaseHolder, checking: Checking) -> None:
        self._holder = holder
        self._checking = checking

    async def find_drug(self, name: str) -> Result:
        """What names mean, with corrections that are offered and not taken."""
        loaded = self._loaded()
        if loaded is None:
            return _NOTHING_LOADED
        names = split_list(name[:MOST_SIGNS], loaded.knowledge.names)[:MOST_NAMES]
        inputs = [resolve(Asked(one), loaded.knowledge, loaded.nearest) for one in names]
        return brief_resolution(name, inputs) | {"release": loaded.release}

    async def drug_information(self, drug: str) -> Result:
        """What a drug is, and how much is recorded of it."""
        return await _looked_up(self._drug, drug)

    async def is_prescribed_for(self, drug: str, condition: str) -> Result:
        """The verdict on a drug and a condition."""
        return await _looked_up(self._verdict, drug, condition)

    async def side_effects(self, drug: str, offset: int) -> Result:
        """Side effects, those with a known frequency first."""
        return await _looked_up(self._effects, drug, offset)

    async def check_interactions(
        self, drugs: Sequence[str], current: Sequence[str], stated: Stated
    ) -> Result:
        """The brief view of a check; of inputs that mean nothing too."""
        loaded = self._loaded()
        if loaded is None:
            return _NOTHING_LOADED
        if len(drugs) + len(current) + len(stated.stopped) > MOST_DRUGS:
            return _not_answered(f"at most {MOST_DRUGS} medicines can be checked at once")
        question = Question(
            drugs=(
                *(Asked(name=one) for one in drugs),
                *(
                    Asked(name=one, stopped_on=day.isoformat())
                    for one, day in stated.stopped.items()
                ),
            ),
            current=tuple(Asked(name=one) for one in current),
            policy=DEFAULT,
            audience=Audience.PATIENT,
            person=stated.person(),
            as_of=stated.as_of.isoformat() if stated.as_of else None,
        )
        try:
            word = partial(brief_check, kept=loaded.cache.briefs)
            return await judge(self._checking, loaded, question, word)
        except TooManyDrugs as error:
            return _not_answered(str(error))

    def read(self, path: Sequence[str]) -> bytes:
        """The whole answer at an address that a brief one names; what is not there says so."""
        loaded = self._loaded()
        if loaded is None:
            return _json(_NOTHING_LOADED)
        try:
            return self._whole(path, loaded)
        except DBAPIError as error:
            return _json(_away(error))

    def _whole(self, path: Sequence[str], loaded: LoadedRelease) -> bytes:
        with Reader(self._holder.engine) as session:
            match list(path):
                case ["drugs", drug]:
                    return self._whole_drug(session, loaded, drug)
                case ["drugs", drug, "indications", condition]:
                    return self._whole_verdict(session, loaded, drug, condition)
                case ["interactions", interaction]:
                    return _whole_interaction(loaded, interaction)
        return _json(_unknown("address", "/".join(path), "there is no such resource"))

    def _loaded(self) -> LoadedRelease | None:
        try:
            return self._holder.current()
        except NothingLoaded:
            return None

    def _drug(self, drug: str) -> Result:
        loaded = self._loaded()
        if loaded is None:
            return _NOTHING_LOADED
        found = _find(loaded, drug)
        if isinstance(found, NotFound):
            return _unknown("drug", drug, found)
        with Reader(self._holder.engine) as session:
            profile = describe_drug(session, loaded, found)
        return brief_drug(profile, loaded.knowledge) | {"release": loaded.release}

    def _verdict(self, drug: str, condition: str) -> Result:
        loaded = self._loaded()
        if loaded is None:
            return _NOTHING_LOADED
        found = _find(loaded, drug)
        if isinstance(found, NotFound):
            return _unknown("drug", drug, found)
        slug = _find_condition(loaded, condition)
        if isinstance(slug, NotFound):
            return _unknown("condition", condition, slug)
        with Reader(self._holder.engine) as session:
            return brief_verdict(
                judge_use(session, loaded, found, slug, condition), loaded.knowledge
            )

    def _effects(self, drug: str, offset: int) -> Result:
        loaded = self._loaded()
        if loaded is None:
            return _NOTHING_LOADED
        found = _find(loaded, drug)
        if isinstance(found, NotFound):
            return _unknown("drug", drug, found)
        kept: Result | None = loaded.cache.effect_pages.get((found.drug, offset))
        if kept is None:
            kept = self._page_of_effects(loaded, found.drug, offset)
            loaded.cache.effect_pages[found.drug, offset] = kept
        return kept

    def _page_of_effects(self, loaded: LoadedRelease, drug: str, offset: int) -> Result:
        subjects = subjects_of(loaded, drug)
        with Reader(self._holder.engine) as session:
            page = page_facts(session, SideEffect, MOST_EFFECTS, offset, subject=subjects)
        recorded = recorded_page(page, "side effects", loaded.knowledge.drugs[drug].name)
        return {
            "drug": drug,
            "recorded": recorded.recorded.value,
            "statement": recorded.statement,
            "total": page.total,
            "offset": offset,
            "side_effects": [_effect(one, loaded) for one in page.items],
            "release": loaded.release,
            "whole": f"/drugs/{drug}/side-effects",
        }

    def _whole_drug(self, session: Session, loaded: LoadedRelease, drug: str) -> bytes:
        found = _find(loaded, drug)
        if isinstance(found, NotFound):
            return _json(_unknown("drug", drug, found))
        profile = describe_drug(session, loaded, found)
        return answer_json(present_drug(profile, loaded.knowledge))

    def _whole_verdict(
        self, session: Session, loaded: LoadedRelease, drug: str, condition: str
    ) -> bytes:
        found, slug = _find(loaded, drug), _find_condition(loaded, condition)
        if isinstance(found, NotFound):
            return _json(_unknown("drug", drug, found))
        if isinstance(slug, NotFound):
            return _json(_unknown("condition", condition, slug))
        judged = judge_use(session, loaded, found, slug, condition)
        return answer_json(present_verdict(judged, loaded.knowledge))


async def _looked_up(look_up: Callable[..., Result], *asked: object) -> Result:
    """What the database has; that it cannot be asked is an answer too."""
    try:
        return await to_thread.run_sync(look_up, *asked)
    except DBAPIError as error:
        return _away(error)


def _away(error: DBAPIError) -> Result:
    log.error("the database cannot be asked: %s", type(error).__name__)
    return _AWAY


_AWAY: Result = {
    "status": "not_available",
    "statement": "The database of this server cannot be asked now: nothing was looked up; checks "
    f"are answered. {NO_ALL_CLEAR}",
}
_NOTHING_LOADED: Result = {
    "status": "not_loaded",
    "statement": f"No data is loaded on this server: nothing was looked up. {NO_ALL_CLEAR}",
}


def _find(loaded: LoadedRelease, drug: str) -> FoundDrug | NotFound:
    too_long = why_too_long(drug)
    return NotFound(too_long, ()) if too_long else find_drug(loaded, drug)


def _find_condition(loaded: LoadedRelease, words: str) -> str | NotFound:
    too_long = why_too_long(words)
    return NotFound(too_long, ()) if too_long else find_condition_by_words(loaded, words)


def _unknown(thing: str, words: str, found: NotFound | str) -> Result:
    """That something is not known, and what may have been meant."""
    reason, near = (found, ()) if isinstance(found, str) else (found.reason, found.candidates)
    return {
        "status": "unknown",
        "asked": shortened(words, 120),
        "statement": f"Unknown {thing}: {reason.rstrip('.')}. {NO_ALL_CLEAR}",
        "candidates": list(dict.fromkeys(one.matched_name for one in near[:5])),
    }


def _not_answered(why: str) -> Result:
    return {"status": "not_checked", "statement": f"Nothing was checked: {why}. {NO_ALL_CLEAR}"}


def _effect(one: SideEffect, loaded: LoadedRelease) -> Result:
    return {
        "effect": name_of(f"effect:{one.effect}", loaded.knowledge),
        "frequency": one.frequency.value,
        "serious": one.seriousness.value,
        "phase": one.phase.value,
    }


def _whole_interaction(loaded: LoadedRelease, interaction: str) -> bytes:
    found = find_interaction(loaded.knowledge, interaction)
    if found is None:
        return _json(_unknown("interaction", interaction, "no rule or record has this id"))
    return answer_json(present_interaction(found, loaded.knowledge))


def _json(result: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(result)
