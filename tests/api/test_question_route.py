"""Does a body get the same answer whichever way it is read?"""

import json

import pytest
from app.api.http.bounds import problem_with_json
from app.api.rest.interactions import CheckIn
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

CHECK = "/interactions/check"
# A choice that is made twice is no plain one: the question goes the usual way.
USUALLY = CHECK + "?view=full&view=full"

BODIES = (
    '{"drugs": ["clonazepam", "oxycodone"]}',
    '{"drugs": ["clonazepam", "wine"], "policy": "quiet", "audience": "patient"}',
    '{"drugs": [{"system": "atc", "code": "N03AE01"}, "oxycodone"], "as_of": "2026-11-01"}',
    '{"drugs": [{"name": "fluoxetine", "stopped_on": "2026-10-20"}], "as_of": "2026-11-01"}',
    '{"drugs": ["clonazepam"], "person": {"age": 80, "egfr": 25, "pregnancy": false}}',
    '{"drugs": ["\\u00e9soméprazole", "a\\tb"]}',
    '\ufeff{"drugs": ["clonazepam"]}',
    '{"drugs": []}',
    '{"drugs": [1]}',
    '{"drugs": "clonazepam"}',
    '{"drugs": ["clonazepam"], "strict": 1}',
    '{"drugs": ["clonazepam"], "strict": "yes"}',
    '{"drugs": ["clonazepam"], "accept_corrections": "true"}',
    '{"drugs": ["clonazepam"], "as_of": 20000}',
    '{"drugs": ["clonazepam"], "as_of": "1.1.2026"}',
    '{"drugs": [{"name": "clonazepam", "dose": {"amount": 1, "unit": "mg"}}]}',
    '{"drugs": [{"name": "clonazepam", "dose": {"amount": "1", "unit": "mg"}}]}',
    '{"drugs": [{"name": "clonazepam", "dose": {"amount": NaN, "unit": "mg"}}]}',
    '{"drugs": [{"name": "clonazepam", "dose": {"amount": 1e400, "unit": "mg"}}]}',
    '{"drugs": ["clonazepam"], "person": {"age": 80.0}}',
    '{"drugs": ["clonazepam"], "person": {"age": "80"}}',
    '{"drugs": ["clonazepam"], "person": {"egfr": true}}',
    '{"drugs": ["clonazepam"], "unknown": 1}',
    '{"drugs": ["clonazepam"], "drugs": ["wine"]}',
    '{"drugs": ["a\\u0000b"]}',
    '{"drugs": ["\\ud800"]}',
    "[]",
    "null",
    '"clonazepam"',
    "{",
    "",
)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_body_gets_one_answer_by_both_ways(client: TestClient, body: str, kind: str) -> None:
    headers = {"Content-Type": kind}
    plain, usual = (client.post(one, content=body, headers=headers) for one in (CHECK, USUALLY))
    assert (plain.status_code, plain.content) == (usual.status_code, usual.content)


def test_a_brief_view_is_chosen_by_both_ways(client: TestClient) -> None:
    body = {"drugs": ["clonazepam", "oxycodone"]}
    plain = client.post(CHECK + "?view=brief", json=body)
    assert plain.headers["content-type"] == "application/vnd.materia.brief+json"
    assert plain.content == client.post(CHECK + "?view=full&view=brief", json=body).content


_WORDS = st.text("ab1é\u2028\ud83d\ude00", max_size=4)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _WORDS
    | st.sampled_from(["true", "1", "12", "2026-01-31", "20000", "mg", "female", "B", "dose"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
_PERSONS = st.dictionaries(
    st.sampled_from(["age", "sex", "weight_kg", "pregnancy", "egfr", "liver", "conditions"]),
    _VALUES,
    max_size=3,
)
_DOSES = st.dictionaries(st.sampled_from(["amount", "unit", "per", "route"]), _VALUES, max_size=3)
_DRUGS = _WORDS | st.dictionaries(
    st.sampled_from(["name", "system", "code", "stopped_on", "dose"]), _VALUES | _DOSES, max_size=3
)
_QUESTIONS = st.fixed_dictionaries(
    {"drugs": st.lists(_DRUGS, min_size=1, max_size=2)},
    optional={
        "strict": _VALUES,
        "as_of": _VALUES,
        "audience": st.sampled_from(["patient", "professional"]) | _VALUES,
        "policy": _VALUES,
        "conditions": st.lists(_WORDS, max_size=2) | _VALUES,
        "person": _PERSONS | _VALUES,
    },
)


@given(_QUESTIONS)
def test_what_is_a_question_as_json_is_the_same_one_as_values(asked: dict[str, object]) -> None:
    """What is read in one step is what the usual way would have read."""
    body = json.dumps(asked).encode()
    assert problem_with_json(body) is None
    try:
        read = CheckIn.model_validate_json(body)
    except ValidationError:
        return  # then the usual way decides
    assert read == CheckIn.model_validate(json.loads(body))
