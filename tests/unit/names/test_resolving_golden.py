"""What people really write, and what it means. Beside the table in `test_resolving.py`."""

import pytest
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, Input, InputStatus, Via
from app.domain.names.resolve import resolve
from app.services.release import LoadedRelease

# what was written, how it was read, the drugs
MEANT = [
    ("Clonazepam", Via.GENERIC, "clonazepam"),
    ("cLoNaZePaM", Via.GENERIC, "clonazepam"),
    ("clonazepam\n", Via.GENERIC, "clonazepam"),
    ("\tclonazepam ODT", Via.GENERIC, "clonazepam"),
    ("clonazepam 0.125 mg orally", Via.GENERIC, "clonazepam"),
    ("clonazepam 2mg qhs prn", Via.GENERIC, "clonazepam"),
    ("take clonazepam 1 mg bid", Via.GENERIC, "clonazepam"),
    ("my clonazepam", Via.GENERIC, "clonazepam"),
    ("clonazepam 0.5 MG Oral Tablet", Via.PRODUCT, "clonazepam"),
    ("clonazepam-0.5", Via.GENERIC, "clonazepam"),
    ("KLONOPIN", Via.BRAND, "clonazepam"),
    ("klonopin®", Via.BRAND, "clonazepam"),
    ("rivotril 2 mg tablets", Via.BRAND, "clonazepam"),
    ("clonazepamum", Via.SYNONYM, "clonazepam"),
    ("Ativan", Via.BRAND, "lorazepam"),
    ("Xanax 0.5", Via.BRAND, "alprazolam"),
    ("Prozac 20 mg caps", Via.BRAND, "fluoxetine"),
    ("Zoloft", Via.BRAND, "sertraline"),
    ("Paxil CR", Via.BRAND, "paroxetine"),
    ("Celexa", Via.BRAND, "citalopram"),
    ("Lexapro", Via.BRAND, "escitalopram"),
    ("Effexor XR 75 mg", Via.BRAND, "venlafaxine"),
    ("effexor-xr", Via.BRAND, "venlafaxine"),
    ("Cymbalta", Via.BRAND, "duloxetine"),
    ("Wellbutrin XL 150", Via.BRAND, "bupropion"),
    ("Tylenol", Via.BRAND, "acetaminophen"),
    ("Advil", Via.BRAND, "ibuprofen"),
    ("Coumadin 5 mg", Via.BRAND, "warfarin"),
    ("Prilosec", Via.BRAND, "omeprazole"),
    ("MS Contin 15 mg", Via.BRAND, "morphine"),
    ("OxyContin", Via.BRAND, "oxycodone"),
    ("Xyrem", Via.BRAND, "sodium-oxybate"),
    ("ethyl alcohol", Via.SYNONYM, "alcohol"),
    ("glass of red wine", Via.SYNONYM, "alcohol"),
    ("vodka", Via.SYNONYM, "alcohol"),
    ("Booze", Via.SYNONYM, "alcohol"),
    ("morphine sulfate", Via.SALT, "morphine"),
    ("morphine sulphate ER", Via.SALT, "morphine"),
    ("codeine phosphate 30 mg", Via.SALT, "codeine"),
    ("sertraline hydrochloride", Via.SALT, "sertraline"),
    ("clonidine HCl 0.1 mg", Via.SALT, "clonidine"),
    ("warfarin sodium", Via.SALT, "warfarin"),
    ("sodium oxybate", Via.GENERIC, "sodium-oxybate"),
    ("oxycodone and naloxone", Via.GENERIC, "oxycodone naloxone"),
    ("Tylenol with codeine", Via.PRODUCT, "acetaminophen codeine"),
    ("hydrocodone bitartrate and acetaminophen", Via.SALT, "hydrocodone acetaminophen"),
    ("acetaminophen-codeine", Via.GENERIC, "acetaminophen codeine"),
    ("oxycodone 5 mg/acetaminophen 325 mg tab", Via.GENERIC, "oxycodone acetaminophen"),
    ("RxCUI2598", Via.CODE, "clonazepam"),
    ("rxnorm#2598", Via.CODE, "clonazepam"),
    ("RxNorm 7804", Via.CODE, "oxycodone"),
    ("atc | n03ae01", Via.CODE, "clonazepam"),
    ("ATC:N05BA01", Via.CODE, "diazepam"),
    ("UNII:5PE9FDE8GB", Via.CODE, "clonazepam"),
    ("3k9958v90m", Via.CODE, "alcohol"),
    ("161", Via.CODE, "acetaminophen"),
]
CLASSES = [
    ("opioid", "opioid"),
    ("any opioid", "opioid"),
    ("narcotics", "opioid"),
    ("potassium", "potassium-salt"),
    ("Potassium 20 mEq daily", "potassium-salt"),
    ("opiates", "opioid"),
    ("Benzodiazepines", "benzodiazepine"),
    ("my benzo", "benzodiazepine"),
    ("SSRI", "ssri"),
    ("selective serotonin reuptake inhibitors", "ssri"),
    ("NSAIDs", "nsaid"),
    ("antidepressants", "antidepressant"),
    ("barbiturates", "barbiturate"),
    ("z-drugs", "z-drug"),
    ("EPC N0000175690", "opioid"),
    ("n0000175690", "opioid"),
]
NOTHING = [
    "unobtainium", "💊", "💊💊💊", "", " \t\n", "5 mg", "0.5", "tablet", "tabs bid", "a glass of",
    "the", "and", "and and", "/", "+", "-", "?", "…", "0", "none", "N/A", "\0", "\ud800", "''",
    "hcl", "the box", "<script>", "SELECT 1", "%", "2" * 50, "N03AE99", "rxcui 12345678", "clo",
    "5PE9FDE8GC", "UNII 0000000000", "日本", "z" * 400, "mg " * 100, "(((((", "sodium",
]  # fmt: skip


def read(loaded: LoadedRelease, words: str) -> Input:
    """The input, with corrections looked for."""
    return resolve(Asked(words), loaded.knowledge, loaded.nearest)


@pytest.mark.parametrize(("words", "via", "drugs"), MEANT, ids=[one[0] for one in MEANT])
def test_it_is_read_as_it_is_meant(loaded: LoadedRelease, words: str, via: Via, drugs: str) -> None:
    found = read(loaded, words)
    assert found.status is InputStatus.RESOLVED
    assert (found.via, [one.id for one in found.drugs]) == (via, drugs.split())
    assert (found.input, found.not_understood, found.candidates) == (words, (), ())


@pytest.mark.parametrize(("words", "slug"), CLASSES)
def test_a_class_word_is_answered_for_the_class(
    loaded: LoadedRelease, words: str, slug: str
) -> None:
    found = read(loaded, words)
    assert (found.status, found.via, found.drugs) == (InputStatus.RESOLVED, Via.CLASS, ())
    assert found.drug_class is not None
    assert found.drug_class.id == slug


@pytest.mark.parametrize("words", NOTHING, ids=[ascii(one)[:24] for one in NOTHING])
def test_nothing_is_read_into_it(loaded: LoadedRelease, words: str) -> None:
    found = read(loaded, words)
    assert found.status is InputStatus.UNRESOLVED
    assert (found.drugs, found.drug_class, found.via) == ((), None, None)
    assert found.explanation
    assert found.not_understood
    assert found.input == words


@pytest.mark.parametrize("length", [401, 10_000, 1_000_000])
def test_what_is_too_long_is_kept_whole_but_not_looked_up(
    loaded: LoadedRelease, length: int
) -> None:
    words = ("clonazepam " * length)[:length]
    found = read(loaded, words)
    assert (found.status, found.input) == (InputStatus.UNRESOLVED, words)
    assert (found.candidates, found.drugs) == ((), ())


def test_400_signs_are_still_looked_up(loaded: LoadedRelease) -> None:
    assert read(loaded, "clonazepam" + " " * 390).status is InputStatus.RESOLVED


@pytest.mark.parametrize("words", ["Twin", "twin 5 mg", "TWIN tab", "twin."])
def test_a_name_of_two_drugs_is_given_to_neither(drawn: Knowledge, words: str) -> None:
    found = resolve(Asked(words), drawn)
    assert (found.status, found.drugs) == (InputStatus.AMBIGUOUS, ())
    assert [(one.id, one.matched_name, one.distance) for one in found.candidates] == [
        ("asp", "Twin", 0),
        ("oxy", "Twin", 0),
    ]


@pytest.mark.parametrize("words", ["twin/clona", "clona and Twin", "warf + twin"])
def test_a_combination_with_an_ambiguous_part_is_not_taken(drawn: Knowledge, words: str) -> None:
    found = resolve(Asked(words), drawn)
    assert found.status is not InputStatus.RESOLVED
    assert found.drugs == ()


def test_what_was_understood_is_told_in_the_words_of_the_seed(loaded: LoadedRelease) -> None:
    found = read(loaded, "KLONOPIN 0.5MG TABS BID")
    assert dict(found.understood) == {
        "brand": "Klonopin",
        "strength": "0.5 mg",
        "form": "tablet",
        "directions": "twice a day",
    }
    assert found.explanation == ("'Klonopin' is a brand of clonazepam",)


@pytest.mark.parametrize("words", ["Klonopin (clonazepam)", "clonazepam/Klonopin", "wine and beer"])
def test_two_names_of_one_drug_are_one_drug(loaded: LoadedRelease, words: str) -> None:
    found = read(loaded, words)
    assert found.status is InputStatus.RESOLVED
    assert len(found.drugs) == 1
    assert "1 drugs" not in " ".join(found.explanation)


@pytest.mark.parametrize(
    "words", ["clonazepam x 2", "clonazepam 2 tabs", "2 tablets of clonazepam"]
)
def test_a_number_of_tablets_is_no_strength(loaded: LoadedRelease, words: str) -> None:
    assert "strength" not in read(loaded, words).understood
