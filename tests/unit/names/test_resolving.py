"""What somebody meant by a written drug. On the seed; nothing wrong is ever taken in silence."""

import pytest
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.resolve import resolve
from app.domain.names.text import MOST_SIGNS
from app.services.release import LoadedRelease

# what was written, via, drugs
RESOLVED = [
    ("clonazepam", "generic", ["clonazepam"]),
    ("  CLONAZEPAM ", "generic", ["clonazepam"]),
    ("Clonazepam.", "generic", ["clonazepam"]),
    ("Klonopin", "brand", ["clonazepam"]),
    ("Rivotril", "brand", ["clonazepam"]),
    ("Klonopin 0.5 mg tab", "brand", ["clonazepam"]),
    ("clonazepam 0.25mg ODT bid", "generic", ["clonazepam"]),
    ("clonazepam 0,5 mg tablets at bedtime", "generic", ["clonazepam"]),
    ("aspirin 81mg ec tab daily", "generic", ["aspirin"]),
    ("oxycodone HCl", "salt", ["oxycodone"]),
    ("oxycodone hydrochloride 5 mg", "salt", ["oxycodone"]),
    ("OxyContin 10 mg ER", "brand", ["oxycodone"]),
    ("lithium carbonate", "salt", ["lithium"]),
    ("Xanax", "brand", ["alprazolam"]),
    ("valium 5mg", "brand", ["diazepam"]),
    ("RxCUI 2598", "code", ["clonazepam"]),
    ("rxcui: 2598", "code", ["clonazepam"]),
    ("2598", "code", ["clonazepam"]),
    ("N03AE01", "code", ["clonazepam"]),
    ("n03ae01", "code", ["clonazepam"]),
    ("5PE9FDE8GB", "code", ["clonazepam"]),
    ("unii 5pe9fde8gb", "code", ["clonazepam"]),
    ("alcohol", "generic", ["alcohol"]),
    ("wine", "synonym", ["alcohol"]),
    ("a glass of wine", "synonym", ["alcohol"]),
    ("a beer", "synonym", ["alcohol"]),
    ("ethanol", "synonym", ["alcohol"]),
    ("paracetamol", "synonym", ["acetaminophen"]),
    ("pethidine", "synonym", ["meperidine"]),
    ("acetaminophen/oxycodone", "generic", ["acetaminophen", "oxycodone"]),
    ("clonazepam and alcohol", "generic", ["clonazepam", "alcohol"]),
    ("oxycodone 5 mg + acetaminophen 325 mg", "generic", ["oxycodone", "acetaminophen"]),
    ("codeine 10mg/5ml syrup", "generic", ["codeine"]),
    ("clonidine", "generic", ["clonidine"]),
    ("clozapine", "generic", ["clozapine"]),
    ("clobazam", "generic", ["clobazam"]),
    ("clorazepate", "generic", ["clorazepate"]),
    ("lorazepam", "generic", ["lorazepam"]),
]
CLASSES = [
    ("opioids", "opioid"),
    ("benzos", "benzodiazepine"),
    ("any SSRI", "ssri"),
    ("SNRIs", "snri"),
    ("sleeping pills", "sedative-hypnotic"),
    ("CNS depressants", "cns-depressant"),
    ("opioid painkiller", "opioid"),
    ("painkillers", "pain-medicine"),
    ("blood thinners", "anticoagulant"),
    ("N0000175694", "benzodiazepine"),
]
OFFERED = [
    ("klonapin", "clonazepam"),
    ("clonazapam", "clonazepam"),
    ("clonazepan", "clonazepam"),
    ("klonopine", "clonazepam"),
    ("flouxetine", "fluoxetine"),
    ("sertaline", "sertraline"),
    ("zolpidm", "zolpidem"),
    ("morphne", "morphine"),
    ("is clonazepam prescribed for depression?", "clonazepam"),
    ("clonazepam please", "clonazepam"),
    ("opioid stuff", "class:opioid"),
]
UNKNOWN = [
    "unobtainium", "🙂", "", "   ", "5 mg", "tablet", "a glass of", "percocet-ish nonsense",
    "x", "bisacodyl sodium", "99999999", "A99XX99", "16728-136-00", "16728013600", "rxcui 0",
    "Q" * 399,
]  # fmt: skip


def read(loaded: LoadedRelease, words: str) -> Input:
    """The input, with corrections looked for."""
    return resolve(Asked(words), loaded.knowledge, loaded.nearest)


@pytest.mark.parametrize(("words", "via", "drugs"), RESOLVED, ids=[one[0] for one in RESOLVED])
def test_a_drug_is_understood(
    loaded: LoadedRelease, words: str, via: str, drugs: list[str]
) -> None:
    found = read(loaded, words)
    assert (found.status, found.via, [one.id for one in found.drugs]) == ("resolved", via, drugs)
    assert found.input == words


@pytest.mark.parametrize(("words", "slug"), CLASSES)
def test_a_class_is_understood_and_said_to_be_one(
    loaded: LoadedRelease, words: str, slug: str
) -> None:
    found = read(loaded, words)
    assert (found.status, found.via, found.drugs) == ("resolved", "class", ())
    assert found.drug_class is not None
    assert found.drug_class.id == slug
    assert "class" in " ".join(found.explanation)


@pytest.mark.parametrize(("words", "slug"), OFFERED)
def test_a_misspelling_or_a_part_is_offered_and_not_taken(
    loaded: LoadedRelease, words: str, slug: str
) -> None:
    found = read(loaded, words)
    assert found.status is InputStatus.NEEDS_CONFIRMATION
    assert (found.drugs, found.drug_class) == ((), None)
    assert found.candidates[0].id == slug
    assert found.not_understood


def test_a_misspelling_between_look_alikes_is_given_to_neither(loaded: LoadedRelease) -> None:
    found = read(loaded, "klonidine")
    assert found.status is InputStatus.AMBIGUOUS
    assert {one.id for one in found.candidates} == {"clonidine", "clonazepam"}
    assert found.drugs == ()


@pytest.mark.parametrize("words", UNKNOWN, ids=[one[:20] for one in UNKNOWN])
def test_what_is_not_known_is_unresolved(loaded: LoadedRelease, words: str) -> None:
    found = read(loaded, words)
    assert found.status in (InputStatus.UNRESOLVED, InputStatus.NEEDS_CONFIRMATION)
    assert found.drugs == ()
    assert found.explanation


def test_a_string_of_10_kb_is_not_looked_up(loaded: LoadedRelease) -> None:
    found = read(loaded, "clonazepam " * 1000)
    assert found.status is InputStatus.UNRESOLVED
    assert str(MOST_SIGNS) in found.explanation[0]


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("Klonopin 0.5 mg tab", {"brand": "Klonopin", "strength": "0.5 mg", "form": "tablet"}),
        (
            "clonazepam 0.25mg ODT bid",
            {
                "generic": "clonazepam",
                "strength": "0.25 mg",
                "form": "orally disintegrating tablet",
                "directions": "twice a day",
            },
        ),
        ("N03AE01", {"system": "atc", "code": "N03AE01"}),
        ("codeine 10mg/5ml", {"generic": "codeine", "strength": "10 mg/5 ml"}),
    ],
)
def test_strength_form_and_directions_are_told(
    loaded: LoadedRelease, words: str, understood: dict[str, str]
) -> None:
    assert dict(read(loaded, words).understood) == understood


@pytest.mark.parametrize(
    ("asked", "words", "status"),
    [
        (Asked(system="rxnorm", code="2598"), "rxnorm:2598", "resolved"),
        (Asked(system="RxCUI", code="2598"), "RxCUI:2598", "resolved"),
        (
            Asked(system="http://www.nlm.nih.gov/research/umls/rxnorm", code="2598"),
            "http://www.nlm.nih.gov/research/umls/rxnorm:2598",
            "resolved",
        ),
        (Asked(system="atc", code="n03ae01"), "atc:n03ae01", "resolved"),
        (Asked(system="rxnorm", code="7"), "rxnorm:7", "unresolved"),
        (Asked(system="runes", code="7"), "runes:7", "unresolved"),
        (Asked(system="icd10", code="F32"), "icd10:F32", "unresolved"),
    ],
)
def test_a_system_and_a_code_are_understood(
    loaded: LoadedRelease, asked: Asked, words: str, status: str
) -> None:
    found = resolve(asked, loaded.knowledge)
    assert (found.input, found.status) == (words, status)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("RxCUI 99999999", "well-formed RxCUI, but not known"),
        ("unii 5PE9FDE8GC", "not a well-formed UNII"),
        ("rxnorm:12345678901", "not a well-formed RxCUI"),
        ("A99XX99", "well-formed ATC code, but not known"),
    ],
)
def test_a_code_says_whether_it_is_ill_formed_or_only_unknown(
    loaded: LoadedRelease, words: str, reason: str
) -> None:
    assert reason in read(loaded, words).explanation[0]


def test_a_name_of_two_drugs_is_ambiguous(drawn: Knowledge) -> None:
    found = resolve(Asked("Twin"), drawn)
    assert found.status is InputStatus.AMBIGUOUS
    assert [one.id for one in found.candidates] == ["asp", "oxy"]


def test_an_unknown_part_of_a_combination_is_said(drawn: Knowledge) -> None:
    found = resolve(Asked("clona/unobtainium"), drawn)
    assert found.status is InputStatus.RESOLVED
    assert [one.id for one in found.drugs] == ["clona"]
    assert found.not_understood == ("unobtainium",)


def test_every_name_of_the_seed_is_understood_as_its_own_drug(loaded: LoadedRelease) -> None:
    wrong = []
    for hits in loaded.knowledge.names.values():
        for hit in (one for one in hits if one.subject.startswith("drug:")):
            found = read(loaded, hit.text)
            # A brand with other contents in another country is neither of the two.
            several = len({one.subject for one in hits}) > 1 and found.status.value == "ambiguous"
            if [f"drug:{one.id}" for one in found.drugs] != [hit.subject] and not several:
                wrong.append((hit.text, found.status.value))
    assert wrong == []
