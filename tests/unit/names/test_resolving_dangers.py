"""No wrong drug, and no drug left out, is ever taken in silence.

The oracles are published lists and an edit distance of our own.
"""

import csv
import gzip
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.domain.facts import Fact, LookAlike, Name
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.resolve import resolve
from app.services.release import LoadedRelease

from tests.conftest import SHARED


def read(loaded: LoadedRelease, words: str) -> Input:
    """The input, with corrections looked for."""
    return resolve(Asked(words), loaded.knowledge, loaded.nearest)


def published(name: str) -> Path:
    """A file of the shared data; the test is skipped where it is absent."""
    file = SHARED / "data" / name
    if not file.exists():
        pytest.skip(f"{name} is not on this machine")
    return file


def edits(one: str, other: str) -> int:
    """Levenshtein's distance, by the book."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def unrecorded(loaded: LoadedRelease) -> str:
    """A name that a register has, and of which nothing is recorded here."""
    return next(
        name
        for name in sorted(loaded.knowledge.known_names)
        if name.isalpha()
        and name.isascii()
        and 8 <= len(name) <= 12
        and name not in loaded.knowledge.names
    )


# A second thing stands there that is not known, or a number that names another product.
HALVES = [
    "warfarin and potassium", "warfarin, potassium", "lithium/potassium", "ibuprofen + calcium",
    "aspirin with calcium", "omeprazole and calcium", "codeine; calcium",
    "clonazepam, {unrecorded}",
    "Advil #3", "Advil 3", "Tylenol No. 9", "Tylenol-4", "Motrin PM", "Robitussin AC", "Advil PX",
    "Advil Flu and Allergy", "not clonazepam", "no alcohol",
    "alcohol-free beer", "non-alcoholic beer", "rubbing alcohol", "phenyl alcohol", "root beer",
    "clonazepam allergy", "clonazepam or lorazepam", "PPI-1019", "SSRI 5", "opioid 3",
    "norfluoxetine", "desmethylclonazepam", "nor-clonazepam", "clonazepam-like",
]  # fmt: skip


@pytest.mark.parametrize("words", HALVES)
def test_a_part_that_is_not_understood_is_never_dropped(loaded: LoadedRelease, words: str) -> None:
    found = read(loaded, words.format(unrecorded=unrecorded(loaded)))
    assert found.status is not InputStatus.RESOLVED, (found.drugs, dict(found.understood))
    assert found.not_understood


# Each is parted from the drug, so it may be a second one: the drug is checked, and it is said.
BESIDE = [
    ("clonazepam/unobtainium", "clonazepam", "unobtainium"),
    ("clonazepam and unobtainium", "clonazepam", "unobtainium"),
    ("Prozac and {unrecorded}", "fluoxetine", "{unrecorded}"),
    ("morphine & {unrecorded}", "morphine", "{unrecorded}"),
    ("unobtainium + clonazepam", "clonazepam", "unobtainium"),
]


@pytest.mark.parametrize(("words", "drug", "rest"), BESIDE)
def test_a_second_name_that_is_not_known_is_said(
    loaded: LoadedRelease, words: str, drug: str, rest: str
) -> None:
    name = unrecorded(loaded)
    rest = rest.format(unrecorded=name)
    found = read(loaded, words.format(unrecorded=name))
    assert ([one.id for one in found.drugs], found.not_understood) == ([drug], (rest,))
    assert rest in " ".join(found.explanation)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("(+)-citalopram", "citalopram"),
        ("(+)-zopiclone", "zopiclone"),
        ("(-)-omeprazole", "omeprazole"),
    ],
)
def test_one_half_of_a_mixture_is_not_the_mixture(
    loaded: LoadedRelease, words: str, other: str
) -> None:
    assert other not in [one.id for one in read(loaded, words).drugs]


# Published apart, and read as what they become in the body or are a kind of.
KINDS = {
    "Fosaprepitant": "aprepitant",
    "Measles virus vaccine live attenuated": "measles-vaccine",
    "Mycophenolate mofetil": "mycophenolate",
    "Norethindrone enanthate": "norethindrone",
    "alpha-Tocopherol succinate": "vitamin-e",
    # Plants and foods are published by their parts and kinds.
    "Cod liver oil": "fish-oil", "Krill oil": "fish-oil", "Omega-3 fatty acids": "fish-oil",
    "Cow milk": "milk", "Skim milk": "milk", "Kale": "leafy-greens", "Spinach": "leafy-greens",
    "Curcumin": "turmeric", "Curcumin sulfate": "turmeric", "Garlic oil": "garlic",
    "Echinacea": "echinacea", "Ephedra sinica root": "ephedra", "Ephedra sinica stem": "ephedra",
    "Glycyrrhiza glabra": "licorice", "Panax ginseng whole": "ginseng",
    # Salts that are written before what acts, esters, and ions.
    "Chromic cation": "chromium", "Chromic chloride": "chromium", "Cupric cation": "copper",
    "Sodium molybdate": "molybdenum", "Lithium carbonate": "lithium",
    "Potassium perchlorate": "perchlorate", "Sodium perchlorate": "perchlorate",
    "Potassium alum": "alum", "Valproate bismuth": "valproic-acid",
    "Procaine benzylpenicillin": "benzylpenicillin", "Flavin mononucleotide": "riboflavin",
    "Isavuconazonium": "isavuconazole", "Methylthioninium": "methylene-blue",
    "Adefovir": "adefovir-dipivoxil", "L-arginine": "arginine",
    "Beclomethasone dipropionate": "beclomethasone", "Synthetic camphor": "camphor",
    "Plantago seed": "psyllium",
    # Vaccines are published by the strain, and meant by what they protect from.
    "Tozinameran": "covid-19-vaccine", "Moderna COVID-19 Vaccine": "covid-19-vaccine",
    "Famtozinameran": "famtozinameran", "Rubella virus vaccine": "rubella-vaccine",
    "Varicella zoster vaccine (live/attenuated)": "varicella-vaccine",
    "Bacillus calmette-guerin substrain tice live antigen": "bcg-vaccine",
    "Clostridium tetani toxoid antigen (formaldehyde inactivated)": "tetanus-vaccine",
    "Corynebacterium diphtheriae toxoid antigen (formaldehyde inactivated)":
    "diphtheria-vaccine",
    "Japanese encephalitis virus strain sa 14-14-2 antigen (formaldehyde inactivated)":
    "japanese-encephalitis-vaccine",
    "Hepatitis B Vaccine (Recombinant)": "hepatitis-b-vaccine",
    "Vibrio cholerae CVD 103-HgR strain live antigen": "cholera-vaccine",
    "Oral Polio Vaccine": "poliomyelitis-vaccine",
    "Tick-borne encephalitis vaccine (whole virus, inactivated)":
    "tick-borne-encephalitis-vaccine",
    "Synephrine": "bitter-orange", "Tyramine": "tyramine-food",
    "Tyramine O-sulfate": "tyramine-food", "Lysergic acid diethylamide": "lsd",
}  # fmt: skip
# What the register calls otherwise: a mixture of salts, what becomes the drug, and a vitamin.
# What acts in a vaccine, by a piece of its name in the register; the carrier protein of a conjugate
# protects from nothing.
ANTIGENS = {
    "PNEUMOCOCCAL": "pneumococcal", "MENINGOCOCCAL": "meningococcal", "TETANUS T": "tetanus",
    "DIPHTHERIA TOXOID": "diphtheria", "PERTUSSIS": "pertussis", "PERTACTIN": "pertussis",
    "HAEMAGGLUTININ ADSORBED": "pertussis", "FILAMENTOUS": "pertussis", "FIMBRIAE": "pertussis",
    "POLIO": "poliomyelitis", "HAEMOPHILUS": "haemophilus-influenzae-b",
    "HEPATITIS A": "hepatitis-a", "HEPATITIS B": "hepatitis-b", "MEASLES": "measles",
    "MUMPS": "mumps", "RUBELLA": "rubella", "VARICELLA VIRUS": "varicella",
    "ZOSTER VIRUS VACCINE": "varicella", "RABIES": "rabies",
    "GLYCOPROTEIN E": "zoster", "SYNCYTIAL": "respiratory-syncytial-virus",
    "RSV": "respiratory-syncytial-virus",
    "SALMONELLA": "typhoid", "VIBRIO": "cholera", "CHOLERA": "cholera",
    "ROTAVIRUS": "rotavirus", "ENCEPHAL": "japanese-encephalitis", "VACCINIA": "smallpox-and-mpox",
    "PAPILLOMAVIRUS": "human-papillomavirus", "HAEMAGGLUTININ-STRAIN": "influenza",
    "INFLUENZA VIRUS": "influenza", "NEISSERIA": "meningococcal-b", "YELLOW FEVER":
    "yellow-fever", "BACILLUS CALMETTE": "bcg", "OUTER MEMBRANE": "meningococcal-b",
    "DENGUE": "dengue-tetravalent-vaccine-live", "CHIKUNGUNYA": "chikungunya",
    "COVID": "covid-19", "SARS": "covid-19", "MERAN": "covid-19",
}  # fmt: skip
CARRIERS = ("CRM-197", "TETANUS PROTEIN", "TETANUS TOXOID", "DIPHTHERIA TOXOID")
# What the register counts otherwise than it is called, and what only dissolves or buffers.
COUNTED = {
    "CETRIMONIUM BROMIDE": "cetrimide", "PRABOTULINUMTOXINA": "botulinum-toxin-type-a",
    "PURIFIED PROTEIN DERIVATIVE OF TUBERCULIN": "tuberculin-purified-protein-derivative",
    "ANTI-THYMOCYTE GLOBULIN": "antithymocyte-immunoglobulin-rabbit", "VITAMIN D3": "vitamin-d",
    "AIR": "medical-air", "OXYGEN": "medical-air", "NITROGEN": "medical-air",
}  # fmt: skip
NOT_COUNTED = {"WATER", "BUFFER SOLUTION"}
FACTORS = {"ANTIHEMOPHILIC": ("octocog", "antihemophilic"), "FACTOR IX": ("factor-ix", "nacog")}
# Holds caffeine, which its name leaves out; names the menthol, which the register leaves out.
UNNAMED = {
    "ACETAMINOPHEN WITH CODEINE - CAPLET",
    "DRIXORAL NO DRIP NASAL CONGESTION WITH MENTHOL",
}
REGISTERED = {"MIXED SALTS AMPHETAMINE", "FOSAPREPITANT", "VITAMIN B12"}


def vocabulary() -> list[dict[str, str]]:
    """The rows of the published vocabulary."""
    file = published("drugbank_vocabulary/drugbank_vocabulary.csv.gz")
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def letters(name: str) -> str:
    """A name as its letters and digits, in small ones."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def is_salt_of(common: str, own: set[str], drugs: list[str]) -> bool:
    """Is it published as a salt or ester of the drug, or as one of the insulins?"""
    if drugs == ["insulin"]:
        return common.startswith("Insulin ")
    return drugs == [KINDS.get(common)] or any(
        common.casefold().startswith(f"{one.casefold()} ") for one in own
    )


WATER = re.compile(r",? (?:tri|hexa|penta|hepta|tetra|di|mono)hydrate")


def is_of_name(common: str, name: str) -> bool:
    """Is it published under the generic name of the drug?"""
    return letters(common) == letters(name)


def is_said_in_part(name: str, found: Input) -> bool:
    """Are two things written with a slash between them, of which each is taken or is said?"""
    parts = [letters(part) for part in name.split("/")]
    taken = {letters(text) for text in found.understood.values()}
    taken |= {letters(one.name) for one in found.drugs}
    said = "".join(map(letters, found.not_understood))
    return len(parts) > 1 and all(part in taken or part == said for part in parts)


def test_every_published_name_that_is_taken_is_taken_for_its_own_substance(
    loaded: LoadedRelease,
) -> None:
    """A quarter of the rows, drawn anew for each release: whoever changes a fact asks others."""
    rows = vocabulary()
    own, called = {}, defaultdict(set)
    for (system, code), subjects in loaded.knowledge.codes.items():
        if system == "unii":
            own[code] = subjects
    for row in rows:
        for subject in own.get(row["UNII"], ()):
            called[subject].add(row["Common name"])
    # A sign before a name is asked above.
    other = ("lithium ", " acetate", "(+", "(-", "(−", "(±")
    # The list has it of monomethyl fumarate; US labels write it of mycophenolate mofetil. What has
    # two of sodium is no monobasic phosphate, as the list has it.
    other_meaning = {"MMF", "Disodium hydrogen phosphate anhydrous"}
    wrong, taken = [], 0
    for row in random.Random(loaded.release).sample(rows, len(rows) // 4):
        for name in {row["Common name"], *row["Synonyms"].split(" | ")} - {""}:
            found = resolve(Asked(name), loaded.knowledge)
            if not found.drugs or any(part in f"{name.casefold()} " for part in other):
                continue
            drugs = [one.id for one in found.drugs]
            dry = resolve(Asked(WATER.sub("", name)), loaded.knowledge)
            # With water it is the same, and without it has a row of its own.
            is_wet = WATER.search(name) and [one.id for one in dry.drugs] == drugs
            if name in other_meaning or is_wet:
                continue
            taken += 1
            # A drug that has no code goes by its generic name.
            known = called[f"drug:{drugs[0]}"] | {found.drugs[0].name}
            if (
                tuple(f"drug:{one}" for one in drugs) != own.get(row["UNII"])
                and not (len(drugs) == 1 and is_of_name(row["Common name"], found.drugs[0].name))
                and not is_salt_of(row["Common name"], known, drugs)
                and not is_said_in_part(name, found)
            ):
                wrong.append((name, row["Common name"], drugs))
    assert wrong == []
    assert taken > 600


def is_vaccine_of(found: Input, bases: set[str]) -> bool:
    """Are the drugs the vaccines of just these antigens?"""
    drugs = {one.id.removesuffix("-vaccine") for one in found.drugs}
    seen = {base: {of for piece, of in ANTIGENS.items() if piece in base} for base in bases}
    acting = {base: of for base, of in seen.items() if not any(one in base for one in CARRIERS)}
    least = set().union(*acting.values())
    return (
        bool(least) and least <= drugs | {"meningococcal"} and drugs <= set().union(*seen.values())
    )


def are_counted(found: Input, bases: set[str]) -> bool:
    """Is each ingredient one of the drugs, or a salt or ester of it, and each drug an ingredient?

    The register writes some by what counts of them: `LANTHANUM` of lanthanum carbonate.
    """
    names = {one.id: one.name.upper() for one in found.drugs}
    held: dict[str, set[str]] = {}
    for base in bases - NOT_COUNTED:
        stem = base[:_STEM]
        held[base] = {
            drug
            for drug, name in names.items()
            if COUNTED.get(base) == drug
            or name.startswith(stem)
            or any(
                piece in base and any(part in drug for part in parts)
                for piece, parts in FACTORS.items()
            )
        }
    return all(held.values()) and set().union(*held.values()) == set(names)


# So many letters are the same in an acid and its salt: `gadopentetic`, `gadopentetate`.
_STEM = 8


def test_every_canadian_brand_that_is_taken_has_just_these_ingredients(
    loaded: LoadedRelease,
) -> None:
    contents, wrong, taken = defaultdict(set), [], 0
    with gzip.open(published("health_canada_dpd/ingred.txt.gz"), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            contents[row["DRUG_CODE"]].add(row["INGREDIENT"])
    with gzip.open(published("health_canada_dpd/drug.txt.gz"), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found = resolve(Asked(row["BRAND_NAME"]), loaded.knowledge)
            if not found.drugs or row["CLASS"] != "Human":
                continue
            taken += 1
            bases = {one.partition(" (")[0] for one in contents[row["DRUG_CODE"]]}
            if bases <= REGISTERED or row["BRAND_NAME"] in UNNAMED:
                continue
            if is_vaccine_of(found, bases) or are_counted(found, bases):
                continue
            meant = {
                tuple(d.id for d in resolve(Asked(one), loaded.knowledge).drugs)
                or (("insulin",) if one.startswith("INSULIN ") else ())
                for one in bases
            }
            drugs = {(one.id,) for one in found.drugs}
            # What is not understood is said, and stands for the other ingredients.
            if meant != drugs and not (found.not_understood and drugs < meant):
                wrong.append((row["BRAND_NAME"], bases, [one.id for one in found.drugs]))
    assert wrong == []
    assert taken > 100


@pytest.fixture(scope="module")
def drug_of_name(seed_facts: tuple[Fact, ...]) -> dict[str, str]:
    """The drug of every name of the seed."""
    return {fact.text.casefold(): fact.drug for fact in seed_facts if isinstance(fact, Name)}


@pytest.fixture(scope="module")
def look_alikes(
    seed_facts: tuple[Fact, ...], drug_of_name: dict[str, str]
) -> list[tuple[str, str]]:
    """The pairs of the seed, but a brand and its own ingredient: there no harm is done."""
    recorded = [fact for fact in seed_facts if isinstance(fact, LookAlike)]
    pairs = [(fact.one.casefold(), fact.other.casefold()) for fact in recorded]
    drugs = [(drug_of_name.get(one, one), drug_of_name.get(other, other)) for one, other in pairs]
    return [pair for pair, (one, other) in zip(pairs, drugs, strict=True) if one != other]


def test_a_rightly_written_look_alike_is_never_offered_as_a_misspelling(
    loaded: LoadedRelease, look_alikes: list[tuple[str, str]], drug_of_name: dict[str, str]
) -> None:
    wrong = []
    for name in sorted({name for pair in look_alikes for name in pair} - set(drug_of_name)):
        found = read(loaded, name)
        if found.status is not InputStatus.UNRESOLVED:
            wrong.append((name, found.status.value, found.candidates[0].id))
    assert wrong == []


def half_way(one: str, other: str) -> Iterator[str]:
    """Words that begin as one name and end as the other, and are as near to both."""
    crossed = {one[:i] + other[j:] for i in range(len(one)) for j in range(len(other))}
    crossed |= {other[:i] + one[j:] for i in range(len(other)) for j in range(len(one))}
    for word in sorted(crossed - {one, other}):
        if len(word) >= 6 and edits(word, one) == edits(word, other) <= 2:
            yield word


def test_a_slip_half_way_between_two_look_alikes_is_given_to_neither(
    loaded: LoadedRelease, look_alikes: list[tuple[str, str]]
) -> None:
    assert len(look_alikes) >= 20
    for one, other in look_alikes:
        for word in half_way(one, other):
            found = read(loaded, word)
            assert found.drugs == (), word
            assert found.status is not InputStatus.RESOLVED, word
            if found.status is InputStatus.NEEDS_CONFIRMATION:
                # Some third name is nearer than both.
                assert found.candidates[0].distance < edits(word, one), word


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("klonidine", {"clonidine", "clonazepam"}),
        ("clorazepam", {"lorazepam", "clonazepam"}),
        ("clozapam", {"clozapine", "clobazam"}),
        ("clonapine", {"clozapine", "clonidine"}),
    ],
)
def test_all_that_may_be_meant_are_listed_and_none_is_chosen(
    loaded: LoadedRelease, words: str, ids: set[str]
) -> None:
    found = read(loaded, words)
    assert (found.status, found.drugs) == (InputStatus.AMBIGUOUS, ())
    assert {one.id for one in found.candidates} >= ids


@pytest.mark.parametrize(
    "word",
    ["clonidine", "clonazepam", "clozapine", "clobazam", "clorazepate", "lorazepam", "alprazolam"],
)
@pytest.mark.parametrize(
    "dress", ["{}", "{} 1 mg", "{} tab bid", "  {}  ", "{}.", "take {} 0.5mg po qd"]
)
def test_a_rightly_written_name_is_never_corrected(
    loaded: LoadedRelease, word: str, dress: str
) -> None:
    for text in (word, word.upper()):
        found = read(loaded, dress.format(text))
        assert [one.id for one in found.drugs] == [word]
        assert found.candidates == ()


@pytest.mark.parametrize("word", ["sodium", "hcl", "citrate"])
def test_the_name_of_a_salt_is_no_slip_of_a_brand(loaded: LoadedRelease, word: str) -> None:
    assert read(loaded, word).status is InputStatus.UNRESOLVED


def test_a_metal_alone_is_offered_its_salts_and_none_is_chosen(loaded: LoadedRelease) -> None:
    found = read(loaded, "sodium")
    assert "sodium-oxybate" in [one.id for one in found.candidates]
    assert all(one.name.startswith("sodium ") for one in found.candidates)


@pytest.mark.parametrize(
    ("words", "drug"),
    [
        ("atorvastatn calcium", "atorvastatin"), ("esomeprazle magnesium 40 mg", "esomeprazole"),
        ("losartn potassium", "losartan"), ("spironolactne potassium", "spironolactone"),
    ],
)  # fmt: skip
def test_the_salt_of_a_misspelt_name_is_not_offered_in_its_place(
    loaded: LoadedRelease, words: str, drug: str
) -> None:
    assert [one.id for one in read(loaded, words).candidates] == [drug]


@pytest.mark.parametrize("words", ["coral calcium", "chelated magnesium", "high potassium"])
def test_a_short_word_before_a_mineral_is_no_slip_of_a_drug(
    loaded: LoadedRelease, words: str
) -> None:
    (offered,) = read(loaded, words).candidates
    assert offered.matched_name.lower() == words.split()[1]


@pytest.mark.parametrize(
    ("words", "strengths"),
    [
        ("lisinopril 20/12.5", "20/12.5"), ("hydrocodone 5/325 prn", "5/325"),
        ("Diovan 160/25 mg daily", "160/25 mg"), ("levodopa 25/100", "25/100"),
    ],
)  # fmt: skip
def test_two_strengths_behind_one_drug_may_be_of_a_second_one(
    loaded: LoadedRelease, words: str, strengths: str
) -> None:
    found = read(loaded, words)
    assert (found.status, len(found.drugs)) == (InputStatus.RESOLVED, 1)
    assert found.not_understood == (strengths,)


@pytest.mark.parametrize(
    "words",
    ["amoxicillin 250/5", "Percocet 5/325", "insulin 70/30", "aspirin 1/2 tab", "warfarin 5/7",
     "albuterol 2.5 mg/3 mL", "Advair 250/50", "amoxicillin 400 mg/5 mL", "oxycodone 5-10 mg"],
)  # fmt: skip
def test_a_spoon_a_half_and_a_mixture_are_no_two_strengths(
    loaded: LoadedRelease, words: str
) -> None:
    found = read(loaded, words)
    assert (found.status, found.not_understood) == (InputStatus.RESOLVED, ())


_ASIDE = (
    "started last week", "(new)", "new rx", "from my cardiologist", "by my doctor", "brand name",
    "via PEG", "per tube", "gummies", "started 3 months ago", "prescribed by the hospital",
)  # fmt: skip


@pytest.mark.parametrize("aside", _ASIDE)
def test_what_people_say_beside_a_name_is_no_other_name(loaded: LoadedRelease, aside: str) -> None:
    for words, drug in (("metformin", "metformin"), ("Klonopin 0.5 mg", "clonazepam")):
        found = read(loaded, f"{words} {aside}")
        assert ([one.id for one in found.drugs], found.not_understood) == ([drug], ()), aside


@pytest.mark.parametrize("words", ["olmesartan5/325", "metoprolol25-100mg", "Nifedipine30Mg"])
def test_strengths_that_are_written_to_their_name_are_read(
    loaded: LoadedRelease, words: str
) -> None:
    assert len(read(loaded, words).drugs) == 1


def test_an_end_beside_a_beginning_is_still_an_end(loaded: LoadedRelease) -> None:
    assert read(loaded, "warfarin started last week then stopped").drugs == ()


@pytest.mark.parametrize("mark", [" / ", " and ", " + ", " then ", " plus ", " & "])
@pytest.mark.parametrize("form", ["eye drops", "my inhaler", "the patch", "nasal spray", "cream"])
def test_a_form_that_stands_for_a_medicine_is_not_the_form_of_the_next_one(
    loaded: LoadedRelease, form: str, mark: str
) -> None:
    found = read(loaded, f"{form}{mark}fluoxetine")
    assert [one.id for one in found.drugs] == ["fluoxetine"]
    assert (found.not_understood, found.understood.get("route")) == ((form,), None)


@pytest.mark.parametrize(
    "words", ["oxycodone & pain killer", "blood thinner and warfarin", "SSRI + fluoxetine"]
)
def test_a_class_that_is_added_to_a_drug_is_not_dropped(loaded: LoadedRelease, words: str) -> None:
    found = read(loaded, words)
    assert (found.status, found.drugs) == (InputStatus.AMBIGUOUS, ())


@pytest.mark.parametrize("words", ["warfarin (blood thinner)", "warfarin / blood thinner"])
def test_a_class_that_says_what_a_drug_is_adds_nothing(loaded: LoadedRelease, words: str) -> None:
    assert [one.id for one in read(loaded, words).drugs] == ["warfarin"]


@pytest.mark.parametrize(
    ("words", "drug"),
    [
        ("vit k", "vitamin-k"), ("Vit. C 500 mg", "ascorbic-acid"), ("vit e daily", "vitamin-e"),
        ("vit-b6", "pyridoxine"), ("5FU", "fluorouracil"), ("6MP 50 mg", "mercaptopurine"),
        ("5ASA", "mesalazine"),
    ],
)  # fmt: skip
def test_a_letter_and_a_number_say_which_one_it_is(
    loaded: LoadedRelease, words: str, drug: str
) -> None:
    assert [one.id for one in read(loaded, words).drugs] == [drug]


def test_a_letter_is_a_part_of_a_name_also_where_it_is_a_word(loaded: LoadedRelease) -> None:
    for words in ("vitamin A", "vit a", "vitamin a daily", "vitamin a 5000 iu"):
        found = read(loaded, words)
        assert found.drug_class is None and found.drugs, words


@pytest.mark.parametrize("words", ["7ASA", "vit q", "hepatitis d vaccine"])
def test_another_letter_or_number_is_no_slip(loaded: LoadedRelease, words: str) -> None:
    assert all(one.distance == 0 for one in read(loaded, words).candidates)
