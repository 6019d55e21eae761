"""Side effects of data sets: names in both spellings, bands of frequency, phase."""

import re

from app.domain.facts import Citations, Frequency, Phase
from app.importers.run import Intake

# British to American, as far as terms of MedDRA need it.
_AMERICAN = (
    (r"oedema", "edema"),
    (r"rrhoea", "rrhea"),
    (r"pnoea", "pnea"),
    (r"oesoph", "esoph"),
    (r"foet", "fet"),
    (r"oestr", "estr"),
    (r"aem", "em"),
    (r"aesth", "esth"),
    (r"haem", "hem"),
    (r"paed", "ped"),
    (r"faec", "fec"),
    (r"caec", "cec"),
    (r"gynaec", "gynec"),
    (r"aetiolog", "etiolog"),
    (r"coel", "cel"),
    (r"tumour", "tumor"),
    (r"colour", "color"),
    (r"behaviour", "behavior"),
    (r"leuco", "leuko"),
    (r"sulph", "sulf"),
    (r"(?<=al)is(?=ed|ation)", "iz"),
)
_ON_WITHDRAWAL = re.compile(r"\bwithdrawal\b(?! bleed)|\brebound\b", re.I)
_WORDS = {
    "very common": Frequency.VERY_COMMON,
    "very frequent": Frequency.VERY_COMMON,
    "common": Frequency.COMMON,
    "frequent": Frequency.COMMON,
    "uncommon": Frequency.UNCOMMON,
    "infrequent": Frequency.UNCOMMON,
    "rare": Frequency.RARE,
    "very rare": Frequency.VERY_RARE,
}
# The least percentage of each band, from 1 in 10 down to 1 in 10,000.
_BANDS = (
    (10.0, Frequency.VERY_COMMON),
    (1.0, Frequency.COMMON),
    (0.1, Frequency.UNCOMMON),
    (0.01, Frequency.RARE),
)


def effect_of(intake: Intake, name: str, cited: Citations) -> str:
    """The id of an effect, whichever side of the ocean it is spelled on."""
    american = american_spelling(name)
    return intake.effect(name, cited, (american,) if american != name else ())


def american_spelling(name: str) -> str:
    """`Diarrhoea` is `Diarrhea`."""
    for british, american in _AMERICAN:
        name = re.sub(british, american, name)
        name = re.sub(british.capitalize(), american.capitalize(), name)
    return name


def phase_of(effect: str) -> Phase:
    """Whether an effect comes of taking a drug, or of taking it no more."""
    return Phase.ON_WITHDRAWAL if _ON_WITHDRAWAL.search(effect) else Phase.ON_TREATMENT


def band_of_words(words: str) -> Frequency:
    """`infrequent` is uncommon. Words that count nothing (`postmarketing`) are unknown."""
    return _WORDS.get(" ".join(words.casefold().split()), Frequency.UNKNOWN)


def band_of_percent(percent: float) -> Frequency:
    """The band of a percentage of people. None of all people is no frequency."""
    if percent <= 0:
        return Frequency.UNKNOWN
    return next((band for least, band in _BANDS if percent >= least), Frequency.VERY_RARE)
