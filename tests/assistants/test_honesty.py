"""Does any answer to an assistant read as known, or as safe, where nothing is known?"""

import asyncio
import json
import random
import re
from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from app.api.answers.brief import brief_check
from app.api.dependencies import Checking, count_nothing
from app.api.mcp.tools import Stated, Tools
from app.domain.interactions.policy import DEFAULT
from app.domain.interactions.result import Audience
from app.domain.names.input import Asked
from app.services.interactions import Question, check_interactions
from app.services.release import LoadedRelease, ReleaseHolder
from app.store.database import open_engine
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import copy_seeded

REASSURING = re.compile(
    r"\b(safe|safely|harmless|no interactions?(?! is| are)|no risk|fine to|can be taken)\b", re.I
)
COUNT = 200


@pytest.fixture(scope="module")
def tools(seeded_url: str) -> Iterator[Tools]:
    """The tools on the seed."""
    holder = ReleaseHolder(open_engine(seeded_url))
    holder.refresh()
    workers = Checking(threads=1, waiting=5, seconds=60, count=count_nothing)
    yield Tools(holder, workers)
    workers.close()
    holder.engine.dispose()


def unknown_names() -> list[str]:
    """Names that nothing is called by, as somebody might write them."""
    rolled = random.Random(7)
    tails = ["", " 5 mg", " tablets twice a day", " XR 20 mg/ml"]
    return [
        "zq" + "".join(rolled.choices("bcdfgklmnoprstuvx", k=rolled.randint(6, 12))) + tail
        for _ in range(COUNT // len(tails))
        for tail in tails
    ]


def test_what_was_stopped_is_counted_from_the_day_that_is_named(tools: Tools) -> None:
    stated = Stated(stopped={"fluoxetine": date(2026, 3, 1)}, as_of=date(2026, 3, 20))
    found = asyncio.run(tools.check_interactions(["selegiline"], [], stated))
    assert found["as_of"] == "2026-03-20" and len(found["findings"]) >= 1
    later = Stated(stopped=stated.stopped, as_of=date(2026, 9, 1))
    found = asyncio.run(tools.check_interactions(["selegiline"], [], later))
    assert (found["as_of"], found["findings"]) == ("2026-09-01", [])
    assert found["suppressed"] >= 1


def test_none_of_two_hundred_unknown_names_reads_as_known_or_safe(tools: Tools) -> None:
    async def ask(name: str) -> list[dict[str, Any]]:
        return [
            await tools.find_drug(name),
            await tools.drug_information(name),
            await tools.side_effects(name, 0),
            await tools.is_prescribed_for(name, "depression"),
            await tools.check_interactions([name, "warfarin"], [], Stated()),
            await tools.check_interactions([name], ["warfarin"], Stated(age=70)),
        ]

    for name in unknown_names():
        found, drug, effects, verdict, check, beside = asyncio.run(ask(name))
        assert all(one["status"] != "resolved" and not one["drugs"] for one in found["inputs"])
        assert [one["status"] for one in (drug, effects, verdict)] == ["unknown"] * 3
        for one in (check, beside):
            assert one["completeness"] in ("partial", "none")
            assert any(
                part["input"] in name or name[:20] in part["input"] for part in one["not_checked"]
            )
            assert not any(
                name in between for part in one["findings"] for between in part["between"]
            )
        for one in (found, drug, effects, verdict, check, beside):
            assert not REASSURING.search(json.dumps(one)), one


def test_an_answer_is_the_brief_view_of_the_check(tools: Tools, loaded: LoadedRelease) -> None:
    rolled = random.Random(11)
    names = [drug.name for drug in loaded.knowledge.drugs.values()]
    for _ in range(60):
        drugs, taken = rolled.sample(names, rolled.randint(1, 5)), rolled.sample(names, 2)
        stated = Stated(
            age=rolled.choice([None, 4.0, 80.0]),
            egfr=rolled.choice([None, 20.0]),
            pregnant=rolled.choice([None, True, False]),
            allergies=rolled.choice([None, ["penicillin"], []]),
            conditions=rolled.choice([None, ["gout", "zqillness"]]),
        )
        question = Question(
            tuple(map(Asked, drugs)), tuple(map(Asked, taken)), policy=DEFAULT,
            audience=Audience.PATIENT, person=stated.person(),
        )  # fmt: skip
        found = asyncio.run(tools.check_interactions(drugs, taken, stated))
        assert found == brief_check(check_interactions(loaded, question))


def test_too_many_medicines_are_not_checked_in_part(tools: Tools) -> None:
    found = asyncio.run(tools.check_interactions(["warfarin"] * 60, ["aspirin"] * 60, Stated()))
    assert found["status"] == "not_checked"


def test_nothing_loaded_is_said(tmp_path: Any) -> None:
    holder = ReleaseHolder(open_engine(f"sqlite:///{tmp_path}/none.db", create=True))
    nobody = Tools(holder, Checking(threads=1, waiting=1, seconds=10, count=count_nothing))

    async def ask() -> list[dict[str, Any]]:
        return [
            await nobody.find_drug("warfarin"),
            await nobody.drug_information("warfarin"),
            await nobody.side_effects("warfarin", 0),
            await nobody.is_prescribed_for("warfarin", "gout"),
            await nobody.check_interactions(["warfarin"], [], Stated()),
            json.loads(nobody.read(["drugs", "warfarin"])),
        ]

    assert {one["status"] for one in asyncio.run(ask())} == {"not_loaded"}
    holder.engine.dispose()


def test_the_guide_for_assistants_names_addresses_that_are_there(client: TestClient) -> None:
    answer = client.get("/llms.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "unknown, not safe" in answer.text
    for path in re.findall(r"\]\((/[^)]*)\)", answer.text):
        assert client.get(path).status_code in (200, 421), path


@pytest.fixture(scope="module")
def without_database(
    seeded_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tools]:
    """The tools on a release in memory whose database has lost its tables."""
    holder = ReleaseHolder(open_engine(copy_seeded(seeded_file, tmp_path_factory.mktemp("away"))))
    holder.refresh()
    workers = Checking(threads=1, waiting=5, seconds=60, count=count_nothing)
    with Session(holder.engine) as session:
        for table in ("name", "warning", "side_effect"):
            session.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone_{table}")
        session.commit()
    yield Tools(holder, workers)
    workers.close()
    holder.engine.dispose()


@pytest.mark.parametrize(
    "look_up",
    [
        lambda tools: tools.drug_information("metformin"),
        lambda tools: tools.is_prescribed_for("metformin", "depression"),
        lambda tools: tools.side_effects("metformin", 0),
    ],
)
def test_a_database_that_cannot_be_asked_is_an_answer(
    without_database: Tools, look_up: Callable[[Tools], Coroutine[Any, Any, Any]]
) -> None:
    answer = asyncio.run(look_up(without_database))
    assert answer["status"] == "not_available"
    assert "rules nothing out" in answer["statement"]


def test_a_resource_says_so_too(without_database: Tools) -> None:
    assert json.loads(without_database.read(["drugs", "metformin"]))["status"] == "not_available"


def test_without_its_database_a_check_is_answered(without_database: Tools) -> None:
    checked = asyncio.run(without_database.check_interactions(["clonazepam", "wine"], [], Stated()))
    assert checked["findings"]
