"""Effects and uses as data sets state them: spellings, bands of frequency, phase, categories.

Catalogues of indications say that physicians count a use as an indication, and not whether an
authority approved it. Of the statuses `off_label` claims least: the drug is used for it. `approved`
would claim an approval, `investigational` that it is not in use. Curated statements come first
anyway (decision 0009).
"""

import re
from dataclasses import dataclass

from app.domain.facts import (
    Citations,
    CodeSystem,
    Frequency,
    Goal,
    Indication,
    Limits,
    Phase,
    Status,
    key,
)
from app.domain.names.matching import CodeOf
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


# Names of the Disease Ontology for what is mostly called otherwise.
_ALSO = {
    "DOID:9074": ("lupus",),
    "DOID:635": ("AIDS",),
    "DOID:332": ("ALS",),
    "DOID:10871": ("age-related macular degeneration",),
    "DOID:11054": ("bladder cancer",),
}


@dataclass(frozen=True, slots=True)
class Use:
    """What a category says. `words` follow the catalogue's name."""

    status: Status
    goal: Goal
    words: str


USES = {
    "DM": Use(
        Status.OFF_LABEL,
        Goal.DISEASE_MODIFYING,
        "counts it as an indication: the drug changes the course of the disease.",
    ),
    "SYM": Use(
        Status.OFF_LABEL,
        Goal.SYMPTOMATIC,
        "counts it as an indication: the drug eases symptoms of the disease.",
    ),
    "NOT": Use(
        Status.NOT_INDICATED,
        Goal.UNKNOWN,
        "looked at the pair and does not count it as an indication.",
    ),
    "": Use(
        Status.OFF_LABEL,
        Goal.UNKNOWN,
        "lists it as an indication; whether it changes the disease or eases it is not told.",
    ),
}
_NOT_STATED = "It does not tell whether the use is approved"


def indication_fact(
    id_: str, drug: str, condition: str, use: Use, who: str, more: str, cited: Citations
) -> Indication:
    """A statement in the catalogue's name; `more` follows the sentence that approval is unknown."""
    approval = "" if use.status is Status.NOT_INDICATED else f" {_NOT_STATED}{more}."
    return Indication(
        id=id_,
        subject=key("drug", drug),
        condition=condition,
        status=use.status,
        goal=use.goal,
        limits=Limits(),
        relieves=(),
        why=f"{who} {use.words}{approval}",
        citations=cited,
    )


def disease(intake: Intake, doid: str, name: str, cited: Citations) -> tuple[str, list[CodeOf]]:
    """The condition of a term of the Disease Ontology, and its code the first time."""
    code = (CodeSystem.DOID, doid)
    condition = intake.condition(name, cited, [code], _ALSO.get(doid, ()))
    return condition, [code] if intake.first(("disease", doid)) else []
