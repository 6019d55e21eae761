"""Who asserts an interaction: everything merged, the ONC list, and each data set by itself."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.api.rxnav.request import Call, bad_question
from app.domain.facts import AlertList, Record, Rule, Severity
from app.domain.interactions.findings import FINDING_KINDS, message_for
from app.domain.interactions.recorded import RecordedPair
from app.domain.interactions.result import Audience

# The project's own words in the places where the old interface had those of others.
DISCLAIMER = (
    "Materia gives information from the sources that it names, not medical advice. What is not "
    "listed may be unknown here, and unknown does not mean harmless. Ask a doctor or pharmacist."
)
PRIMARY = "Materia"
# Old clients ask for this source by name; what they mean is the one that holds most.
ONCE_CALLED = "drugbank"
PRIMARY_DISCLAIMER = (
    "All rules and records that this server has loaded, merged pair by pair; GET /sources names "
    "who says so. A pair that is missing here may still interact."
)
ONC_HIGH = "ONCHigh"
ONC_HIGH_DISCLAIMER = (
    "Pairs for which a published panel asks for an alert: "
    "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3422823/"
)
# The pairs of classes of that publication, by the number of the row in its table 2.
ONC_HIGH_TABLE = "phansalkar-2012"
ONC_HIGH_PAIRS = {
    "3": "Amphetamine derivatives - monoamine oxidase (MAO) inhibitors",
    "4": "Atazanavir - proton pump inhibitors",
    "6": "Febuxostat - azathioprine, mercaptopurine",
    "8": "Serotonergic antidepressants - monoamine oxidase (MAO) inhibitors",
    "11": "Irinotecan - CYP3A4 inhibitors",
    "16": "Narcotic analgesics - monoamine oxidase (MAO) inhibitors",
    "20": "Tricyclic antidepressants - monoamine oxidase (MAO) inhibitors",
    "21": "QT prolonging agents - QT prolonging agents",
    "22": "Ramelteon - CYP1A2 inhibitors",
    "23": "HIV protease inhibitors - CYP3A4 inducers",
    "25": "HMG Co-A reductase inhibitors - CYP3A4 inhibitors",
    "27": "Ergot alkaloids - CYP3A4 inhibitors",
    "28": "Tizanidine - CYP1A2 inhibitors",
    "30": "Tranylcypromine - procarbazine",
    "31": "Triptans - monoamine oxidase (MAO) inhibitors",
}
UNKNOWN_LICENCE = "NA"
# The only two words of severity that the old interface ever used.
HIGH, NOT_GRADED = "high", "N/A"
_ROW = re.compile(r"Table 2, item (\d+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one group says of a pair: a word of severity, and a description."""

    severity: str
    description: str


@dataclass(frozen=True, slots=True)
class Group:
    """A source of the old shape; `claim` is None where it says nothing of a pair."""

    name: str
    disclaimer: str
    claim: Callable[[RecordedPair], Claim | None]


def groups_for(call: Call) -> list[Group]:
    """The groups that were asked for, the merged one first. Raises Refused for unknown ones."""
    wanted = {name.casefold() for name in call.listed("sources")}
    native = call.request.app.state.settings.rxnav_severity == "native"
    groups = [
        Group(PRIMARY, PRIMARY_DISCLAIMER, _merged(native)),
        Group(ONC_HIGH, ONC_HIGH_DISCLAIMER, _onc_high(native)),
        *(
            Group(source, record_disclaimer(source), _recorded(source, native))
            for source in _record_sources(call)
        ),
    ]
    if not wanted:
        return groups
    if ONCE_CALLED in wanted:
        wanted.add(PRIMARY.casefold())
    found = [group for group in groups if group.name.casefold() in wanted]
    if not found:
        # A bare answer would read as if there were no interactions.
        raise bad_question(f"sources are {', '.join(group.name for group in groups)}")
    return found


def source_names(call: Call) -> list[str]:
    """The names by which the groups can be asked for."""
    return [PRIMARY, ONC_HIGH, *_record_sources(call)]


def _record_sources(call: Call) -> list[str]:
    return call.loaded.cache.record_sources.get(call.loaded.knowledge.records.sources)


def _merged(native: bool) -> Callable[[RecordedPair], Claim]:
    def claim(recorded: RecordedPair) -> Claim:
        word = HIGH if _on_the_list(recorded.rules()) else legacy(recorded.severity)
        return Claim(recorded.severity.value if native else word, _describe(recorded))

    return claim


def _describe(recorded: RecordedPair) -> str:
    if not recorded.groups:
        return " ".join(_in_words(record) for record in recorded.records)
    return " ".join(
        message_for(
            Audience.PROFESSIONAL,
            FINDING_KINDS[part.matches[0].rule.kind],
            part.names,
            part.seen,
            part.advice,
        )
        for part in recorded.groups
    )


def _onc_high(native: bool) -> Callable[[RecordedPair], Claim | None]:
    def claim(recorded: RecordedPair) -> Claim | None:
        rules = _on_the_list(recorded.rules())
        if not rules:
            return None
        severity = max((rule.severity for rule in rules), key=lambda one: one.rank)
        words = dict.fromkeys(_pair_of_classes(rule) for rule in rules)
        return Claim(severity.value if native else HIGH, ". ".join(words))

    return claim


def _on_the_list(rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.alert_list is AlertList.ONC_HIGH]


def _pair_of_classes(rule: Rule) -> str:
    """As the published table names it; a rule that cites no row of it speaks by its own title."""
    rows = [
        row[1]
        for place in rule.citations
        if place.source == ONC_HIGH_TABLE and (row := _ROW.search(place.section))
    ]
    return next((ONC_HIGH_PAIRS[row] for row in rows if row in ONC_HIGH_PAIRS), rule.title)


def _recorded(source: str, native: bool) -> Callable[[RecordedPair], Claim | None]:
    def claim(recorded: RecordedPair) -> Claim | None:
        own = [one for one in recorded.records if one.citations[0].source == source]
        if not own:
            return None
        gravest = max(own, key=lambda one: one.severity.rank)
        word = gravest.rating if native else legacy(gravest.severity)
        return Claim(word, " ".join(_in_words(record) for record in own))

    return claim


def _in_words(record: Record) -> str:
    rated = f"{record.citations[0].source} rates this pair '{record.rating}'."
    return f"{record.text} ({rated})" if record.text else rated


def legacy(severity: Severity) -> str:
    """A severity in one of the two old words."""
    return HIGH if severity in (Severity.CONTRAINDICATED, Severity.MAJOR) else NOT_GRADED


def record_disclaimer(source: str) -> str:
    """What stands beside the records of one data set."""
    return f"As the source {source} records it, in its own words; GET /sources/{source} names it."
