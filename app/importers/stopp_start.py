"""STOPP/START version 2 as rules in XML (`stoppstart.xml`, of which `stoppstart.xsd` is the form).

A `rule` is a criterion of the screening tool for people of 65 and over; its iterations say the same
with the codes of different terminologies. Read are iterations of STOPP with illnesses in ICD-10:
where somebody has one of them and takes one of the medicines (ATC) that are to be stopped, the
medicine is advised against. What else an iteration asks for (a dose, a duration, a laboratory
value, the absence of something, another medicine) is nothing that is known here of a drug and a
condition: such an iteration is counted with its reason. START names what to begin with, which
nothing here ever does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    CodeSystem,
    Fact,
    Goal,
    Indication,
    Limits,
    Source,
    Status,
    key,
)
from app.importers.files.archives import find_parts, first_named, pick
from app.importers.files.xml import read_elements
from app.importers.run import Intake
from app.importers.source import DataSet

KEY = "stopp-start"
_PAGE = "https://github.com/MichielCM/stoppstart"
_POPULATION = "people of 65 and over"
_STOPP = re.compile(r"STOPP [A-Z]\d{1,2}[a-z]?")
_ICD10 = re.compile(r"[A-Z]\d{2}(\.\d{1,2})?")
_ATC = re.compile(r"[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?")
_NO_MORE = {"terminology", "status"}

_Pair = tuple[str, str]


class _NotRead(Exception):
    """Why an iteration says nothing of a drug and a condition alone: a few words."""


@dataclass(frozen=True, slots=True)
class _Coded:
    """The codes with which a list begins, and those that are taken out of it again."""

    wanted: tuple[str, ...]
    without: tuple[str, ...]

    def codes_in(self, known: Mapping[str, list[str]]) -> dict[str, str]:
        """The ids whose code is meant, each with the first such code."""
        found: dict[str, str] = {}
        for code, ids in sorted(known.items()):
            if code.startswith(self.wanted) and not (
                self.without and code.startswith(self.without)
            ):
                for one in ids:
                    found.setdefault(one, code)
        return found


@dataclass(slots=True)
class _Criteria:
    """What was read so far: for each drug and condition the criteria, each with its ATC code."""

    intake: Intake
    drugs: Mapping[str, list[str]]
    conditions: Mapping[str, list[str]]
    stated: dict[_Pair, dict[str, str]] = field(default_factory=dict)

    def rule(self, rule: Element) -> None:
        """One criterion; the intake gets what became of each of its iterations."""
        name = " ".join(rule.get("id", "").split())
        for iteration in rule.iter("iteration"):
            self.intake.row()
            try:
                self._iteration(name, iteration)
            except _NotRead as reason:
                self.intake.skip(str(reason))

    def _iteration(self, criterion: str, iteration: Element) -> None:
        if not _STOPP.fullmatch(criterion):
            raise _NotRead("a criterion of what to start, or of no name that is known")
        illness, stopped = _illness_and_stopped(iteration)
        drugs = stopped.codes_in(self.drugs)
        conditions = illness.codes_in(self.conditions)
        if not drugs:
            raise _NotRead("no medicine of it is a known drug")
        if not conditions:
            raise _NotRead("no illness of it is a known condition")
        pairs = [(drug, condition) for drug in sorted(drugs) for condition in sorted(conditions)]
        new = [one for one in pairs if criterion not in self.stated.get(one, {})]
        for drug, condition in new:
            self.stated.setdefault((drug, condition), {})[criterion] = drugs[drug]
        if not new:
            self.intake.merge()

    def facts(self) -> Iterator[Fact]:
        """A use that is advised against for every drug and condition."""
        for (drug, condition), criteria in sorted(self.stated.items()):
            cited = tuple(Citation(KEY, criterion) for criterion in criteria)
            self.intake.mention_drug(drug)
            codes = ", ".join(dict.fromkeys(criteria.values()))
            yield Indication(
                id=f"{KEY}:{drug}:{condition}",
                subject=key("drug", drug),
                condition=self.intake.condition(condition, cited),
                status=Status.ADVISED_AGAINST,
                goal=Goal.UNKNOWN,
                limits=Limits(population=_POPULATION),
                relieves=(),
                why=f"{', '.join(criteria)} of the criteria STOPP, version 2, counts it (ATC "
                f"{codes}) among what may do older people with this illness more harm than good.",
                citations=cited,
            )


def _illness_and_stopped(iteration: Element) -> tuple[_Coded, _Coded]:
    """The one illness and the one list of medicines of an iteration. Raises _NotRead for all that
    asks for more.
    """
    things = [thing for one in iteration.findall("condition") for thing in one]
    actions = [(one.get("type", ""), thing) for one in iteration.findall("action") for thing in one]
    if [kind for kind, _ in actions] != ["stop"]:
        raise _NotRead("it does not stop one list of medicines")
    stop = actions[0][1]
    if any(_asks_for_more(one) for one in (*things, stop)):
        raise _NotRead("it needs a time, a dose or a value, or that something is not there")
    stopped = _coded(stop, "atc", _ATC)
    if any(_coded(one, "atc", _ATC) != stopped for one in things if one.tag == "medicine"):
        raise _NotRead("it needs another medicine")
    illnesses = [one for one in things if one.tag == "episode"]
    if len(illnesses) != 1:
        raise _NotRead("it needs no illness, or several")
    return _coded(illnesses[0], "icd10", _ICD10), stopped


def _asks_for_more(thing: Element) -> bool:
    past = any(one.get("active") == "false" for one in thing.findall("status"))
    more = any(part.tag not in _NO_MORE for part in thing)
    return thing.tag == "measurement" or thing.get("negative") == "true" or past or more


def _coded(thing: Element, terminology: str, form: re.Pattern[str]) -> _Coded:
    """The codes of an illness or a medicine. Raises _NotRead for another terminology."""
    by_operator: dict[str, list[str]] = {"=": [], "!=": []}
    for told in thing.findall("terminology"):
        if told.get("name") != terminology:
            raise _NotRead("the same in another terminology")
        for values in told.findall("values"):
            codes = [" ".join((one.text or "").split()) for one in values.findall("value")]
            if not all(map(form.fullmatch, codes)) or values.get("operator") not in by_operator:
                raise _NotRead("a code that is none, or codes that are compared in another way")
            by_operator[values.get("operator", "=")] += codes
    if not by_operator["="]:
        raise _NotRead("it names no code")
    return _Coded(tuple(sorted(by_operator["="])), tuple(sorted(by_operator["!="])))


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """What STOPP advises against, for known drugs and conditions."""
    found = find_parts(paths)
    parts = pick(found, r".*\.xml(\.gz)?")
    if not parts:
        raise RejectedImport([f"there is no stoppstart.xml among: {first_named(found)}"])
    known = intake.known
    criteria = _Criteria(
        intake,
        dict(known.drugs.coded(CodeSystem.ATC)),
        dict(known.conditions.coded(CodeSystem.ICD10)),
    )
    for part in parts:
        for _, rule in read_elements(part, intake, ("rule",)):
            criteria.rule(rule)
    if not intake.rows:
        raise RejectedImport([f"{parts[0]}: no rule with an iteration in it"])
    yield Source(
        id=KEY,
        title="STOPP/START version 2, as coded rules",
        kind="explicit criteria of prescribing",
        publisher="Huibers, Sallevelt, Meulendijk and others, 2019",
        licence=DATA_SET.licence,
        version="2",
        address=_PAGE,
        note="A section is a criterion. Only criteria of a medicine and an illness are read: those "
        "on doses, durations, values and several medicines are not judged.",
    )
    yield from criteria.facts()


DATA_SET = DataSet(
    key=KEY,
    title="STOPP/START version 2",
    homepage=_PAGE,
    licence="LGPL, as given out with the file",
    read=read,
    at_least=5,
    adds="medicines that STOPP advises against in an illness, for people of 65 and over",
    files="stoppstart.xml",
    size="680 kB",
    rank=46,
)
