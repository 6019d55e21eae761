"""Does docs/coverage.md say what the seed of this checkout covers?"""

from fastapi.testclient import TestClient

from tests.contract.write_coverage import PAGE, render


def test_the_page_of_the_coverage_is_that_of_the_seed(client: TestClient) -> None:
    told = render(client.get("/coverage").json())
    assert PAGE.read_text(encoding="utf-8") == told, "the seed has changed: run `make coverage`"


def test_the_page_holds_no_moment_and_no_hash(client: TestClient) -> None:
    told = client.get("/coverage").json()
    page = render(told)
    for one in (told["release"], told["made_at"], told["data_sets"][0]["checksum"]):
        assert one not in page
    assert told["data_sets"][0]["imported_at"] not in page
