"""Are effects spelled and counted as readers expect, and names told apart?"""

import pytest
from app.domain.facts import Frequency
from app.importers.run import Intake
from app.importers.shared.effects_and_uses import american_spelling, band_of_percent
from app.importers.shared.known import names_several

from tests.importers.knowing import CITED, knows_effect


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("Diarrhoea", "Diarrhea"),
        ("Anaemia", "Anemia"),
        ("Haemorrhage", "Hemorrhage"),
        ("Oedema peripheral", "Edema peripheral"),
        ("Dyspnoea", "Dyspnea"),
        ("Paraesthesia", "Paresthesia"),
        ("Oesophagitis", "Esophagitis"),
        ("Hypokalaemia", "Hypokalemia"),
        ("Generalised tonic-clonic seizure", "Generalized tonic-clonic seizure"),
        ("Nausea", "Nausea"),
        ("Bradycardia foetal", "Bradycardia fetal"),
        ("Aerophagia", "Aerophagia"),
    ],
)
def test_an_american_knows_the_word(british: str, american: str) -> None:
    assert american_spelling(british) == american


@pytest.mark.parametrize(("percent", "band"), [(0.0, "unknown"), (0.009, "very_rare")])
def test_none_of_all_people_is_no_frequency(percent: float, band: str) -> None:
    assert band_of_percent(percent) is Frequency(band)


@pytest.mark.parametrize("name", ["alpha/beta", "alpha and beta", "Alpha AND beta", "alpha+beta"])
def test_a_combination_is_seen_by_its_name(name: str) -> None:
    assert names_several(name)


@pytest.mark.parametrize("name", ["sandoglobulin", "incline", "withania", "alpha, human"])
def test_a_word_within_a_word_says_nothing(name: str) -> None:
    assert not names_several(name)


def test_of_things_with_one_name_that_is_meant_whose_id_it_is(intake: Intake) -> None:
    knows_effect(intake, "anemia")
    knows_effect(intake, "iron-deficiency-anemia", "anemia", "tiredness")
    knows_effect(intake, "sleepiness", "tiredness")
    assert intake.effect("Anemia", CITED) == "anemia"
    assert intake.effect("tiredness", CITED) == "tiredness"


def test_what_is_all_signs_names_nothing(intake: Intake) -> None:
    knows_effect(intake, "plus", "+")
    assert intake.effect("-", CITED) == "unnamed"
