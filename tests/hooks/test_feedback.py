"""What becomes of feedback, and what leaves this server of a patient?"""

import json
import logging
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from app.domain.errors import RejectedImport
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi.testclient import TestClient

from tests.api.calling import serving
from tests.hooks.calls import bundle, concept, prefetch, sign
from tests.hooks.test_calls import SIGN, cards

REASONS = "urn:materia:override-reasons"
SECRET = "zqsecret"


def outcome(card: str, **more: Any) -> dict[str, Any]:
    """One outcome."""
    return {
        "card": card, "outcome": "overridden", "outcomeTimestamp": "2026-11-29T08:00:00Z", **more
    }  # fmt: skip


def send(client: TestClient, *outcomes: Any) -> int:
    """Sends feedback; the status."""
    return client.post(f"{SIGN}/feedback", json={"feedback": list(outcomes)}).status_code


@pytest.fixture
def own(seeded_url: str) -> Any:
    """A server of its own, since feedback is counted for as long as it runs."""
    with serving(seeded_url) as client:
        yield client


def test_feedback_is_counted_by_rule(own: TestClient) -> None:
    found = cards(own, sign("warfarin", taken=("ibuprofen",)))
    card = next(one for one in found if one["source"]["topic"]["code"] == "anticoagulant-nsaid")
    code = card["overrideReasons"][0]["code"]
    ours = {"reason": {"code": code, "system": REASONS}, "userComment": SECRET}
    foreign = {"reason": {"code": SECRET, "system": "http://ehr"}}
    accepted = {"outcome": "accepted", "acceptedSuggestions": [{"id": card["uuid"]}]}
    assert send(own, outcome(card["uuid"], overrideReason=ours)) == 200
    assert send(own, outcome(card["uuid"], overrideReason=foreign)) == 200
    assert send(own, outcome(card["uuid"], **accepted)) == 200
    answer = own.get("/coverage/feedback")
    assert SECRET not in answer.text
    counted = {(one["outcome"], one["reason"]): one["count"] for one in answer.json()}
    assert counted == {("overridden", code): 1, ("overridden", ""): 1, ("accepted", ""): 1}
    assert {one["rule"] for one in answer.json()} == {"anticoagulant-nsaid"}


def test_feedback_on_a_card_of_nobody_is_counted_as_such(own: TestClient) -> None:
    assert send(own, outcome("00000000-0000-4000-8000-000000000000")) == 200
    assert [one["rule"] for one in own.get("/coverage/feedback").json()] == ["unknown"]


@pytest.mark.parametrize(
    "broken",
    [
        {"card": "7"}, {"card": None}, {"outcome": "ignored"}, {"outcome": None},
        {"outcomeTimestamp": None}, {"outcome": "accepted", "acceptedSuggestions": [{}]},
    ],
)  # fmt: skip
def test_broken_feedback_counts_nothing(own: TestClient, broken: dict[str, Any]) -> None:
    good = outcome("00000000-0000-4000-8000-000000000000")
    assert send(own, good, good | broken) == 400
    assert own.get("/coverage/feedback").json() == []


@pytest.mark.parametrize("body", [{}, {"feedback": []}, {"feedback": {}}, [], 7, {"feedback": [7]}])
def test_what_is_no_feedback_is_refused(own: TestClient, body: Any) -> None:
    assert own.post(f"{SIGN}/feedback", json=body).status_code == 400


def test_nothing_of_a_request_reaches_a_log(
    own: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    allergy = {"resourceType": "AllergyIntolerance", "code": concept(f"{SECRET} rash")}
    body = sign(f"{SECRET} 5 mg", "warfarin", prefetch=prefetch(allergies=bundle(allergy)))
    body["context"]["patientId"] = SECRET
    broken = {**body, "hookInstance": SECRET}
    with caplog.at_level(logging.DEBUG):
        assert own.post(SIGN, json=body).status_code == 200
        assert own.post(SIGN, json=broken).status_code == 400
        assert own.post(f"/cds-services/{SECRET}", json=body).status_code == 404
        assert own.post(SIGN, content=f'{{"{SECRET}": ').status_code == 415
        assert send(own, outcome(SECRET, userComment=SECRET)) == 400
    metrics = own.get("/metrics").text
    assert "/cds-services/{service}" in metrics
    # The client of the test logs the address that it asks.
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("http")]
    assert any("/cds-services/{service}" in line for line in ours)
    assert SECRET not in "".join([*ours, *capfd.readouterr(), metrics])


ISSUER, URL = "https://ehr.example", "https://materia.example"
EC, RSA = ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)
OTHER = ec.generate_private_key(ec.SECP384R1())


def jwks() -> dict[str, Any]:
    """The public keys of the issuer."""
    one = jwt.algorithms.ECAlgorithm.to_jwk(EC.public_key(), as_dict=True)
    other = jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True)
    return {"keys": [{**one, "kid": "ec", "alg": "ES384"}, {**other, "kid": "rsa", "alg": "RS384"}]}


@pytest.fixture
def guarded(seeded_url: str, tmp_path: Path) -> Any:
    """A server that trusts one issuer."""
    file = tmp_path / "issuers.json"
    file.write_text(json.dumps({ISSUER: jwks()}), encoding="utf-8")
    with serving(seeded_url, hooks_issuers=file, public_url=URL) as client:
        yield client


def token(key: Any = EC, kid: str | None = "ec", algorithm: str = "ES384", **claims: Any) -> str:
    """A token; a claim that is None is left out."""
    now = int(time.time())
    whole = {
        "iss": ISSUER, "aud": f"{URL}{SIGN}", "exp": now + 300, "iat": now, "jti": "1", **claims
    }  # fmt: skip
    whole = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(whole, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def status(client: TestClient, authorization: str) -> int:
    """The status of a call with this header."""
    headers = {"Authorization": authorization} if authorization else {}
    return client.post(SIGN, json=sign("warfarin"), headers=headers).status_code


def test_a_token_of_a_trusted_client_is_taken_once(guarded: TestClient) -> None:
    good = f"Bearer {token()}"
    assert status(guarded, good) == 200
    assert status(guarded, good) == 401
    assert status(guarded, f"Bearer {token(RSA, 'rsa', 'RS384', jti='2')}") == 200
    assert guarded.get("/cds-services").status_code == 200


@pytest.mark.parametrize(
    "broken",
    [
        {"key": OTHER}, {"kid": "gone"}, {"kid": None}, {"iss": "https://other"}, {"iss": None},
        {"aud": "https://other"}, {"aud": None}, {"exp": 1}, {"exp": None}, {"iat": None},
        {"jti": None}, {"algorithm": "RS256", "key": RSA, "kid": "rsa"},
    ],
)  # fmt: skip
def test_any_other_token_is_refused(guarded: TestClient, broken: dict[str, Any]) -> None:
    assert status(guarded, f"Bearer {token(**broken)}") == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer a.b.c"])
def test_no_token_is_refused(guarded: TestClient, header: str) -> None:
    answer = guarded.post(SIGN, json=sign("x"), headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_that_nobody_signed_is_refused(guarded: TestClient) -> None:
    unsigned = jwt.encode({"iss": ISSUER, "jti": "1"}, "", algorithm="none")
    assert status(guarded, f"Bearer {unsigned}") == 401


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', '{"a": {"keys": []}}', '{"a": {}}'])
def test_a_bad_list_of_clients_stops_the_start(tmp_path: Path, content: str) -> None:
    file = tmp_path / "issuers.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RejectedImport):
        serving("sqlite:///none.db", hooks_issuers=file)


def test_a_policy_that_is_none_stops_the_start() -> None:
    with pytest.raises(RejectedImport):
        serving("sqlite:///none.db", hooks_policy="gone")


def test_minor_findings_have_cards_where_the_site_wants_them(seeded_url: str) -> None:
    with serving(seeded_url, hooks_minor=True, hooks_policy="everything") as client:
        with_minor = cards(client, sign("clonazepam", "omeprazole"))
    assert any(card["summary"].startswith("Minor") for card in with_minor)
