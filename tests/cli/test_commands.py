"""Does the command answer, and does it say plainly what is wrong?"""

import json
import os
import shutil
from pathlib import Path

import pytest
from app.cli.app import app
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.cli.conftest import said
from tests.cli.test_plain_errors import spawned
from tests.conftest import ROOT
from tests.seeds import changed, write_seed


def test_help_lists_the_commands(run: CliRunner) -> None:
    words = said(run.invoke(app, ["--help"]))
    for name in (
        "serve",
        "migrate",
        "seed",
        "import",
        "check",
        "show",
        "openapi",
        "verify-citations",
        "sources",
        "releases",
        "diff",
        "export",
    ):
        assert name in words


def test_version_is_told(run: CliRunner) -> None:
    assert run.invoke(app, ["--version"]).output == "materia 0.1.0\n"


def test_a_check_is_a_readable_table(run: CliRunner) -> None:
    result = run.invoke(app, ["check", "clonazepam", "alcohol"])
    assert result.exit_code == 0
    assert "1 interaction found among 2 inputs." in said(result)
    assert "interaction found" in said(result)
    assert "label-valium" in result.output
    assert "not medical advice" in said(result)


def test_a_check_names_what_was_not_checked(run: CliRunner) -> None:
    words = said(run.invoke(app, ["check", "clonazepam", "unobtainium", "klonapin"]))
    assert "NOT UNDERSTOOD" in words
    assert "NOT CHECKED: did you mean" in words
    assert "NOT CHECKED: not understood" in words


def test_a_check_of_nothing_known_has_an_exit_code_of_its_own(run: CliRunner) -> None:
    result = run.invoke(app, ["check", "unobtainium"])
    assert result.exit_code == 3
    assert "Not checked: 'unobtainium'" in said(result)


def test_markup_in_a_name_is_only_text(run: CliRunner) -> None:
    assert "[bold]x[/]" in said(run.invoke(app, ["check", "clonazepam", "[bold]x[/]"]))


def test_a_check_as_json_is_whole(run: CliRunner) -> None:
    answer = json.loads(run.invoke(app, ["check", "--json", "clonazepam", "wine"]).output)
    assert answer["findings"][0]["rule"] == "benzodiazepine-alcohol"
    assert len(answer["pairs"]) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--policy", "loud"], "Unknown policy 'loud'. Known: default, everything, quiet"),
        (["--current", "oxycodone"], "Benzodiazepine with opioid"),
        (["--condition", "narrow-angle glaucoma"], "narrow-angle glaucoma"),
        (["--accept-corrections", "klonapin"], "Twice:"),
    ],
)
def test_a_check_takes_options(run: CliRunner, options: list[str], words: str) -> None:
    assert words in said(run.invoke(app, ["check", "clonazepam", *options]))


def test_a_check_counts_what_was_stopped_from_the_day_that_is_given(run: CliRunner) -> None:
    asked = ["check", "selegiline", "--stopped", "fluoxetine=2026-03-01", "--as-of"]
    soon, later = (run.invoke(app, [*asked, day]) for day in ("2026-03-20", "2026-09-01"))
    assert "is counted from 2026-03-20" in said(soon) and "fluoxetine" in said(soon)
    assert said(soon).startswith("1 interaction found")
    assert "Not shown by the policy" in said(later)


@pytest.mark.parametrize(
    "options",
    [
        ["--stopped", "fluoxetine"],
        ["--stopped", "fluoxetine=soon"],
        ["--as-of", "9999-12-31"],
        ["--as-of", "1.2.2026"],
    ],
)
def test_a_day_that_is_none_is_said(run: CliRunner, options: list[str]) -> None:
    result = run.invoke(app, ["check", "selegiline", *options])
    assert result.exit_code == 1 and "2026-01-31" in said(result)


def test_a_drug_is_shown_by_its_brand_with_sources(run: CliRunner) -> None:
    words = said(run.invoke(app, ["show", "Klonopin"]))
    for part in (
        "rxnorm 2598", "depression: adjunct_only", "Tolerance", "clonazepam-article",
        "Labels loaded: none",
    ):  # fmt: skip
        assert part in words


def test_an_unknown_drug_is_not_shown_but_answered(run: CliRunner) -> None:
    result = run.invoke(app, ["show", "klonapin"])
    assert result.exit_code == 3
    assert "Klonopin" in said(result)


def test_a_drug_as_json_is_whole(run: CliRunner) -> None:
    told = json.loads(run.invoke(app, ["show", "--json", "clonazepam"]).output)
    assert len(told["indications"]) == 15
    assert all(one["citations"] for one in told["warnings"])


def test_a_check_as_json_is_the_body_that_the_api_gives(run: CliRunner, client: TestClient) -> None:
    drugs = ["clonazepam", "opioids", "wine", "unobtainium"]
    printed = run.invoke(app, ["check", "--json", "--audience", "professional", *drugs]).output
    body = client.post("/interactions/check", json={"drugs": drugs}).json()
    assert json.loads(printed) == body
    assert list(json.loads(printed)) == list(body)


@pytest.mark.parametrize("drug", ["clonazepam", "Prozac", "alcohol"])
def test_a_drug_as_json_is_what_the_api_says_of_it(
    run: CliRunner, client: TestClient, drug: str
) -> None:
    printed = json.loads(run.invoke(app, ["show", "--json", drug]).output)
    body = client.get(f"/drugs/{drug}").json()
    assert {name: printed[name] for name in body} == body
    for part in ("indications", "side_effects", "warnings"):
        page = client.get(f"/drugs/{drug}/{part.replace('_', '-')}?limit=500").json()
        assert printed[part] == page["items"]
    page = client.get(f"/drugs/{drug}/interactions?limit=500").json()
    assert [one["id"] for one in printed["interactions"]] == [one["id"] for one in page["items"]]
    for one in printed["interactions"][:3]:
        assert one == client.get(f"/interactions/{one['id']}").json()


def test_bytes_that_are_no_text_are_question_marks(run: CliRunner) -> None:
    answer = json.loads(run.invoke(app, ["check", "--json", "clonazepam", "a\udcffb"]).output)
    assert answer["inputs"][1]["input"] == "a?b"


def test_the_openapi_document_is_printed(run: CliRunner) -> None:
    assert json.loads(run.invoke(app, ["openapi"]).output)["info"]["title"] == "Materia"


@pytest.mark.parametrize("state", ["missing", "unmigrated", "no database"])
@pytest.mark.parametrize("command", [["check", "clonazepam"], ["show", "clonazepam"], ["seed"]])
def test_without_a_database_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, state: str, command: list[str]
) -> None:
    file = tmp_path / "x.db"
    if state == "unmigrated":
        file.touch()
    if state == "no database":
        file.write_text("no database at all " * 100)
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{file}")
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert "materia migrate" in said(result)
    assert "Traceback" not in said(result)
    assert file.exists() is (state != "missing")


def test_migrate_and_seed_make_a_database_that_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{tmp_path}/deep/er/x.db")
    monkeypatch.setenv("MATERIA_SEED_PATH", str(write_seed(tmp_path / "seed")))
    run = CliRunner()
    assert run.invoke(app, ["migrate"]).exit_code == 0
    first, second = run.invoke(app, ["seed"]), run.invoke(app, ["seed"])
    assert "facts loaded" in said(first)
    assert "facts unchanged" in said(second)
    assert said(first).split()[-1] == said(second).split()[-1]
    assert run.invoke(app, ["check", "alpha", "beta"]).exit_code == 0


def test_another_process_makes_the_same_release_of_the_same_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is in a set has another order there: each process draws how it hashes texts."""
    folder = str(write_seed(tmp_path / "seed"))
    databases = [f"sqlite:///{tmp_path}/{name}.db" for name in ("here", "there")]
    for url in databases:
        monkeypatch.setenv("MATERIA_DATABASE_URL", url)
        assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    monkeypatch.setenv("MATERIA_DATABASE_URL", databases[0])
    here = said(CliRunner().invoke(app, ["seed", folder]))
    there = spawned("seed", folder, MATERIA_DATABASE_URL=databases[1], PYTHONHASHSEED="1")
    assert "sha256:" in here
    assert here.split() == there.stdout.decode().split()


def test_a_bad_seed_says_file_line_and_fact_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    run = CliRunner()
    run.invoke(app, ["migrate"])
    good = write_seed(tmp_path / "good")
    bad = write_seed(tmp_path / "bad", **changed("drugs/alpha.yaml", "kind: brand", "kind: brnd"))
    assert run.invoke(app, ["seed", str(good)]).exit_code == 0
    result = run.invoke(app, ["seed", str(bad)])
    assert result.exit_code == 1
    assert "drugs/alpha.yaml:6: alpha: names.0.kind" in said(result)
    assert "Nothing was loaded" in said(result)
    assert run.invoke(app, ["show", "Alphax"]).exit_code == 0


def test_an_unknown_data_set_is_refused_with_the_known_ones(run: CliRunner) -> None:
    result = run.invoke(app, ["import", "hearsay", "."])
    assert result.exit_code == 1
    assert "Known: curated" in said(result)


def test_the_article_bears_out_every_citation(run: CliRunner, article: str) -> None:
    file = Path("article.txt")
    file.write_text(article, encoding="utf-8")
    result = run.invoke(app, ["verify-citations", str(file)])
    assert result.exit_code == 0
    assert "41 of 41 cited sentences match" in said(result)


def test_a_changed_sentence_is_reported_with_the_facts_that_rest_on_it(
    run: CliRunner, article: str
) -> None:
    file = Path("article.txt")
    file.write_text(article.replace("hallucinations", "visions"), encoding="utf-8")
    result = run.invoke(app, ["verify-citations", str(file)])
    assert result.exit_code == 1
    words = said(result)
    assert "paragraph 2, sentence 3: the sentence has changed" in words
    assert "SideEffect clonazepam:hallucinations:on_withdrawal" in words
    assert "40 of 41" in words


def test_a_missing_paragraph_is_reported(run: CliRunner, article: str) -> None:
    file = Path("article.txt")
    lines = [line for line in article.splitlines() if not line.startswith("Combining clonazepam")]
    file.write_text("\n".join(lines), encoding="utf-8")
    words = said(run.invoke(app, ["verify-citations", str(file)]))
    assert words.count("there is no such sentence") == 4


@pytest.mark.parametrize("content", [None, b"\xff\xfe broken", b"another text altogether."])
def test_a_wrong_text_is_an_error(run: CliRunner, content: bytes | None) -> None:
    if content is not None:
        Path("wrong.txt").write_bytes(content)
    assert run.invoke(app, ["verify-citations", "wrong.txt"]).exit_code == 1


def test_no_citation_to_compare_is_no_success(run: CliRunner, article: str) -> None:
    Path("a.txt").write_text(article, encoding="utf-8")
    result = run.invoke(app, ["verify-citations", "a.txt", "--source", "hearsay"])
    assert (result.exit_code, "0 of 0" in said(result)) == (1, True)


def test_a_sites_own_policy_can_be_used(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("ward.yaml").write_text(
        "name: ward\nsteps:\n  - {display: on_request, reason: ward round, show: false}\n"
    )
    monkeypatch.setenv("MATERIA_POLICY_FILE", "ward.yaml")
    words = said(run.invoke(app, ["check", "clonazepam", "wine", "--policy", "ward"]))
    assert "Not shown by the policy: 1 finding." in words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: ward\nsteps: []\n", "steps"),
        ("name: ward\nsteps:\n  - {display: loud, reason: x}\n", "steps.0.display"),
        ("name: default\nsteps:\n  - {display: passive, reason: x}\n", "built-in"),
        ("name: [", "not a readable YAML file"),
        (None, "not a readable YAML file"),
    ],
)
def test_a_bad_policy_file_is_refused(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, text: str | None, words: str
) -> None:
    if text is not None:
        Path("ward.yaml").write_text(text)
    monkeypatch.setenv("MATERIA_POLICY_FILE", "ward.yaml")
    result = run.invoke(app, ["check", "clonazepam"])
    assert result.exit_code == 1
    assert words in said(result)


def test_stopping_is_told_with_its_sources(run: CliRunner) -> None:
    result = run.invoke(app, ["stopping", "Klonopin"])
    assert result.exit_code == 0
    assert "not to be stopped at once" in said(result)
    assert "joint-bzd" in said(result)


def test_a_plan_of_a_file_is_compared_with_limits(run: CliRunner) -> None:
    Path("plan.csv").write_text("date,dose,unit\n2026-01-01,2,mg\n2026-01-08,1,mg\n")
    result = run.invoke(app, ["stopping", "clonazepam", "--plan", "plan.csv"])
    assert result.exit_code == 0
    assert "faster than limit" in said(result)
    as_json = run.invoke(app, ["stopping", "clonazepam", "--plan", "plan.csv", "--json"])
    assert json.loads(as_json.stdout)["result"] == "faster_than_limit"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,dose,unit\n2026-01-01,2,mg\n", "2 to 200 doses"),
        ("date,dose,unit\n2026-01-01,2,mg\n2026-01-01,1,mg\n", "dose 2: its date"),
        ("date,dose,unit\n2026-01-01,2,mg\n2026-01-08,-1,mg\n", "dose 2"),
        ("date,dose,unit\n2026-01-01,2,mg\n2026-01-08,nan,mg\n", "dose 2"),
        ("date,dose,unit\n2026-01-01,2,mg\n2026-01-08,1,blobs\n", "dose 2: an unknown unit"),
        ("a,b\n1,2\n3,4\n", "dose 1: is to have date"),
        (None, "not a readable plan"),
    ],
)
def test_a_bad_plan_is_refused(run: CliRunner, text: str | None, words: str) -> None:
    if text is not None:
        Path("plan.csv").write_text(text)
    result = run.invoke(app, ["stopping", "clonazepam", "--plan", "plan.csv"])
    assert result.exit_code == 1
    assert words in said(result)


def test_a_dose_outside_of_the_sites_table_is_said(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("ranges.csv").write_text(
        "drug,route,unit,min,max,per,population,source\nmetoprolol,,mg,25,200,dose,,House\n"
    )
    monkeypatch.setenv("MATERIA_DOSE_RANGES", "ranges.csv")
    result = run.invoke(app, ["check", "metoprolol 500 mg", "levothyroxine", "calcium carbonate"])
    assert "above (line 2 of the site's table)" in said(result)
    assert "at least 4 hours before" in said(result)


def test_the_installed_command_is_there() -> None:
    program = shutil.which("materia", path=f"{ROOT}/.venv/bin{os.pathsep}{os.environ['PATH']}")
    assert program is not None
