"""Are the pages worded for the people who read them, also where something is refused?"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.test_page_answers import ask, assert_whole, field, plain, words
from tests.unit.facts.test_plain_words import HIGHEST, grade


@pytest.mark.parametrize("path", ["/pages/nowhere", "/nowhere/at/all", "/pages/drugs/a/b"])
def test_a_browser_at_no_address_sees_a_page_and_a_program_a_problem(
    client: TestClient, path: str
) -> None:
    seen = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (seen.status_code, seen.headers["cache-control"]) == (404, "no-store")
    assert_whole(seen.text)
    assert "There is no such page" in plain(seen.text)
    up = "../" * (path.count("/") - 1) or "./"
    assert f'href="{up}assets/page.css"' in seen.text
    for accept in ("*/*", "application/json", "application/fhir+json, text/html"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_that_is_refused_before_it_is_read_is_answered_by_a_page(client: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = "names=" + "x" * 3_000_000
    seen = client.post("/", content=body, headers={**form, "Accept": "text/html"})
    assert seen.status_code == 413
    assert "Nothing was checked, and nothing can be concluded" in plain(seen.text)
    problem = client.post("/", content=body, headers=form)
    assert problem.json()["status"] == 413


def test_an_address_of_the_api_answers_a_browser_as_anybody(client: TestClient) -> None:
    answer = client.get("/drugs/unobtainium", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_same_medicine_under_two_names_is_said_first(client: TestClient) -> None:
    page = ask(client, names="Klonopin, clonazepam")
    said = words(page)
    assert "Found: 1 medicine named twice." in said
    assert "whether you should take both" in said
    assert "No record was found" not in said
    assert 'class="icon moderate"' in page[: page.index('class="tools"')]


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ("aspirin, fluoxetine", "Found: 1 that needs care."),
        ("warfarin, aspirin, empagliflozin", "looked at 2 of 3 pairs."),
        ("cefpirome, warfarin, empagliflozin", "looked at any of the 3 pairs."),
        ("ibuprofen, naproxen", "1 kind of medicine taken twice"),
    ],
)
def test_what_is_counted_is_counted_in_good_english(
    client: TestClient, names: str, line: str
) -> None:
    assert line in words(ask(client, names=names))


def test_a_comparison_with_the_person_is_no_pair(client: TestClient) -> None:
    said = words(ask(client, names="warfarin, empagliflozin", conditions="gout"))
    assert re.search(r"looked at (\d of|any of the) 3 comparisons\.", said)


def heads(page: str) -> list[str]:
    return [plain(one) for one in re.findall(r"<h5>(.*?)</h5>", page)]


def test_a_patient_finds_a_pair_by_the_names_of_the_list(client: TestClient) -> None:
    asked = {"names": "Prozac, aspirin", "age": "80"}
    patient = heads(ask(client, **asked))
    assert "Prozac + aspirin" in patient
    assert not any("SSRI with" in one for one in patient)
    assert "SSRI with an NSAID" in heads(ask(client, **asked, audience="professional"))


TEN = (
    "warfarin, aspirin, Klonopin, oxycodone, levothyroxine, calcium carbonate, fluoxetine, "
    "omeprazole, lisinopril, unobtainium"
)


def test_no_part_of_an_advice_is_folded_away(client: TestClient) -> None:
    """The first sentence alone can read as an all-clear: "These two are often taken together"."""
    page = ask(client, names=TEN)
    found = re.findall(r'<article class="finding (?:moderate|minor)".*?</article>', page, re.S)
    shown = [plain(re.sub("<details.*</details>", "", one, flags=re.S)) for one in found]
    assert len(shown) > 5
    advice = next(one for one in shown if "often taken together" in one)
    assert "tell your doctor" in advice, advice


def test_an_answer_of_ten_medicines_is_small(client: TestClient) -> None:
    """What a browser has to take in and to draw before the findings are seen."""
    page = ask(client, names=TEN)
    assert len(page.encode()) < 120_000
    reader = Tags()
    reader.feed(page)
    assert reader.count < 2_000


class Tags(HTMLParser):
    count = 0

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.count += 1


def test_people_read_no_numbers_of_labels(client: TestClient) -> None:
    for page in (
        ask(client, names=TEN, audience="professional"),
        ask(client, names="mirtazapine, almitrine, zaleplon, danazol", kidney="20", age="80"),
        client.get("/pages/drugs/clonazepam").text,
        client.get("/pages/sources/label-coumadin").text,
    ):
        said = plain(re.sub(r"<a [^>]*>https?://[^<]*</a>", "", page))
        assert not re.search(r"set id|[0-9a-f]{8}-[0-9a-f]{4}|version not told|\(\)", said)


def test_people_read_no_ids_of_facts(client: TestClient) -> None:
    page = ask(
        client, names="levetiracetam, risperidone, amoxicillin, tiotropium, oxycodone, cefazolin",
        kidney="20", age="80", allergies="penicillin", conditions="asthma",
    )  # fmt: skip
    steps = re.findall(r"How this was found</h6><ul>(.*?)</ul>", page, re.S)
    assert len(steps) > 5
    assert not re.search(r"\w:\w|[a-z]_[a-z]|statement [a-z]+:", " ".join(map(plain, steps)))
    assert "change dose in kidney disease" in " ".join(map(plain, steps))


def test_an_effect_of_unknown_frequency_has_no_bar(client: TestClient) -> None:
    page = client.get("/pages/drugs/clonazepam").text
    rows = re.findall(r"<li( class=\"uncounted\")?><span class=\"effect-name\">(.*?)</li>", page)
    assert len(rows) > 5
    for uncounted, row in rows:
        assert ("how often is not known" in row) == bool(uncounted)
        assert ("<svg" in row) != bool(uncounted)


def test_a_substance_has_no_leaflet(client: TestClient) -> None:
    said = plain(client.get("/pages/drugs/alcohol").text)
    assert "That does not mean that there is nothing." in said
    assert "leaflet" not in said


def test_a_page_of_a_misspelt_name_leads_to_what_may_be_meant(client: TestClient) -> None:
    page = client.get("/pages/drugs/klonopn").text
    assert 'href="../../pages/drugs/clonazepam">clonazepam</a>' in page
    assert "also called Klonopin" in plain(page)
    assert "candidates" not in plain(page)


def test_a_class_has_no_page_of_a_drug(client: TestClient) -> None:
    said = plain(client.get("/pages/drugs/benzos").text)
    assert "a kind of medicine, not one medicine" in said
    assert "/classes" not in said


def test_a_week_of_pregnancy_is_a_pregnancy(client: TestClient) -> None:
    page = ask(client, names="warfarin, lisinopril", week="12")
    assert "pregnant, week 12" in words(page)
    assert field(page, "week") == "12"
    assert "Warfarin in pregnancy" in words(page)


@pytest.mark.parametrize(
    "stated", [{"week": "46"}, {"week": "x"}, {"week": "8", "pregnancy": "no"}]
)
def test_a_week_that_cannot_be_is_refused(client: TestClient, stated: dict[str, str]) -> None:
    said = words(ask(client, names="warfarin", status=422, **stated))
    assert "pregnancy cannot be read" in said
    assert "Nothing was checked." in said


def test_a_title_says_that_there_is_an_answer_and_names_no_medicine(client: TestClient) -> None:
    titles = [
        re.search("<title>(.*?)</title>", page)[1]  # type: ignore[index]
        for page in (
            client.get("/").text,
            ask(client, names="warfarin, aspirin"),
            ask(client, names="unobtainium", status=422),
        )
    ]
    assert titles == [
        "Materia: ask about your medicines", "Answer: Materia", "Not answered: Materia"
    ]  # fmt: skip


def test_a_refusal_of_a_condition_is_no_only(client: TestClient) -> None:
    page = client.get("/pages/conditions/depression").text
    refused = page[page.index("Not for this, a source says") :]
    assert "Where this holds: children" in refused
    assert not re.search(r"Only: children", plain(page))


@pytest.mark.parametrize(
    ("drug", "condition", "line"),
    [
        ("clonazepam", "absence seizures", "Yes: clonazepam is approved"),
        ("clonazepam", "restless legs syndrome", "not approved for it"),
        ("clonazepam", "depression", "Only beside another treatment"),
        ("clonazepam", "treatment-resistant depression", "Only in research"),
        ("lithium", "dehydration", "sources warn of lithium in dehydration"),
        ("warfarin", "absence seizures", "That is neither yes nor no"),
    ],
)
def test_a_verdict_is_a_plain_sentence(
    client: TestClient, drug: str, condition: str, line: str
) -> None:
    page = ask(client, question="prescribed", drug=drug, condition=condition)
    verdict = plain(re.search(r'class="verdict-line">(.*?)</h3>', page)[1])  # type: ignore[index]
    assert line in verdict
    assert grade(verdict.replace(condition, "it").replace(drug, "this")) <= HIGHEST


def test_every_comparison_says_plainly_what_is_known(client: TestClient) -> None:
    page = ask(
        client, names="amoxicillin, metformin, cefpirome, zzyq", allergies="penicillin", age="80",
        kidney="80", conditions="asthma",
    )  # fmt: skip
    cells = re.findall(
        r"<tr class=\"([a-z_]+)\"><th.*?</th><td>(.*?)(?:<span|<details|</td>)", page
    )
    assert len({status for status, _ in cells}) > 3
    hard = {text for _, text in cells if len(text.split()) > 5 and grade(plain(text)) > HIGHEST}
    assert hard == set()


def test_the_card_parts_what_is_serious_from_the_rest(client: TestClient) -> None:
    more = "tramadol, sertraline, digoxin, amiodarone, clarithromycin, simvastatin, lithium"
    page = ask(client, names=f"{TEN}, {more}, ibuprofen", age="80", kidney="25")
    card = plain(page[page.index('class="card"') :])
    assert card.index("Ask about these first") < card.index("Serious too (")
    assert card.index("Serious too (") < card.index("Also (")


def test_that_it_must_not_be_stopped_at_once_stands_on_top_with_why_and_who_says_so(
    client: TestClient,
) -> None:
    page = client.get("/pages/drugs/propranolol").text
    assert page.index('class="stop grave"') < page.index('id="is"')
    part = page[page.index('id="stopping"') : page.index('id="warnings"')]
    assert "A sudden end has made angina worse" in plain(part)
    assert "What may follow: myocardial infarction" in plain(part)
    first = part[part.index("A sudden end has made") :]
    assert 'class="sources"' in first[: first.index("</li>")]
    above = client.get("/pages/drugs/warfarin").text
    assert "stop grave" not in above


def test_a_statement_on_a_class_says_so(client: TestClient) -> None:
    page = client.get("/pages/drugs/clonazepam").text
    part = plain(page[page.index('id="stopping"') : page.index('id="warnings"')])
    assert "Said of: benzodiazepine." in part
    assert "Said of: clonazepam." not in part


def test_too_many_names_are_refused_once(client: TestClient) -> None:
    said = words(ask(client, names="warfarin, " * 101, status=422))
    assert said.count("Nothing was checked") == 1


def test_a_bar_of_what_adds_up_has_a_piece_for_each_medicine(client: TestClient) -> None:
    page = ask(client, names="warfarin, aspirin, fluoxetine")
    bleeding = page[page.index(">bleeding</h4>") :]
    bar = bleeding[: bleeding.index("</svg>")]
    assert bar.count('class="cut"') == 2
    level, total = (
        float(re.search(rf'class="{name}" x="([0-9.]+)"(?:.*?width="([0-9.]+)")?', bar)[at])  # type: ignore[index]
        for name, at in (("mark", 1), ("part", 2))
    )
    assert (level, total) == (34.3, 80.0)  # 3 and 7 of 7 and a quarter more


def test_of_one_medicine_nobody_reads_that_two_are_to_be_avoided(client: TestClient) -> None:
    asked = {"kidney": "20", "audience": "professional"}
    alone = words(ask(client, names="metformin", **asked))
    assert "Avoid it in this case." in alone
    assert "Avoid taking these together" not in alone
    pair = words(ask(client, names="simvastatin, clarithromycin", **asked))
    assert "Avoid taking these together." in pair


def test_a_sentence_of_a_source_is_shown_once_and_as_it_is(client: TestClient) -> None:
    asked = {"names": "danazol, propranolol", "kidney": "20"}
    patient = words(ask(client, **asked))
    assert "The level rises with weak kidneys." in patient
    assert not re.search(r"What may happen: [A-Z]", patient)
    page = ask(client, **asked, audience="professional")
    found = next(one for one in page.split("<article") if "Danazol in kidney disease" in one)
    assert found.count("The label forbids it with kidneys this weak") == 1


def test_a_refusal_has_no_goal(client: TestClient) -> None:
    asked = {"question": "prescribed", "drug": "lithium", "condition": "dehydration"}
    assert "Goal" not in words(ask(client, **asked), "section-prescribed")
    asked |= {"drug": "clonazepam", "condition": "absence seizures"}
    assert "Goal not said by the sources" in words(ask(client, **asked), "section-prescribed")
