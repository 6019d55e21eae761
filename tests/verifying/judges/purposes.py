"""What the name of a drug's group says that the drug is for.

Only the words of a group count: antidepressants are for depression, and no kind of seizure is
named by `anticonvulsants`. A use that is confirmed so is told apart from one that a file names.
"""

from collections import defaultdict

from tests.verifying.evidence import Library
from tests.verifying.identity import Identity
from tests.verifying.judges.memberships import bare

# Pharmacological actions of MeSH, roles of ChEBI, classes of FDA, in the singular.
NAMED = {
    "alcohol deterrent": "alcohol-use-disorder",
    "analgesic": "pain",
    "anti allergic agent": "allergy",
    "anti anxiety agent": "anxiety",
    "anti arrhythmia agent": "arrhythmia",
    "anti arrhythmia drug": "arrhythmia",
    "anti asthmatic agent": "asthma",
    "anti asthmatic drug": "asthma",
    "anti bacterial agent": "bacterial-infection",
    "anti epileptic agent": "epilepsy seizure-disorder",
    "anti hiv agent": "hiv-infection",
    "anti inflammatory agent": "inflammation",
    "anti obesity agent": "obesity",
    "anti ulcer agent": "peptic-ulcer",
    "anti ulcer drug": "peptic-ulcer",
    "anticholesteremic agent": "high-cholesterol",
    "anticholesteremic drug": "high-cholesterol",
    "anticonvulsant": "epilepsy seizure-disorder",
    "antidepressant": "depression",
    "antidepressive agent": "depression",
    "antidiarrheal": "diarrhea",
    "antidiarrhoeal drug": "diarrhea",
    "antiemetic": "nausea-and-vomiting",
    "antifungal agent": "fungal-infection",
    "antihypertensive agent": "hypertension",
    "antimalarial": "malaria",
    "antimanic agent": "bipolar-mania",
    "antimanic drug": "bipolar-mania",
    "antineoplastic agent": "cancer",
    "antiparkinson agent": "parkinsons-disease",
    "antiparkinson drug": "parkinsons-disease",
    "antipruritic": "itching",
    "antipruritic drug": "itching",
    "antipsychotic agent": "psychosis",
    "antipyretic": "fever",
    "antitubercular agent": "tuberculosis",
    "antitussive": "cough",
    "antitussive agent": "cough",
    "anxiolytic drug": "anxiety",
    "bronchodilator agent": "bronchospasm",
    "gout suppressant": "gout",
    "hypoglycemic agent": "diabetes",
    "laxative": "constipation",
    "nasal decongestant": "nasal-congestion",
}
# Groups of the ATC, with the name that the WHO gives each.
ATC = {
    "A04A": "nausea-and-vomiting",  # antiemetics and antinauseants
    "A06A": "constipation",  # drugs for constipation
    "A07D": "diarrhea",  # antipropulsives, of antidiarrheals
    "A10": "diabetes",  # drugs used in diabetes
    "B03": "anemia",  # antianemic preparations
    "C01B": "arrhythmia",  # antiarrhythmics
    "C02": "hypertension",  # antihypertensives
    "C10A": "high-cholesterol",  # lipid modifying agents
    "G04BE": "erectile-dysfunction",  # drugs used in erectile dysfunction
    "G04C": "benign-prostatic-hyperplasia",  # drugs used in benign prostatic hypertrophy
    "J01": "bacterial-infection",  # antibacterials
    "J02": "fungal-infection",  # antimycotics
    "J04A": "tuberculosis",  # drugs for treatment of tuberculosis
    "L01": "cancer",  # antineoplastic agents
    "M04A": "gout",  # antigout preparations
    "N01A": "general-anesthesia",  # anesthetics, general
    "N02A": "pain",  # opioids, of analgesics
    "N02B": "pain",  # other analgesics and antipyretics
    "N02C": "migraine",  # antimigraine preparations
    "N03A": "epilepsy seizure-disorder",  # antiepileptics
    "N04": "parkinsons-disease",  # anti-parkinson drugs
    "N05A": "psychosis",  # antipsychotics
    "N05B": "anxiety",  # anxiolytics
    "N05C": "insomnia",  # hypnotics and sedatives
    "N06A": "depression",  # antidepressants
    "N06D": "dementia",  # anti-dementia drugs
    "N07BA": "nicotine-dependence",  # drugs used in nicotine dependence
    "N07BB": "alcohol-use-disorder",  # drugs used in alcohol dependence
    "N07BC": "opioid-use-disorder",  # drugs used in opioid dependence
    "P01B": "malaria",  # antimalarials
    "R05D": "cough",  # cough suppressants
}


class Purposes:
    """The conditions that the groups of each drug are named for, and where."""

    def __init__(self, library: Library, identity: Identity) -> None:
        self._places: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in library.classed:
            means = NAMED.get(bare(one.group), "")
            for drug in identity.owners(one.drug) if means else ():
                self._add(drug, means, f"{one.at}: {one.group}")
        for box in library.boxed:
            for system, code in box.codes if len(box.ingredients) == 1 else ():
                for drug in identity.owners(box.ingredients[0]) if system == "atc" else ():
                    for group, means in ATC.items():
                        if code.startswith(group):
                            self._add(drug, means, f"{box.at}: ATC {code}")

    def _add(self, drug: str, means: str, at: str) -> None:
        for condition in means.split():
            self._places[drug, condition].append(at)

    def places(self, drugs: set[str], condition: str) -> list[str]:
        """Where a drug, or every drug of a class, is in a group that is named for the condition."""
        found = [self._places.get((drug, condition), []) for drug in sorted(drugs)]
        return [ones[0] for ones in found] if found and all(found) else []
