"""A site's own table of dose ranges: what is read, what is refused, and a dose beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.services.dose_ranges import COLUMNS, load_dose_ranges
from fastapi.testclient import TestClient

from tests.api.calling import check, serving

HEAD = ",".join(COLUMNS)
TABLE = f"""{HEAD}
Lopressor,oral,mg,25,200,dose,adults,House list 2026
metoprolol,oral,mg,50,400,day,adults,House list 2026
metoprolol,injected,mg,,5,dose,adults,House list 2026
digoxin,,mcg,62.5,250,day,adults,House list 2026
digoxin,,mcg,62.5,125,day,weak kidneys,House list 2026
"""


def table(folder: Path, text: str) -> Path:
    """The file with this text."""
    file = folder / "ranges.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def site(seeded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application with the table above."""
    file = table(tmp_path_factory.mktemp("site"), TABLE)
    with serving(seeded_url, dose_ranges=file) as client:
        yield client


def doses(client: TestClient, *drugs: Any) -> list[dict[str, Any]]:
    """The doses of a check."""
    found: list[dict[str, Any]] = check(client, *drugs)["doses"]
    return found


def given(name: str, amount: float, unit: str, per: str = "dose", **more: str) -> dict[str, Any]:
    """A drug with its dose."""
    return {"name": name, "dose": {"amount": amount, "unit": unit, "per": per, **more}}


@pytest.mark.parametrize(
    ("drug", "status"),
    [
        (given("metoprolol", 25, "mg", route="oral"), "unit_mismatch_not_checked"),
        (given("metoprolol", 50, "mg", "day", route="oral"), "unit_mismatch_not_checked"),
        (given("metoprolol", 6, "mg", route="injected"), "above"),
        (given("metoprolol", 5, "mg", route="injected"), "within"),
        (given("metoprolol", 5, "tablets", route="injected"), "unit_mismatch_not_checked"),
        (given("metoprolol", 5, "mg", route="nasal"), "no_range"),
        (given("digoxin", 0.25, "mg", "day"), "above"),
        (given("digoxin", 0.125, "mg", "day"), "within"),
        (given("digoxin", 50, "mcg", "day"), "below"),
        (given("lisinopril", 10, "mg", "day"), "no_range"),
    ],
)
def test_a_dose_stands_beside_the_ranges_of_its_drug(
    site: TestClient, drug: dict[str, Any], status: str
) -> None:
    (found,) = doses(site, drug)
    assert found["status"] == status
    assert found["written"] is False


def test_every_range_is_shown_with_its_line_and_its_people(site: TestClient) -> None:
    (found,) = doses(site, given("Lanoxin", 250, "mcg", "day"))
    assert [(one["status"], one["range"]["line"]) for one in found["ranges"]] == [
        ("within", 5), ("above", 6)
    ]  # fmt: skip
    assert found["ranges"][1]["range"]["population"] == "weak kidneys"


def test_a_written_strength_counts_as_one_dose_and_says_so(site: TestClient) -> None:
    (found,) = doses(site, "metoprolol 500 mg", "lisinopril")
    assert (found["input"], found["written"], found["status"]) == (0, True, "above")
    assert "strength" in found["note"]


def test_a_combination_is_not_compared(site: TestClient) -> None:
    (found,) = doses(site, given("Percocet", 1, "tablets"))
    assert (found["status"], found["drug"]) == ("unit_mismatch_not_checked", None)


def test_without_a_table_no_dose_is_compared(client: TestClient) -> None:
    assert doses(client, given("metoprolol", 5_000, "mg")) == []


def test_the_brief_view_names_what_lies_outside(site: TestClient) -> None:
    body = {"drugs": [given("metoprolol", 6, "mg", route="injected")]}
    answer = site.post("/interactions/check", json=body, params={"view": "brief"}).json()
    assert answer["doses"] == ["metoprolol: above"]


@pytest.mark.parametrize(
    "dose",
    [{"amount": -1, "unit": "mg"}, {"amount": 1, "unit": "blobs"}, {"amount": 1}, {"unit": "mg"},
     {"amount": "1", "unit": "mg"}, {"amount": 1, "unit": "mg", "per": "week"}],
)  # fmt: skip
def test_a_dose_that_makes_no_sense_is_refused(site: TestClient, dose: dict[str, Any]) -> None:
    body = {"drugs": [{"name": "metoprolol", "dose": dose}]}
    assert site.post("/interactions/check", json=body).status_code == 422


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("metoprolol,oral,blobs,1,2,dose,,House", "2: the unit 'blobs' is not known"),
        ("metoprolol,oral,mg,3,2,dose,,House", "2: min is above max"),
        ("metoprolol,oral,mg,,,dose,,House", "2: min and max are both empty"),
        ("metoprolol,oral,mg,-1,2,dose,,House", "2: min '-1' is no number"),
        ("metoprolol,oral,mg,1,2e3,dose,,House", "2: max '2e3' is no number"),
        ("metoprolol,oral,mg,1,2,week,,House", "2: per is 'week'"),
        ("metoprolol,tube,mg,1,2,dose,,House", "2: the route 'tube' is none of"),
        (",oral,mg,1,2,dose,,House", "2: drug is empty"),
        ("metoprolol,oral,mg,1,2,dose,,", "2: source is empty"),
        ("metoprolol,oral,mg,1", "2: the line has another number of cells"),
        ("metoprolol,oral,mg,1,2,dose,,House,more", "2: the line has another number of cells"),
        (
            "metoprolol,oral,mg,1,2,dose,,House\nMetoprolol,oral,mg,1,3,dose,,House",
            "3: says the same drug, route, unit and population as line 2",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(RejectedImport) as refused:
        load_dose_ranges(table(tmp_path, f"{HEAD}\n{line}\n"))
    assert f"ranges.csv:{problem}" in str(refused.value)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RejectedImport, match="1: the columns are to be"):
        load_dose_ranges(table(tmp_path, "drug,dose\nmetoprolol,1\n"))


def test_a_line_of_a_drug_that_is_not_known_stops_the_start(
    seeded_url: str, tmp_path: Path
) -> None:
    file = table(tmp_path, f"{HEAD}\nmetoprolol,,mg,1,2,dose,,House\nxyzzyplugh,,mg,1,2,dose,,H\n")
    site = serving(seeded_url, dose_ranges=file)
    with pytest.raises(RejectedImport, match="3: 'xyzzyplugh' names no single drug"), site:
        pass
