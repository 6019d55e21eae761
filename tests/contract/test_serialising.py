"""Does the short way to JSON give the bytes that the schema promises?"""

import pytest
from app.api.answers.checks import CheckOut
from app.api.answers.serialise import checkup_json
from app.domain.interactions.check import Manner
from app.domain.interactions.policy import POLICIES
from app.domain.knowledge import Knowledge

from tests.asking import ask


@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize(
    "names",
    [
        ("clona", "oxy", "Calmex 2 mg tab", "unobtainium", "Twin"),
        ("opiates", "clona", "warf", "asp"),
        ("clona/oxy", "warf", "lonely", "diaza", "lope"),
        ("unobtainium",),
        ('"drug_class": "x", drug_class', "clona \\ \u2028 \x7f é 💊", "oxy"),
    ],
)
def test_a_checkup_is_written_as_its_schema_says(
    drawn: Knowledge, names: tuple[str, ...], policy: str
) -> None:
    checkup = ask(
        drawn,
        *names,
        current=["oxy"],
        conditions=["apnoea", "sadness"],
        manner=Manner(policy=POLICIES[policy]),
    )
    promised = CheckOut.model_validate(checkup).model_dump_json()
    assert checkup_json(checkup).decode() == promised
