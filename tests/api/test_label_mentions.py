"""What labels name, as every client is answered: JSON, brief, page, lists, RxNav, command line."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from app.domain.facts import Severity
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.api.calling import get, problem, serving
from tests.conftest import seed
from tests.seeds import FILES, write_seed

LABELS = """\
drug\tset_id\tversion\teffective_on\troutes\tsections\thas_interactions\talso_names\tunresolved\treader\tsource
alpha\tset-alpha\t3\t2026-01-02\toral\tdrug_interactions; boxed_warning\tyes\t\t0\t1\tbook
gamma\tset-gamma\t1\t\toral\tdrug_interactions\tyes\tdrug:alpha\t0\t1\tbook
delta\tset-delta\t1\t\toral\tdrug_interactions\tyes\t\t0\t1\tbook
"""
MENTIONS = "set_id\tsubject\tsection\tsentence\tsha256\tstatement\tcondition\n" + "".join(
    f"{label}\t{subject}\t{section}\t{number}\t{number:064x}\t{statement}\t{condition}\n"
    for label, subject, section, number, statement, condition in (
        ("set-alpha", "class:soft-calmers", "drug_interactions", 7, "names", ""),
        ("set-alpha", "drug:epsilon", "boxed_warning", 2, "warns", ""),
        ("set-alpha", "drug:epsilon", "drug_interactions", 3, "names", "dose"),
        ("set-delta", "drug:epsilon", "drug_interactions", 1, "no_effect", ""),
    )
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small seed whose labels name some of its drugs. Gamma is a calmer too."""
    folder = write_seed(tmp_path_factory.mktemp("labels") / "seed")
    for code, name in enumerate(("gamma", "delta", "epsilon"), 35):
        text = FILES["drugs/beta.yaml"].replace("beta", name)
        if name != "gamma":
            text = text.replace("soft-calmers", "calmers")
        codes = f'codes:\n  - {{system: rxnorm, code: "{code}", cite: book § one}}\n'
        (folder / f"drugs/{name}.yaml").write_text(text + codes)
    (folder / "label-mentions").mkdir()
    (folder / "label-mentions/labels.tsv").write_text(LABELS)
    (folder / "label-mentions/mentions.tsv").write_text(MENTIONS)
    url = f"sqlite:///{folder}/materia.db"
    seed(url, folder)
    return url


@pytest.fixture(scope="module")
def named(url: str) -> Iterator[TestClient]:
    """A server on it."""
    with serving(url) as one:
        yield one


def check(client: TestClient, drugs: str, **more: Any) -> Any:
    return get(client, "/interactions/check", drugs=drugs, **more)


def test_a_check_has_them_among_its_findings(named: TestClient) -> None:
    answer = check(named, "alpha,gamma")
    (finding,) = answer["findings"]
    assert (finding["kind"], finding["severity"], finding["display"]) == (
        "label_mention", "unknown", "passive",
    )  # fmt: skip
    assert "gamma is in it" in finding["consequences"][0]
    (cited,) = finding["citations"]
    assert (cited["source"], cited["sentence"]) == ("book", 7)
    assert "set id set-alpha, version 3, of 2026-01-02, drug interactions" in cited["section"]
    assert "Labels name 1 pair" in answer["summary"]


def test_under_a_rule_it_stands_in_also(named: TestClient) -> None:
    (finding,) = check(named, "alpha,beta")["findings"]
    assert finding["rule"] == "alpha-beta"
    assert [one["rule"] for one in finding["also"]] == ["label_mention:alpha:class:soft-calmers"]


def test_every_name_of_a_mention_can_be_asked_for(named: TestClient) -> None:
    (finding,) = check(named, "alpha,beta")["findings"]
    one = get(named, f"/interactions/{finding['also'][0]['rule']}")
    assert (one["type"], one["kind"], one["rating"]) == ("label_mention", "label_mention", None)
    assert (one["one"]["id"], one["other"]["id"]) == ("alpha", "soft-calmers")
    assert [each["sentence"] for each in one["citations"]] == [7]
    problem(named.get("/interactions/label_mention:alpha:drug:beta"), 404)
    # It states that there was no effect: that is no interaction.
    problem(named.get("/interactions/label_mention:delta:drug:epsilon"), 404)


def test_a_list_shows_the_gravest_sentence_first_and_all_of_them(named: TestClient) -> None:
    one = get(named, "/interactions/label_mention:alpha:drug:epsilon")
    assert one["severity"] == "major"
    assert [each["sentence"] for each in one["citations"]] == [2, 3]
    assert "only for some doses" in one["consequences"][1]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"kind": "label_mention"}, 2),
        ({"kind": "label_mention", "severity": "major"}, 1),
        ({"kind": "label_mention", "class": "soft-calmers"}, 1),
        ({"kind": "label_mention", "drug": "epsilon"}, 1),
        ({"kind": "label_mention", "among": "alpha,gamma"}, 1),
        ({"kind": "label_mention", "among": "gamma,delta"}, 0),
        ({"among": "alpha,beta"}, 2),
        ({"kind": "drug_drug"}, 1),
        ({}, 1),
    ],
)
def test_lists_can_be_narrowed_to_them(named: TestClient, query: dict[str, str], ids: int) -> None:
    assert get(named, "/interactions", **query)["total"] == ids


def test_a_drug_lists_whom_its_label_names_and_whose_name_it(named: TestClient) -> None:
    for drug, many in (("alpha", 3), ("epsilon", 1)):
        listed = get(named, f"/drugs/{drug}/interactions")
        assert listed["total"] == many
        assert get(named, f"/drugs/{drug}")["told"]["interactions"] == many
        assert "label_mention" in {one["type"] for one in listed["items"]}
        ranks = [list(Severity).index(one["severity"]) for one in listed["items"]]
        assert ranks == sorted(ranks)


def test_a_drug_that_is_not_known_among_others_is_refused(named: TestClient) -> None:
    problem(named.get("/interactions?among=alpha,zzzz"), 404)


def test_no_effect_and_silence_have_their_statuses(named: TestClient) -> None:
    answer = check(named, "delta,epsilon,gamma,alpha")
    statuses = {frozenset(one["drugs"]): one for one in answer["pairs"]}
    assert statuses[frozenset({"delta", "epsilon"})]["status"] == "documented_no_interaction"
    silent = statuses[frozenset({"delta", "gamma"})]
    assert silent["status"] == "not_named"
    assert {one["section"] for one in silent["citations"]} == {
        "set id set-delta", "set id set-gamma",
    }  # fmt: skip
    assert statuses[frozenset({"gamma", "epsilon"})]["status"] == "not_assessed"
    assert "label of gamma" in statuses[frozenset({"gamma", "epsilon"})]["note"]
    assert answer["completeness"] == "partial"


def test_brief_has_one_line_for_all_of_them_and_its_address(named: TestClient) -> None:
    answer = check(named, "alpha,beta,gamma,epsilon", view="brief")
    assert [one["between"] for one in answer["findings"]] == [["alpha", "beta"]]
    line = answer["labels_also_name"]
    assert (line["pairs"], line["severity"]) == (2, "major")
    assert "alpha with gamma" in line["sentence"] and "alpha with epsilon" in line["sentence"]
    listed = named.get(line["whole"]).json()
    assert {one["other"]["id"] for one in listed["items"]} == {"soft-calmers", "epsilon"}
    assert check(named, "delta,gamma", view="brief")["not_named"] == 1
    assert check(named, "delta,gamma", view="brief")["labels_also_name"] is None


def test_the_page_has_one_quiet_list(named: TestClient) -> None:
    page = named.post("/", data={"question": "check", "names": "alpha, beta, gamma, epsilon"}).text
    answer = page[page.index("</nav>", page.index('class="contents"')) :]
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", answer)).split())
    found, also = shown.index("What was found"), shown.index("The labels also name")
    assert found < also
    assert "alpha with beta" in shown[found:also].lower()
    assert "alpha with gamma" not in shown[found:also]
    assert "alpha with gamma" in shown[also:] and "Ask your doctor or pharmacist" in shown[also:]
    # One list, and no article of a finding for any of them.
    assert page.count("<article") == 1 + page.count('class="finding duplication"') + page.count(
        'class="finding reached"'
    ) + page.count('class="finding below"')


def test_rxnav_shows_them_without_a_grade(named: TestClient) -> None:
    answer = get(named, "/REST/interaction/list.json", rxcuis="1 37")
    (group, *_) = answer["fullInteractionTypeGroup"]
    (pair,) = group["fullInteractionType"][0]["interactionPair"]
    assert pair["severity"] == "N/A"
    assert "The label of alpha names epsilon (boxed warning, sentence 2" in pair["description"]


def test_the_command_line_lists_them_once(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.cli.app import app

    monkeypatch.setenv("MATERIA_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    shown = CliRunner().invoke(app, ["check", "alpha", "gamma", "delta"]).output
    assert shown.count("The labels also name") == 1
    assert "alpha with gamma" in shown
    assert "neither is named in the other's label" in shown
