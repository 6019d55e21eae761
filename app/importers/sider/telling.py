"""Side effects as facts."""

from collections.abc import Iterator

from app.domain.facts import Citation, Fact, SideEffect, key
from app.domain.terms import EffectSeriousness, Frequency
from app.importers.effects import band_of_percent, phase_of
from app.importers.intake import Intake
from app.importers.known import codes_of, more_names
from app.importers.sider.compounds import SOURCE, Compounds, cids
from app.importers.sider.labels import Found, Heard

_ORDER = list(Frequency)


def tell(found: Found, compounds: Compounds, intake: Intake) -> Iterator[Fact]:
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
