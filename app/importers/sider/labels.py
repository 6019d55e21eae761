"""What labels say: which effects, and how often."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.facts import Citation
from app.domain.terms import Frequency
from app.importers.effects import band_of_words, effect_of
from app.importers.intake import Intake
from app.importers.parts import Part
from app.importers.sider.compounds import SOURCE, UNKNOWN, Compounds, cid_of, stitch_rows

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
    if term_type != "PT" or not name:
        intake.skip("a term that is not MedDRA's")
        return None
    cid, other = cid_of(flat), cid_of(stereo)
    drug = compounds.drug(cid, other, intake)
    if drug is None:
        intake.skip(UNKNOWN)
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
