"""SIDER 4.1: side effects read from labels (`meddra_all_se.tsv`, `meddra_freq.tsv`, plain or .gz).

Quirks: no headers; every effect stands as the label's term (LLT) and as MedDRA's preferred term
(PT), of which the PT is kept; a drug is known by its PubChem CID only, so `drug_names.tsv` or
`drug_atc.tsv` must be there, or a data set that has the CIDs; frequencies under placebo are not
the drug's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    CodeSystem,
    EffectSeriousness,
    Fact,
    Frequency,
    SideEffect,
    Source,
    key,
)
from app.domain.names.lexicon import names_nothing, names_several
from app.domain.names.matching import CodeOf
from app.domain.names.recognise import SEVERAL
from app.importers.files.archives import Part, find_parts, pick
from app.importers.files.publishers import at
from app.importers.files.text import read_rows
from app.importers.run import Intake
from app.importers.shared.effects_and_uses import (
    band_of_percent,
    band_of_words,
    effect_of,
    phase_of,
)
from app.importers.shared.known import (
    codes_of,
    known_drug,
    more_names,
    reason_against,
    right_codes,
)
from app.importers.source import DataSet

SOURCE = "sider"
UNKNOWN = "a PubChem CID of no known drug"
_DIGIT = re.compile(r"\d")
_STITCH = re.compile(r"CID[01ms]?(\d{8,9})", re.I | re.ASCII)


@dataclass(slots=True)
class Compounds:
    """By CID of the flat compound: name and ATC codes; the drugs that were asked for, and why
    some are none.
    """

    names: dict[int, str] = field(default_factory=dict)
    atc: dict[int, list[str]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    _drugs: dict[int, str | None] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether SIDER's own files name any drug."""
        return bool(self.names or self.atc)

    def drug(self, flat: int, stereo: int, intake: Intake) -> str | None:
        """The drug; None for a compound that nothing names."""
        if flat not in self._drugs:
            self._drugs[flat] = self._find(flat, stereo, intake)
        return self._drugs[flat]

    def _find(self, flat: int, stereo: int, intake: Intake) -> str | None:
        cited = (Citation(SOURCE, f"CID {flat}"),)
        codes = cids(flat, stereo)
        coded = [*codes, *((CodeSystem.ATC, one) for one in self.atc.get(flat, ()))]
        name = self.names.get(flat)
        reason = None if name is None else reason_against(intake, name, codes)
        if reason is not None:
            self.reasons[flat] = reason
            return None
        if name is not None:
            # The ATC code of a drug that stands in several places identifies nothing by itself.
            return intake.drug(name, cited, codes)
        return known_drug(intake, "", cited, coded)


def cids(flat: int, stereo: int) -> list[CodeOf]:
    """The codes of a compound, flat and with its stereochemistry."""
    return [(CodeSystem.PUBCHEM, str(one)) for one in dict.fromkeys((flat, stereo)) if one]


def read_compounds(names: Sequence[Part], atc: Sequence[Part], intake: Intake) -> Compounds:
    """SIDER's names and ATC codes, where these files are."""
    compounds = Compounds()
    for cid, name in _pairs(names, intake):
        if not name:
            intake.skip("a row without a name")
        elif names_several(name):
            intake.skip(SEVERAL)
            compounds.reasons[cid] = SEVERAL
        else:
            compounds.names.setdefault(cid, name)
    for cid, code in _pairs(atc, intake):
        if right_codes((CodeSystem.ATC, code)):
            compounds.atc.setdefault(cid, []).append(code)
        else:
            intake.skip("a row without a right ATC code")
    return compounds


def _pairs(parts: Sequence[Part], intake: Intake) -> Iterator[tuple[int, str]]:
    for _, (stitch, value) in stitch_rows(parts, 2, intake):
        yield cid_of(stitch), value.strip()


def stitch_rows(
    parts: Sequence[Part], columns: int, intake: Intake
) -> Iterator[tuple[str, list[str]]]:
    """Rows of so many columns that begin with a STITCH id, each with its place.

    A row of headings may stand before them. Raises RejectedImport for a file whose first row is
    another one: it is another file.
    """
    for part in parts:
        first = headed = True
        for line, row in read_rows(part, intake, "\t", quoted=False):
            right = len(row) >= columns and _STITCH.fullmatch(row[0].strip()) is not None
            if headed and not right and len(row) >= columns and not _DIGIT.search("".join(row)):
                headed = False
                continue
            headed = False
            if first and not right:
                problem = f"no row of {columns} columns that begins with CID1…"
                raise RejectedImport([f"{part}:{line}: {problem}: {' | '.join(row)[:80]}"])
            first = False
            intake.row()
            if right:
                yield f"{part}:{line}", [one.strip() for one in row[:columns]]
            else:
                intake.skip("a row with too few fields or without a CID")


def cid_of(stitch: str) -> int:
    """`CID100002802` is 2802; 0 for what is no STITCH id."""
    found = _STITCH.fullmatch(stitch)
    return int(found[1]) if found is not None else 0


_PERCENT = re.compile(r"(?:<|>|~)?\s*\d+(?:\.\d+)?\s*%")


@dataclass(slots=True)
class Heard:
    """What labels say of one effect of one drug: percentages that were counted, bands in words."""

    name: str
    flat: int
    stereo: int
    percents: list[float] = field(default_factory=list)
    bands: list[Frequency] = field(default_factory=list)


# By drug and effect.
Found = dict[tuple[str, str], Heard]


def read_effects(parts: Sequence[Part], compounds: Compounds, intake: Intake) -> Found:
    """The preferred terms of every drug."""
    found: Found = {}
    for _, (flat, stereo, _label, term_type, _cui, name) in stitch_rows(parts, 6, intake):
        before = len(found)
        heard = _hear(flat, stereo, term_type, name, found, compounds, intake)
        if heard is not None and len(found) == before:
            intake.merge()
    return found


def read_frequencies(
    parts: Sequence[Part], found: Found, compounds: Compounds, intake: Intake
) -> None:
    """Adds how often an effect comes."""
    for _, row in stitch_rows(parts, 10, intake):
        flat, stereo, _label, placebo, text, lower, upper, term_type, _cui, name = row
        if placebo:
            intake.skip("a frequency under placebo")
            continue
        heard = _hear(flat, stereo, term_type, name, found, compounds, intake)
        if heard is None:
            continue
        percent = _percent(text, lower, upper)
        if percent is not None:
            heard.percents.append(percent)
        else:
            heard.bands.append(band_of_words(text))


def _hear(
    flat: str,
    stereo: str,
    term_type: str,
    name: str,
    found: Found,
    compounds: Compounds,
    intake: Intake,
) -> Heard | None:
    """The place of an effect, made where it is new; None for a row that is left out."""
    if term_type == "LLT":
        # It stands there as a preferred term too.
        intake.merge()
        return None
    if term_type != "PT" or not name or names_nothing(name):
        intake.skip("a term that is not MedDRA's")
        return None
    cid, other = cid_of(flat), cid_of(stereo)
    drug = compounds.drug(cid, other, intake)
    if drug is None:
        intake.skip(compounds.reasons.get(cid, UNKNOWN))
        return None
    effect = effect_of(intake, name, (Citation(SOURCE, name),))
    return found.setdefault((drug, effect), Heard(name, cid, other))


def _percent(text: str, lower: str, upper: str) -> float | None:
    """What a label counted. Words have bounds too, but nobody counted these; of a range the upper
    end is taken.
    """
    if _PERCENT.search(text) is None:
        return None
    try:
        bound = float(upper or lower)
    except ValueError:
        return None
    return round(bound * 100, 4) if 0 < bound <= 1 else None


_ORDER = list(Frequency)


def facts(found: Found, compounds: Compounds, intake: Intake) -> Iterator[Fact]:
    """Each drug and effect once."""
    for (drug, effect), heard in found.items():
        if intake.first(("drug", drug)):
            of_drug = (Citation(SOURCE, f"CID {heard.flat}"),)
            yield from codes_of(intake, drug, cids(heard.flat, heard.stereo), of_drug)
            own = compounds.names.get(heard.flat)
            yield from more_names(intake, drug, [own] if own else [], of_drug)
        band, percent, note = _often(heard)
        yield SideEffect(
            id=f"sider:{drug}:{effect}",
            subject=key("drug", drug),
            effect=effect,
            frequency=band,
            percent=percent,
            seriousness=EffectSeriousness.UNKNOWN,
            phase=phase_of(heard.name),
            impairs=(),
            note=note,
            citations=(Citation(SOURCE, f"CID {heard.flat}, {heard.name}"),),
        )


def _often(heard: Heard) -> tuple[Frequency, float | None, str | None]:
    """The highest frequency of any label: the band of what was counted, else of words."""
    if heard.percents:
        least, most = min(heard.percents), max(heard.percents)
        note = None if least == most else f"Labels count from {least:g} to {most:g} percent."
        return band_of_percent(most), most, note
    return min([*heard.bands, Frequency.UNKNOWN], key=_ORDER.index), None, None


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Drugs, effects, and how often they come."""
    parts = find_parts(paths)
    names, atc = _named(parts, "drug_names"), _named(parts, "drug_atc")
    effects, frequencies = _named(parts, "meddra_all_se"), _named(parts, "meddra_freq")
    if not effects and not frequencies:
        raise RejectedImport(
            [f"there is no meddra_all_se.tsv or meddra_freq.tsv among: {parts[0]}, …"]
        )
    intake.size = sum(part.size for part in (*names, *atc, *effects, *frequencies))
    yield _source()
    compounds = read_compounds(names, atc, intake)
    found = read_effects(effects, compounds, intake)
    read_frequencies(frequencies, found, compounds, intake)
    if not found:
        raise RejectedImport([f"{(effects or frequencies)[0]}: {_no_drug(compounds)}"])
    yield from facts(found, compounds, intake)


def _named(parts: Sequence[Part], name: str) -> list[Part]:
    return pick(parts, rf"{name}\.tsv")


def _no_drug(compounds: Compounds) -> str:
    if compounds.named:
        return "none of its drugs stands in drug_names.tsv or drug_atc.tsv"
    return (
        "SIDER knows drugs by PubChem CID only, and none of these is known here: "
        "drug_names.tsv or drug_atc.tsv is needed beside it"
    )


def _source() -> Source:
    return Source(
        id=SOURCE,
        title="SIDER, as imported",
        kind="side effects from labels",
        publisher="Kuhn and others, EMBL",
        licence="CC BY-NC-SA 4.0",
        version="4.1",
        address="http://sideeffects.embl.de",
        note="A section is the PubChem CID of a drug and the preferred term of MedDRA.",
    )


DATA_SET = DataSet(
    key="sider",
    title="SIDER 4.1",
    homepage="http://sideeffects.embl.de",
    licence="CC-BY-NC-SA-4.0 (not for commercial use)",
    read=read,
    at_least=5,
    adds="side effects of 1,430 drugs with their frequency, read by machine from labels",
    files=(
        "meddra_all_se.tsv.gz and meddra_freq.tsv.gz with drug_names.tsv or drug_atc.tsv, "
        "or their folder"
    ),
    size="4 MB packed, 30 MB unpacked",
    free=False,
    rank=70,
    # The download page links to them; the server speaks http only.
    published=at(
        "http://sideeffects.embl.de/media/download/drug_names.tsv",
        "http://sideeffects.embl.de/media/download/drug_atc.tsv",
        "http://sideeffects.embl.de/media/download/meddra_all_se.tsv.gz",
        "http://sideeffects.embl.de/media/download/meddra_freq.tsv.gz",
        documented="http://sideeffects.embl.de/download/",
    ),
)
