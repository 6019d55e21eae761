"""Schedules: how the law of a country controls a drug."""

from collections import defaultdict
from collections.abc import Iterator

from app.domain.facts import Fact, Schedule

from tests.verifying.evidence import Library
from tests.verifying.identity import Identity
from tests.verifying.outcome import NOT_FOUND, Verdict, cited, confirmed, contradicted


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each schedule, by the products that hold nothing but the drug."""
    told: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for box in library.boxed:
        parts = identity.ingredients(box)
        if len(parts) == 1:
            for drug in next(iter(parts)):
                for jurisdiction, schedule in box.controls:
                    told[drug, jurisdiction].append((schedule, box.at))
    for fact in facts:
        if isinstance(fact, Schedule):
            found = NOT_FOUND
            schedules = told[fact.drug, fact.jurisdiction]
            same = [at for schedule, at in schedules if schedule == fact.schedule]
            if same:
                found = confirmed(*same)
            elif schedules:
                others = ", ".join(sorted({schedule for schedule, _ in schedules}))
                found = contradicted(f"there it is {others}", *(at for _, at in schedules))
            text = f"{fact.jurisdiction} {fact.schedule}"
            yield Verdict("schedule", fact.drug, text, cited(fact.citations), *found)
