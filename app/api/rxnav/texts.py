"""The project's own words in the places where the old interface had those of others."""

from app.domain.facts import Severity

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


def legacy(severity: Severity) -> str:
    """A severity in one of the two old words."""
    return HIGH if severity in (Severity.CONTRAINDICATED, Severity.MAJOR) else NOT_GRADED


def record_disclaimer(source: str) -> str:
    """What stands beside the records of one data set."""
    return f"As the source {source} records it, in its own words; GET /sources/{source} names it."
