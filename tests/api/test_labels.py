"""Labels over HTTP: of a drug, whole, by their words; and what it means that there are none."""

from collections.abc import Iterator

import pytest
from app.importers import DATA_SETS
from app.main import create_app
from app.services.importing import run_import
from app.settings import Settings
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.api.calling import get, problem
from tests.conftest import open_migrated
from tests.importers.labelling import SET_ID, document, record, section, spl
from tests.seeds import write_seed

OTHER = {
    "brand_name": ["Duo"], "generic_name": ["ALPHA AND ZZZ"], "unii": [],
    "substance_name": ["ALPHA", "ZZZ"],
}  # fmt: skip
ALPHA = {
    "brand_name": ["Alphex"],
    "generic_name": ["ALPHA"],
    "substance_name": ["ALPHA"],
    "unii": [],
}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server with a small seed and three labels, one of them told by both data sets."""
    folder = tmp_path_factory.mktemp("labels")
    (folder / "a.json").write_text(
        document(
            record(1, openfda=ALPHA, effective_time="20230101"),
            record(2, openfda=OTHER, boxed_warning=None, drug_interactions=["Calm meets sleep."]),
            record(3, openfda=OTHER | {"product_type": ["HUMAN OTC DRUG"]}),
        )
    )
    sections = section("34066-1", "Told better: deepest sleep.", title="DANGER")
    (folder / "a.xml").write_text(spl(3, sections=sections))
    url = f"sqlite:///{folder}/materia.db"
    engine = open_migrated(url)
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], write_seed(folder / "seed"))
        run_import(session, DATA_SETS["openfda-label"], folder / "a.json")
        run_import(session, DATA_SETS["dailymed-spl"], folder / "a.xml")
    engine.dispose()
    settings = Settings(database_url=url)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def test_the_labels_of_a_drug_are_listed_newest_first(labelled: TestClient) -> None:
    answer = get(labelled, "/drugs/alpha/labels")
    assert [one["id"] for one in answer["items"]] == [SET_ID.format(2), SET_ID.format(1)]
    duo = answer["items"][0]
    assert (duo["title"], duo["products"]) == ("Duo (alpha and zzz)", ["Duo"])
    assert [one["id"] for one in duo["drugs"]] == ["alpha", "zzz"]
    assert duo["section_names"] == ["indications_and_usage", "drug_interactions"]
    assert duo["effective_on"] == "2024-02-29"
    assert duo["citations"][0]["source"] == "openfda-label"
    assert answer["statement"].startswith("Labels loaded: 3, of them with alpha: 2.")


def test_only_labels_with_a_section_and_pages(labelled: TestClient) -> None:
    answer = get(labelled, "/drugs/alpha/labels?section=boxed_warning")
    assert [one["id"] for one in answer["items"]] == [SET_ID.format(1)]
    assert "boxed_warning: 1" in answer["statement"]
    assert "A label without it may say the same elsewhere" in answer["statement"]
    page = labelled.get("/drugs/alpha/labels?limit=1")
    assert (page.json()["total"], len(page.json()["items"])) == (2, 1)
    assert 'rel="next"' in page.headers["Link"]


def test_a_section_is_shown_whole_and_once_for_each_set_of_substances(
    labelled: TestClient,
) -> None:
    (one,) = get(labelled, "/drugs/alpha/labels?section=boxed_warning")["items"]
    assert [each["text"] for each in one["sections"]] == ["WARNING: sleep may be deep."]
    assert one["effective_on"] == "2023-01-01"
    # Two products with the same substances are one; alpha alone is another.
    uses = get(labelled, "/drugs/alpha/labels?section=indications_and_usage")["items"]
    assert len({tuple(drug["id"] for drug in each["drugs"]) for each in uses}) == len(uses)
    assert all(each["sections"] for each in uses)
    assert get(labelled, "/drugs/alpha/labels")["items"][0]["sections"] == []


def test_a_topic_that_no_label_speaks_of_rules_nothing_out(labelled: TestClient) -> None:
    answer = get(labelled, "/drugs/alpha/labels?section=kidney")
    assert answer["items"] == []
    assert "A label without it may say the same elsewhere" in answer["statement"]
    problem(labelled.get("/drugs/alpha/labels?section=kidneys"), 422)


def test_a_label_is_read_whole_or_in_part(labelled: TestClient) -> None:
    whole = get(labelled, f"/labels/{SET_ID.format(1).upper()}")
    assert [one["section"] for one in whole["sections"]] == whole["section_names"]
    assert whole["sections"][0]["text"] == "WARNING: sleep may be deep."
    part = get(labelled, f"/labels/{SET_ID.format(1)}?section=boxed_warning&section=pregnancy")
    assert [one["code"] for one in part["sections"]] == ["34066-1"]
    assert part["section_names"] == whole["section_names"]
    assert "no section pregnancy" in part["statement"]


def test_a_label_told_twice_is_read_once(labelled: TestClient) -> None:
    told = get(labelled, f"/labels/{SET_ID.format(3)}")
    assert told["citations"][0]["source"] == "dailymed-spl"
    assert [one["heading"] for one in told["sections"]] == ["DANGER"]
    assert get(labelled, "/labels?q=deep")["total"] == 1
    assert get(labelled, "/labels?q=deepest")["items"][0]["label"]["id"] == SET_ID.format(3)


def test_words_are_found_with_their_place(labelled: TestClient) -> None:
    answer = get(labelled, "/labels?q=sleeping&drug=alpha&section=drug_interactions")
    (hit,) = answer["items"]
    assert (hit["section"], hit["snippet"]) == ("drug_interactions", "Calm meets sleep.")
    assert hit["label"] == {
        "id": SET_ID.format(2), "title": "Duo (alpha and zzz)", "version": "3",
        "effective_on": "2024-02-29", "labeler": "House of Calm",
    }  # fmt: skip
    assert answer["statement"] == "Labels loaded: 3. Sections with all of these words: 1."


@pytest.mark.parametrize("path", ["/labels?q=unobtainium", '/labels?q="deep may"', "/labels?q=%22"])
def test_nothing_found_rules_nothing_out(labelled: TestClient, path: str) -> None:
    answer = get(labelled, path)
    assert (answer["total"], answer["items"]) == (0, [])
    assert "rules nothing out" in answer["statement"]


def test_no_label_of_a_drug_is_told_apart_from_no_label_at_all(
    labelled: TestClient, client: TestClient
) -> None:
    other = next(
        one["id"]
        for one in get(labelled, "/drugs")["items"]
        if not get(labelled, f"/drugs/{one['id']}/labels")["total"]
    )
    answer = get(labelled, f"/drugs/{other}/labels")
    assert "none of them known to be of" in answer["statement"]
    empty = get(client, "/drugs/clonazepam/labels")
    assert empty["items"] == []
    for statement in (answer["statement"], empty["statement"]):
        assert statement.endswith("That is no all-clear.")
        assert "safe" not in statement


def test_the_drug_tells_how_many_labels_are_loaded(
    labelled: TestClient, client: TestClient
) -> None:
    assert get(labelled, "/drugs/alpha")["told"]["labels"] == 2
    assert get(client, "/drugs/clonazepam")["told"]["labels"] == 0
    coverage = get(labelled, "/coverage")
    assert (coverage["facts"]["labels"], coverage["drugs_with"]["labels"]) == (3, 3)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/labels", 422, "invalid-request"),
        ("/labels?q=x&section=laser_eyes", 422, "invalid-request"),
        ("/labels?q=" + "x" * 401, 422, "invalid-request"),
        ("/labels?q=x&drug=unobtainium", 404, "unknown-drug"),
        ("/drugs/unobtainium/labels", 404, "unknown-drug"),
        ("/drugs/alpha/labels?section=laser_eyes", 422, "invalid-request"),
        ("/labels/nobody", 404, "unknown-label"),
        (f"/labels/{SET_ID.format(1)}?section=laser_eyes", 422, "invalid-request"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    labelled: TestClient, path: str, status: int, kind: str
) -> None:
    told = problem(labelled.get(path), status)
    assert told["type"] == f"urn:materia:problem:{kind}"


def test_an_answer_has_the_etag_of_the_release(labelled: TestClient) -> None:
    path = f"/labels/{labelled.get('/labels?q=deep').json()['items'][0]['label']['id']}"
    etag = labelled.get(path).headers["ETag"]
    assert labelled.get(path, headers={"If-None-Match": etag}).status_code == 304
