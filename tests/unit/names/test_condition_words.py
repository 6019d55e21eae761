"""Are the words that people and charts use for conditions read, and read as one thing only?"""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import pytest
from app.domain.facts import split_key
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import match_condition

ICD_FILE = (
    Path(__file__).resolve().parents[4] / "shared/data/icd10cm/icd10cm_tabular_2026-04-01.tsv.gz"
)
# What is written for the stages of kidney disease, `n` being the stage.
STAGE_FORMS = (
    "CKD{n}", "CKD {n}", "ckd stage {n}", "stage {n} CKD", "Stage {n} kidney disease",
    "chronic kidney disease stage {n}", "stage {n} chronic kidney disease",
)  # fmt: skip
STAGES = {
    1: "mild-kidney-disease",
    2: "mild-kidney-disease",
    3: "moderate-kidney-disease",
    4: "severe-kidney-disease",
    5: "end-stage-kidney-disease",
}
# Lay words and short forms, by what they mean.
WORDS = {
    "gerd": "GERD; acid reflux; GORD",
    "urinary-tract-infection": "UTI; urine infection; bladder infection; water infection",
    "type-2-diabetes": "T2DM; type II diabetes; DM2; diabetes type 2",
    "type-1-diabetes": "T1D; type I diabetes; juvenile diabetes",
    "hypertension": "HTN; high BP; HBP; essential hypertension",
    "sleep-apnea": "OSA; sleep apnoea",
    "benign-prostatic-hyperplasia": "BPH; enlarged prostate; prostatic hypertrophy",
    "allergic-rhinitis": "hay fever; hayfever; seasonal allergies",
    "menstrual-pain": "period pain; period cramps; painful periods",
    "pins-and-needles": "pins and needles; numbness; tingling",
    "heart-attack": "heart attack; myocardial infarction; MI",
    "glaucoma": "glaucoma",
    "atrial-fibrillation": "a-fib; afib; AF",
    "dialysis": "dialysis; on dialysis; haemodialysis",
    "penicillin-allergy": "penicillin allergy; allergic to penicillin",
    "tobacco-smoking": "smoker; smoking; smokes; tobacco use",
    "postherpetic-neuralgia": "post-herpetic neuralgia; PHN",
    "seizure-disorder": "seizures; seizure; fits; convulsions",
    "venous-thromboembolism": "DVT; PE; blood clot; blood clot in the leg",
    "mini-stroke": "TIA; mini stroke; mini-stroke",
    "stroke": "CVA; stroke",
    "flu": "flu; influenza; the flu",
    "irritable-bowel-syndrome": "IBS; irritable bowel",
    "hemorrhoids": "piles; haemorrhoids",
    "chronic-hepatitis-c": "chronic hep C; chronic hepatitis C",
    "peripheral-neuropathy": "neuropathy; nerve damage",
    "immunodeficiency": "immunocompromised; weak immune system",
    "back-pain": "bad back; lower back pain; backache",
    "fatigue": "tired; fatigue; no energy",
}


@pytest.mark.parametrize("slug", WORDS)
def test_lay_words_and_short_forms_are_read(seeded: Knowledge, slug: str) -> None:
    read = {word: match_condition(word, seeded).conditions for word in WORDS[slug].split("; ")}
    assert read == dict.fromkeys(read, (slug,))


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_of_kidney_disease_is_read_in_every_form(seeded: Knowledge, stage: int) -> None:
    forms = [form.format(n=stage) for form in STAGE_FORMS]
    read = {form: match_condition(form, seeded).conditions for form in forms}
    assert read == dict.fromkeys(forms, (STAGES[stage],))


def test_no_word_means_two_conditions(seeded: Knowledge) -> None:
    """With its blanks or without."""
    two = {
        word: ids
        for names in (seeded.condition_names, seeded.joined_condition_names)
        for word, ids in names.items()
        if len(ids) > 1
    }
    assert two == {}


def codes_of_conditions(knowledge: Knowledge) -> dict[str, str]:
    """The condition of each ICD-10 code."""
    found = {}
    for (system, code), subjects in knowledge.codes.items():
        for kind, slug in map(split_key, subjects):
            if kind == "condition" and system == "icd10":
                found[code] = slug
    return found


def everything_above(slug: str, knowledge: Knowledge) -> set[str]:
    """The condition and all that it is a kind of."""
    above, waiting = {slug}, [slug]
    while waiting:
        for parent in knowledge.condition_parents.get(waiting.pop(), ()):
            if parent not in above:
                above.add(parent)
                waiting.append(parent)
    return above


# Where a category of ICD-10 holds several illnesses, and the wider code stands for one of them.
OTHER_ILLNESS = {
    ("D61.81", "bone-marrow-suppression", "aplastic-anemia"),
    ("B02.22", "postherpetic-neuralgia", "herpes-zoster"),
    ("B02.29", "postherpetic-neuralgia", "herpes-zoster"),
    ("E10.1", "diabetic-ketoacidosis", "type-1-diabetes"),
    ("E11.1", "diabetic-ketoacidosis", "type-2-diabetes"),
    ("E10.42", "diabetic-peripheral-neuropathic-pain", "type-1-diabetes"),
    ("E11.42", "diabetic-peripheral-neuropathic-pain", "type-2-diabetes"),
    ("F10.23", "alcohol-withdrawal", "alcohol-use-disorder"),
    ("F11.23", "opioid-withdrawal", "opioid-use-disorder"),
    ("F13.23", "benzodiazepine-withdrawal", "sedative-use-disorder"),
    ("F32.81", "premenstrual-dysphoric-disorder", "depression"),
    ("F41.9", "anxiety", "anxiety-disorder"),
    ("G24.01", "tardive-dyskinesia", "dystonia"),
    ("H40.05", "ocular-hypertension", "glaucoma"),
    ("I20.0", "acute-coronary-syndrome", "angina"),
    ("I48.3", "atrial-flutter", "atrial-fibrillation"),
    ("I48.4", "atrial-flutter", "atrial-fibrillation"),
    ("I48.92", "atrial-flutter", "atrial-fibrillation"),
    ("L51.1", "stevens-johnson-syndrome", "erythema-multiforme"),
    ("L51.2", "stevens-johnson-syndrome", "erythema-multiforme"),
    ("L51.3", "stevens-johnson-syndrome", "erythema-multiforme"),
    ("M45.A", "axial-spondyloarthritis", "ankylosing-spondylitis"),
    ("N30.1", "interstitial-cystitis", "cystitis"),
    ("Z29.81", "hiv-exposure", "malaria-prevention"),
}


def test_a_code_below_another_belongs_to_a_kind_of_its_condition(seeded: Knowledge) -> None:
    """Else a longer code would find less than a shorter one."""
    owners = codes_of_conditions(seeded)
    strays = set()
    for code, slug in owners.items():
        shorter = (code[:end] for end in range(len(code) - 1, 2, -1))
        wider = next((owners[one] for one in shorter if one in owners), None)
        if wider is not None and wider not in everything_above(slug, seeded):
            strays.add((code, slug, wider))
    assert strays == OTHER_ILLNESS


def test_every_code_of_a_condition_stands_in_the_list_of_2026(seeded: Knowledge) -> None:
    if not ICD_FILE.exists():
        pytest.skip("the tabular list of ICD-10-CM is not on this machine")
    with gzip.open(ICD_FILE, "rt", encoding="utf-8", newline="") as file:
        listed = {row["code"] for row in csv.DictReader(file, delimiter="\t")}
    unknown = defaultdict(list)
    for code, slug in codes_of_conditions(seeded).items():
        # External causes are left out of that file.
        if code not in listed and code[0] not in "VWXY":
            unknown[slug].append(code)
    assert dict(unknown) == {}
