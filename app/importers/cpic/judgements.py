"""The sentences of CPIC's recommendations as kinds: what is advised, what may happen, how strongly.

CPIC writes some 300 sentences, all of which were read; each pattern below is of theirs. A sentence
that fits none is `see_guideline`, never milder. Doses are not read: they stand in the guideline.
"""

import re

from app.domain.facts import GeneAdvised, GeneRisk, GeneStrength

_STRENGTHS = {
    "strong": GeneStrength.STRONG,
    "moderate": GeneStrength.MODERATE,
    "optional": GeneStrength.OPTIONAL,
}


def strength_of(classification: str) -> GeneStrength:
    """The grade of a recommendation; `No Recommendation` and `n/a` are none."""
    return _STRENGTHS.get(classification.strip().casefold(), GeneStrength.NONE)


# In this order: the first that fits says what is advised.
_ADVISED = (
    (GeneAdvised.NO_RECOMMENDATION, r"^(?:no recommendation|no action recommended|n/a$|$)"),
    (GeneAdvised.NO_RECOMMENDATION, r"^insufficient evidence"),
    (GeneAdvised.USE_AS_USUAL, r"no (?:need|reason) to avoid|no indication to change dose"),
    (GeneAdvised.USE_AS_USUAL, r"^no adjustments needed"),
    # Stomach acid blockers: a higher dose is for some illnesses only.
    (GeneAdvised.USE_WITH_CARE, r"^initiate standard starting daily dose\. consider increasing"),
    (GeneAdvised.USE_WITH_CARE, r"^avoid moderate and strong cyp2d6 inhibitors"),
    (GeneAdvised.USE_WITH_CARE, r"alternative agents are not available, consider the use"),
    (GeneAdvised.USE_WITH_CARE, r"^(?:the latency period|if the patient has previously used)"),
    (GeneAdvised.CONTRAINDICATED, r"^[\w ]+ is contraindicated"),
    (GeneAdvised.AVOID, r"^avoid|\bdo not use\b|is not recommended|relatively contraindicated"),
    (
        GeneAdvised.CHOOSE_ALTERNATIVE,
        r"^(?:choose|select|prescribe) (?:an )?alternative|^recommend alternative"
        r"|^consider (?:an |a )?(?:clinically appropriate )?alternative"
        r"|^consider a clinically appropriate antidepressant not|^consider hormonal therapy"
        r"|^(?:based on \w+ status, )?for non-malignant conditions, consider alternative",
    ),
    (
        GeneAdvised.USE_WITH_CARE,
        r"start with normal starting dose .*status is unknown"
        r"|desired starting dose .*possible increased risk for myopathy",
    ),
    (
        GeneAdvised.TEST_FIRST,
        r"enzyme activity must be measured|further genetic testing"
        r"|^(?:neither )?(?:tpmt|nudt15)\b.* phenotype could (?:not )?be assigned",
    ),
    (
        GeneAdvised.LOWER_DOSE,
        r"\breduc(?:ed?|tion)\b|lower (?:starting|maintenance)|decreased dose"
        r"|less than typical maintenance|≤ ?\d+ ?mg\b.* as a starting dose|% of starting dose"
        r"|% of the lowest|lowest recommended starting dose|initiate dose at 10 mg",
    ),
    (
        GeneAdvised.HIGHER_DOSE,
        r"\bincreas(?:e|ing) (?:starting|dose by)|increasing the target|(?:to a|a) higher",
    ),
    # Atomoxetine: the usual steps come after days, slower ones after weeks.
    (GeneAdvised.USE_AS_USUAL, r"^initiate with a dose .* after 3 days"),
    (GeneAdvised.LOWER_DOSE, r"^initiate with a dose .* after 2 weeks"),
    (
        GeneAdvised.USE_WITH_CARE,
        r"caution|close monitoring|monitor closely|if no response and opioid use"
        r"|status is unknown",
    ),
    (
        GeneAdvised.USE_AS_USUAL,
        r"recommended starting dose|standard dos(?:e|ing|es)\b|standard recommended dose"
        r"|normal starting dose|desired starting dose|label recommended|standard of care dosing"
        r"|standard starting|according to the product label",
    ),
)
_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for kind, pattern in _ADVISED]


def advised_of(recommendation: str, strength: GeneStrength) -> GeneAdvised:
    """What kind of advice a recommendation is."""
    text = " ".join(recommendation.split())
    if strength is GeneStrength.NONE:
        return GeneAdvised.NO_RECOMMENDATION
    found = (kind for kind, pattern in _PATTERNS if pattern.search(text))
    return next(found, GeneAdvised.SEE_GUIDELINE)


# The gravest first: the implications of several genes stand in one text.
_RISKS = (
    (GeneRisk.MALIGNANT_HYPERTHERMIA, r"risk of developing malignant hyperthermia"),
    (GeneRisk.MALIGNANT_HYPERTHERMIA, r"chance that this patient is susceptible to malignant"),
    (GeneRisk.HYPERSENSITIVITY, r"increased risk of \w+ hypersensitivity"),
    (
        GeneRisk.SKIN_REACTION,
        r"(?:greater|increased) risk of [\w-]+-induced (?:SJS|SCAR|cutaneous)",
    ),
    (GeneRisk.SEVERE_TOXICITY, r"fatal drug toxicity"),
    (GeneRisk.LOW_BLOOD_COUNTS, r"increased risk of thiopurine-related leukopenia"),
    (GeneRisk.HAEMOLYSIS, r"(?:high|medium|variable|unknown) risk of acute .*hemoly"),
    (GeneRisk.HEARING_LOSS, r"(?:very high|increased) risk .*hearing loss"),
    (GeneRisk.CLOTS, r"increased risk for adverse cardiac|increased on-treatment platelet"),
    (GeneRisk.STRONGER_ACTIVE_FORM, r"leading to higher risk of toxicity"),
    (GeneRisk.CANCER_RETURNS, r"higher risk of breast cancer recurrence"),
    (
        GeneRisk.MUSCLE_DAMAGE,
        r"(?:increased|highly increased) (?:myopathy risk|risk of myopathy)"
        r"|increased (?:\w+ )+?exposure (?:as )?compared to normal",
    ),
    (GeneRisk.WORKS_LESS, r"pharmacotherapy failure"),
    (
        GeneRisk.HIGHER_LEVEL,
        r"higher plasma concentrations?|increased plasma concentration|higher dose-adjusted trough"
        r" concentrations of (?:voriconazole|efavirenz)|higher atomoxetine|higher concentrations"
        r"|reduced metabolism|reduced phenytoin metabolism|prolonged half-life",
    ),
    (
        GeneRisk.WORKS_LESS,
        r"therapeutic failure|diminished analgesia|reduced (?:morphine|o-"
        r"desmethyltramadol|clopidogrel)|lower plasma concentration|increase[d]? (?:in )?metabolism"
        r"|lower dose-adjusted trough concentrations|decreased plasma concentration"
        r"|small increase in metabolism|negative for a cftr|attainment of therapeutic"
        r"|decreased metabolism of (?:hydrocodone|venlafaxine)|decreased response"
        r"|may affect response or side effects",
    ),
    (GeneRisk.JAUNDICE, r"(?<!low )(?<!very low )\blikelihood of bilirubin"),
    (
        GeneRisk.AS_USUAL,
        r"normal (?:risk|metabolism|efavirenz|phenytoin|ppi|voriconazole|morphine|exposure"
        r"|hydromorphone|clopidogrel|dpd)|expected|typical myopathy|low(?:-to-no)? (?:or reduced )?"
        r"risk|low likelihood|therapeutic endoxifen|higher \(\"normal\"\)|responsive to iva"
        r"|weak or no evidence for an increased risk",
    ),
)
_RISK_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _RISKS]


def risk_of(implications: str) -> GeneRisk:
    """What may happen, by the implications of all genes together."""
    text = " ".join(implications.split())
    found = (kind for kind, pattern in _RISK_PATTERNS if pattern.search(text))
    return next(found, GeneRisk.UNKNOWN)


# For whom a recommendation is, in words.
_POPULATIONS = {
    "general": "",
    "cbz naive": "people who have not taken it before",
    "cbz use >3mos": "people who have taken it for over 3 months without harm",
    "cbz-no alternatives": "where nothing else can be taken",
    "pht naive": "people who have not taken it before",
    "pht use >3mos": "people who have taken it for over 3 months without harm",
    "oxc naive": "people who have not taken it before",
    "oxc use >3 mos": "people who have taken it for over 3 months without harm",
    "cvi acs pci": "acute coronary syndrome or an intervention on the heart",
    "cvi non-acs non-pci": "other diseases of heart and vessels",
    "nvi": "diseases of the vessels of the brain",
    "adults": "adults",
    "pediatrics": "children",
    "child >40kg_adult": "adults, and children over 40 kg",
    "<= 1g per day": "up to 1 g a day",
}


def population_of(population: str) -> str:
    """For whom a recommendation is; empty for everybody. What is not known stays as it is."""
    plain = " ".join(population.split())
    return _POPULATIONS.get(plain.casefold(), plain)
