"""Where keys are needed nothing is answered without one, in no app."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.api.http.callers import make_api_key
from app.cli.app import app
from app.domain.errors import RejectedImport
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.api.calling import serving

KEY, HASHED = make_api_key()
OTHER, OTHER_HASHED = make_api_key()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A file with one key."""
    file = tmp_path / "keys"
    file.write_text(f"# Of the hospital\n\nward-3 {HASHED}\n")
    return file


@pytest.fixture
def guarded(keys: Path, seeded_url: str) -> Iterator[TestClient]:
    """A service that needs it."""
    with serving(seeded_url, api_keys=keys) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    ["/drugs/clonazepam", "/", "/docs", "/openapi.json", "/REST/version.json", "/cds-services",
     "/fhir/r5/metadata", "/mcp", "/assets/style.css", "/version", "/nothing", "//healthz",
     "/healthz/x", "/metrics%2F.."],
)  # fmt: skip
def test_without_a_key_nothing_is_answered(guarded: TestClient, path: str) -> None:
    for headers in (
        {},
        {"X-API-Key": "x"},
        {"X-API-Key": HASHED},
        {"X-API-Key": ""},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {OTHER}"},
    ):
        answer = guarded.get(path, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), headers
        assert "Nothing was checked" in answer.text or path.startswith("/REST")


def test_with_a_key_all_is_answered(guarded: TestClient) -> None:
    for headers in ({"X-API-Key": KEY}, {"Authorization": f"bearer {KEY}"}):
        assert guarded.get("/drugs/clonazepam", headers=headers).status_code == 200
        asked = {"drugs": ["clonazepam", "alcohol"]}
        answer = guarded.post("/interactions/check", json=asked, headers=headers)
        assert answer.status_code == 200 and answer.json()["findings"]
        assert guarded.get("/REST/version.json", headers=headers).status_code == 200


def test_probes_need_no_key(guarded: TestClient) -> None:
    assert [guarded.get(one).status_code for one in ("/healthz", "/readyz", "/metrics")] == [
        200, 200, 200,
    ]  # fmt: skip
    assert guarded.options("/drugs").status_code == 204
    assert guarded.options("/drugs").content == b""


def test_what_was_kept_for_one_is_not_given_to_another(guarded: TestClient) -> None:
    answer = guarded.get("/drugs/clonazepam", headers={"X-API-Key": KEY})
    again = guarded.get("/drugs/clonazepam", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 401
    assert answer.headers["cache-control"] == "no-cache", "a proxy asks again, and with whose key"


def test_a_limit_is_that_of_a_key(keys: Path, seeded_url: str) -> None:
    keys.write_text(f"one {HASHED}\ntwo {OTHER_HASHED}\n")
    with serving(seeded_url, api_keys=keys, rate_limit="2/minute") as client:
        asked = [client.get("/version", headers={"X-API-Key": key}) for key in [KEY] * 3 + [OTHER]]
        assert [one.status_code for one in asked] == [200, 200, 429, 200]


def test_keys_come_and_go_while_it_runs(
    guarded: TestClient, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.http.callers._LOOKED_AT_AGAIN", 0.0)

    def status(key: str) -> int:
        return guarded.get("/version", headers={"X-API-Key": key}).status_code

    assert (status(KEY), status(OTHER)) == (200, 401)
    keys.write_text(f"other {OTHER_HASHED}\n")
    assert (status(KEY), status(OTHER)) == (401, 200)
    keys.write_text("broken\n")
    assert (status(KEY), status(OTHER)) == (401, 200)
    keys.unlink()
    assert (status(KEY), status(OTHER)) == (401, 200)


@pytest.mark.parametrize(
    "line",
    ["name", f"name {HASHED[:-1]}", f"a b {HASHED}", KEY, f"n {KEY}"],
    ids=["no hash", "a short hash", "three words", "a key", "a key for a hash"],
)
def test_a_file_that_is_wrong_is_refused_without_a_word_of_it(
    keys: Path, seeded_url: str, line: str
) -> None:
    keys.write_text(f"ward-3 {HASHED}\n{line}\n")
    with (
        pytest.raises(RejectedImport, match="keys:2: ") as raised,
        serving(seeded_url, api_keys=keys) as client,
    ):
        client.get("/healthz")
    assert line not in str(raised.value).replace("`name", "")
    assert KEY not in str(raised.value)


def test_the_command_prints_a_key_and_its_line(keys: Path, seeded_url: str) -> None:
    ended = CliRunner().invoke(app, ["api-key", "ward-4"])
    _, key, _, line = ended.output.splitlines()
    keys.write_text(line + os.linesep)
    assert line.startswith("ward-4 sha256:") and key not in line
    with serving(seeded_url, api_keys=keys) as client:
        assert client.get("/version", headers={"X-API-Key": key}).status_code == 200
    assert CliRunner().invoke(app, ["api-key", "a b"]).exit_code == 1
