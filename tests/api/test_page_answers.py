"""Do the pages answer their forms without a script, and say what was not checked?"""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.facts.test_plain_words import HIGHEST, grade

NO_CLOSING = {"input", "meta", "link", "img", "br"}
GAP = 'class="gap-line"'


def ask(client: TestClient, status: int = 200, **fields: str) -> str:
    answer = client.post("/", data={"question": "check", **fields})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def plain(html: str) -> str:
    """What a reader sees of it."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def words(page: str, section: str = "section-check") -> str:
    """What a reader sees below the form that was sent."""
    part = page[page.index(f'id="{section}"') :]
    return plain(part[part.index('class="answer"') : part.index("</section>\n")])


def field(page: str, name: str) -> str:
    """What stands in a field of a form."""
    if name == "names":
        return unescape(re.search(r"<textarea.*?>\n?(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]


def picks(page: str) -> list[str]:
    """What the offered corrections send."""
    return [unescape(one) for one in re.findall(r'name="pick" value="([^"]*)"', page)]


class Balanced(HTMLParser):
    """Whether every tag that opens is closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in NO_CLOSING:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_whole(page: str) -> None:
    reader = Balanced()
    reader.feed(page)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))


@pytest.mark.parametrize(
    "names",
    ["warfarin aspirin", "warfarin + aspirin", "warfarin, aspirin", "warfarin\naspirin",
     "warfarin and aspirin", "warfarin 5 mg daily aspirin 81 mg"],
)  # fmt: skip
def test_a_list_is_read_with_or_without_marks(client: TestClient, names: str) -> None:
    page = ask(client, names=names, audience="professional")
    assert "1 interaction found among 2 inputs" in words(page)


def test_what_was_not_checked_stands_before_what_was_found(client: TestClient) -> None:
    page = ask(client, names="Klonopin, oxycodone, unobtainium", conditions="xyzzy")
    assert page.index(GAP) < page.index('class="found-line')
    said = words(page)
    assert "Not checked: 2 names." in said
    gap, found = said.index("Not checked, or not sure"), said.index("Benzodiazepine with opioid")
    for name in ("unobtainium", "xyzzy"):
        assert gap < said.index(name, gap) < found


def test_the_first_line_counts_by_severity(client: TestClient) -> None:
    said = words(ask(client, names="warfarin, aspirin, fluoxetine"))
    assert "Found: 1 serious, 2 that need care." in said
    assert "Do not start or stop anything on your own: ask first." in said


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ("warfarin, empagliflozin", "Nobody here has looked at this pair."),
        ("warfarin, unobtainium", "Not checked: 1 name."),
        ("warfarin", "Nothing could be compared, so nothing can be said."),
        ("warfarin, empagliflozin", "Nothing could be compared, so nothing can be said."),
    ],
)
def test_no_answer_without_a_finding_reads_as_an_all_clear(
    client: TestClient, names: str, line: str
) -> None:
    page = ask(client, names=names)
    said = words(page)
    assert line in said
    assert said.index(line) < 200
    assert 'class="found-line open"' in page
    assert not re.search(r"\bsafe\b|no interactions? (was )?found|\bok\b", said, re.IGNORECASE)


def test_the_same_twice_is_never_answered_as_if_nothing_was_recorded(client: TestClient) -> None:
    said = words(ask(client, names="aspirin, aspirin"))
    assert "see The same twice" in said and "the same ingredient twice" in said
    assert "No record" not in said


def test_a_correction_replaces_its_own_word_only(client: TestClient) -> None:
    page = ask(client, names="Warfrin, asprin", status=422)
    assert "names\n0\nWarfrin\nwarfarin" in picks(page)
    done = ask(client, names="Warfrin, asprin", pick="names\n0\nWarfrin\nwarfarin")
    assert field(done, "names").split(", ") == ["warfarin", "asprin"]
    assert "asprin" in words(done).split("What was found")[0]


def test_a_correction_keeps_what_was_told_of_the_person(client: TestClient) -> None:
    told: dict[str, Any] = {
        "conditions": "glaucoma",
        "allergies": "penicillin",
        "age": "70",
        "pregnancy": "no",
    }
    done = ask(client, names="Warfrin, aspirin", pick="names\n0\nWarfrin\nwarfarin", **told)
    assert {name: field(done, name) for name in ("conditions", "allergies", "age")} == {
        name: told[name] for name in ("conditions", "allergies", "age")
    }
    assert 'value="no" selected' in done


def test_a_correction_of_a_part_keeps_the_rest(client: TestClient) -> None:
    page = ask(client, names="ibuprofen, aspirin warfrin")
    offered = next(one for one in picks(page) if one.endswith("aspirin\nwarfrin"))
    done = ask(client, names="ibuprofen, aspirin warfrin", pick=offered)
    assert field(done, "names") == "ibuprofen, aspirin, warfrin"


def test_a_correction_of_a_slip_keeps_the_word_beside_it(client: TestClient) -> None:
    words_ = "spironolactne potassium, warfarin"
    (offered,) = picks(ask(client, names=words_))
    assert field(ask(client, names=words_, pick=offered), "names") == (
        "spironolactone, potassium, warfarin"
    )


def test_a_condition_that_is_not_known_can_be_corrected(client: TestClient) -> None:
    page = ask(client, names="warfarin, aspirin", conditions="asthma, astma")
    offered = next(one for one in picks(page) if one.startswith("conditions\n1\nastma\n"))
    done = ask(client, names="warfarin, aspirin", conditions="asthma, astma", pick=offered)
    assert field(done, "conditions").startswith("asthma, ")
    assert "astma" not in field(done, "conditions")


@pytest.mark.parametrize(
    "pick",
    ["", "names", "names\n9\nWarfrin\nwarfarin", "names\n0\nother\nwarfarin", "names\n0\nWarfrin",
     "audience\n0\nWarfrin\nwarfarin", "names\n²\nWarfrin\nwarfarin", "names\n-1\naspirin\nx",
     "names\n" + "9" * 5000 + "\nWarfrin\nwarfarin"],
)  # fmt: skip
def test_a_correction_that_fits_nowhere_changes_nothing(client: TestClient, pick: str) -> None:
    assert field(ask(client, names="Warfrin, aspirin", pick=pick), "names") == "Warfrin, aspirin"


def test_all_that_was_told_of_the_person_is_compared(client: TestClient) -> None:
    page = ask(
        client, names="lisinopril, metformin, amoxicillin", allergies="penicillin", kidney="25",
        pregnancy="yes", age="70", breastfeeding="no",
    )  # fmt: skip
    said = words(page)
    for part in ("ACE inhibitor in pregnancy", "allergy to penicillin", "Very serious"):
        assert part in said, part
    assert "metformin: kidney" in said


@pytest.mark.parametrize(
    ("name", "bad"),
    [("age", "old"), ("age", "-1"), ("age", "131"), ("age", "nan"), ("age", "1e400"),
     ("kidney", "inf"), ("kidney", "301"), ("age", "٣"), ("age", "1" * 5000)],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused_in_plain_words(
    client: TestClient, name: str, bad: str
) -> None:
    page = ask(client, names="warfarin, aspirin", status=422, **{name: bad})
    assert "cannot be read" in words(page)
    assert "Nothing was checked." in words(page)


def test_a_decimal_comma_is_read(client: TestClient) -> None:
    assert "71.5 years" in words(ask(client, names="warfarin, aspirin", age="71,5"))


def test_an_unknown_word_for_a_choice_is_as_if_nothing_was_said(client: TestClient) -> None:
    page = ask(client, names="warfarin, aspirin", pregnancy="perhaps", audience="everybody")
    assert "Found: 1 serious." in words(page)


def test_a_professional_reads_what_to_do_first(client: TestClient) -> None:
    for audience, first in (("patient", "advice"), ("professional", "Only if the benefit")):
        page = ask(client, names="warfarin, aspirin", audience=audience)
        finding = page[page.index('id="finding-1"') :]
        assert first in finding[: finding.index("<details")]


def test_a_condition_is_answered_with_its_status(client: TestClient) -> None:
    said = words(ask(client, names="warfarin", conditions="pregnancy"))
    assert "Warfarin in pregnancy" in said
    assert "warfarin in pregnancy Something is recorded" in said


def test_every_pair_stands_in_the_table_with_its_word(client: TestClient) -> None:
    page = ask(client, names="warfarin, aspirin, lisinopril, unobtainium")
    table = page[page.index('class="matrix"') :]
    table = table[: table.index("</table>")]
    cells = [plain(one) for one in re.findall(r"<td(?: class=\"[^\"]+\")>(.*?)</td>", table)]
    assert sorted(filter(None, cells)) == sorted(
        ["! Serious", "Not named", "! Take care", "Not checked", "Not checked", "Not checked"]
    )


def test_hours_between_doses_have_a_table_and_an_order(client: TestClient) -> None:
    said = words(ask(client, names="levothyroxine, calcium carbonate"))
    assert "at least 4 hours before it, or at least 4 hours after it" in said
    assert "wait 4 hours at least, then" in said


def test_a_burden_below_its_level_is_folded(client: TestClient) -> None:
    page = ask(client, names="aspirin, lisinopril")
    sums = page[page.index('id="answer-sums"') :]
    assert 'class="finding reached"' not in sums
    assert sums.index("<details") < sums.index('class="finding below"')


def test_an_unknown_name_alone_is_422_and_says_so(client: TestClient) -> None:
    said = words(ask(client, names="unobtainium", status=422))
    assert "Nothing was checked" in said


@pytest.mark.parametrize("fields", [{}, {"names": ""}, {"names": "x," * 5000}, {"names": " , "}])
def test_what_is_no_list_is_refused(client: TestClient, fields: dict[str, str]) -> None:
    assert "Nothing was checked" in words(ask(client, status=422, **fields))


def test_a_list_can_be_read_without_a_check(client: TestClient) -> None:
    page = ask(client, question="list", names="warfarin 5 mg and aspirin\nKlonopin")
    assert field(page, "names").split(", ") == ["warfarin 5 mg", "aspirin", "Klonopin"]
    assert "Found" not in words(page)


def test_a_verdict_is_a_sentence_with_what_is_used_instead(client: TestClient) -> None:
    page = ask(client, question="prescribed", drug="clonazepam", condition="depression")
    said = words(page, "section-prescribed")
    assert "Only beside another treatment: that is how clonazepam is used for depression." in said
    assert said.index("What is used for depression: ") < said.index("Goal")


def test_a_verdict_says_what_an_empty_list_means(client: TestClient) -> None:
    page = ask(client, question="prescribed", drug="warfarin", condition="absence seizures")
    said = words(page, "section-prescribed")
    assert "Not known here" in said
    assert "neither yes nor no" in said
    assert "recorded" in said


@pytest.mark.parametrize("drug", ["unobtainium", "", "x" * 5000])
def test_an_unknown_drug_is_neither_yes_nor_no(client: TestClient, drug: str) -> None:
    page = ask(client, question="prescribed", drug=drug, condition="depression", status=404)
    assert "neither yes nor no" in page


def test_a_search_leads_to_pages(client: TestClient) -> None:
    page = ask(client, question="search", words="klonopin")
    assert 'href="./pages/drugs/clonazepam"' in page
    page = ask(client, question="search", words="insomnia")
    assert 'href="./pages/conditions/insomnia"' in page


@pytest.mark.parametrize("typed", ["xyzzyq", "", "x" * 5000, "<zqxy>"])
def test_a_search_without_a_hit_says_what_that_means(client: TestClient, typed: str) -> None:
    page = ask(client, question="search", words=typed, status=404)
    assert "Nothing can be said of it here." in words(page, "section-search")


def test_a_misspelt_search_offers_what_may_be_meant(client: TestClient) -> None:
    page = ask(client, question="search", words="warfrin", status=404)
    assert re.search(r'form="search" name="words" value="warfarin"', page)


def test_the_page_of_a_drug_has_all_its_parts(client: TestClient) -> None:
    page = client.get("/pages/drugs/Klonopin").text
    assert_whole(page)
    said = plain(page)
    parts = [
        "Uses, effects, warnings and mechanism of clonazepam are recorded here",
        "What it is used for",
        "Side effects",
        "What it must not meet",
        "Pregnancy, kidneys, liver, age",
        "A cited source says that it is not to be stopped at once.",
    ]
    assert [part for part in parts if part not in said] == []
    assert said.index(parts[0]) < said.index("A benzodiazepine, used against")
    assert "about 30 in 100 people" in said


def test_a_drug_of_which_little_is_known_says_so_in_every_part(client: TestClient) -> None:
    drugs = client.get("/drugs?limit=500").json()["items"]
    stub = next(
        one["id"]
        for one in drugs
        if client.get(f"/drugs/{one['id']}").json()["depth"] == "name_only"
    )
    page = client.get(f"/pages/drugs/{stub}").text
    assert page.index('class="gap"') < page.index('class="lead"')
    assert plain(page).count("That does not mean that there is nothing") >= 3


def test_the_page_of_a_condition_tells_roles(client: TestClient) -> None:
    page = client.get("/pages/conditions/depression").text
    assert_whole(page)
    said = plain(page)
    assert "At the centre of the treatment cognitive behavioral therapy" in said
    assert said.index("What it is treated with") < said.index("What is said of medicines")


def test_a_source_can_be_read(client: TestClient) -> None:
    page = ask(client, names="warfarin, aspirin")
    link = re.search(r'href="\./(pages/sources/[^"]+)">([^<]+)<', page)
    assert link is not None
    source = client.get(f"/{link[1]}")
    assert source.status_code == 200
    assert unescape(link[2]) in plain(source.text)
    assert "Licence" in plain(source.text)


@pytest.mark.parametrize("path", ["drugs/unobtainium", "conditions/xyzzyq", "sources/nobody"])
def test_a_page_of_nothing_is_404_and_says_what_that_means(client: TestClient, path: str) -> None:
    answer = client.get(f"/pages/{path}")
    assert answer.status_code == 404
    assert_whole(answer.text)
    assert "Nothing can be said of it here." in plain(answer.text)


def test_links_of_a_page_below_lead_to_the_root(client: TestClient) -> None:
    page = client.get("/pages/drugs/clonazepam").text
    assert '"~/' not in page
    assert 'href="../../assets/page.css"' in page


@pytest.mark.parametrize(
    "name", ["names", "conditions", "allergies", "age", "kidney", "drug", "condition", "words"]
)
def test_words_are_never_html(client: TestClient, name: str) -> None:
    bad = '<img src=x onerror=alert(1)>"\'<!--answer:check-->="~/'
    asked = {"names": "warfarin", "drug": "warfarin", "condition": "depression", name: bad}
    if name in ("drug", "condition"):
        asked["question"] = "prescribed"
    if name == "words":
        asked["question"] = "search"
    page = client.post("/", data={"question": "check", **asked}).text
    assert "<img" not in page
    assert field(page, name).strip() == bad
    assert_whole(page)


@pytest.mark.parametrize("path", ["drugs", "conditions", "sources"])
def test_the_words_of_an_address_are_never_html(client: TestClient, path: str) -> None:
    page = client.get(f"/pages/{path}/%3Cimg%20src=x%3E%22").text
    assert "<img" not in page


def test_no_form_puts_medicines_into_an_address(client: TestClient) -> None:
    pages = (
        client.get("/").text,
        ask(client, names="Warfrin, ibuprofen, asprin"),
        ask(client, question="search", words="sleep"),
        client.get("/pages/drugs/clonazepam").text,
        client.get("/pages/conditions/depression").text,
    )
    for page in pages:
        forms = re.findall(r"<form[^>]*>", page)
        assert forms
        assert all('method="post"' in form for form in forms)


def test_people_read_no_words_of_programs(client: TestClient) -> None:
    long = "x" * 401
    pages = [
        ask(client, names="Klonopin, oxycodone, aspirin", age="70", conditions="asthma"),
        ask(client, names="warfarin", conditions=long, status=422),
        ask(client, status=422),
        client.get("/pages/drugs/clonazepam").text,
    ]
    for page in pages:
        found = re.search(
            r"inputs\.\d|body\.|sha256|[0-9a-f]{16}|_of_|drug_conditions", plain(page)
        )
        assert found is None, found


def sentences(html: str) -> list[str]:
    """What is written in paragraphs and items, each by itself."""
    blocks = re.findall(
        r"<(?:p|li|summary|legend|label)\b[^>]*>(.*?)</(?:p|li|summary|legend|label)>",
        html,
        re.DOTALL,
    )
    return [text for text in map(plain, blocks) if len(text.split()) > 5]


def test_what_the_page_says_by_itself_is_plain(client: TestClient) -> None:
    """The frame, the forms, and the lines of an answer that no source has written."""
    page = client.get("/").text
    start = page[page.index("<main") : page.index('id="programs"')]
    answers = [
        ask(client, names="warfarin, aspirin, lisinopril, Warfrin"),
        ask(client, names="warfarin"),
        ask(client, names="warfarin, empagliflozin"),
    ]
    ours = [
        part
        for answer in answers
        for kind in ("gap-line", "found-line [a-z]+", "gap", "error")
        for part in re.findall(rf'<p class="{kind}"[^>]*>(.*?)</p>', answer)
    ]
    texts = [*sentences(start), *map(plain, ours)]
    said = [one for one in texts if not one.startswith("For example")]  # names only
    assert len(said) > 10
    hard = {one: round(grade(one), 1) for one in said if grade(one) > HIGHEST}
    assert hard == {}


def test_the_reference_names_every_app_and_leads_to_it(client: TestClient) -> None:
    script = client.get("/assets/reference.js").text
    listed = dict(re.findall(r'\["(/[A-Za-z-]+)", .*?, "([^"]+)"\],\n', script))
    apps = {f"/{prefix.split('/')[1]}" for prefix in client.app.state.languages}  # type: ignore[attr-defined]
    assert set(listed) == apps
    for address in listed.values():
        assert client.get(f"/{address}").status_code == 200, address


def test_the_card_names_all_that_was_not_checked(client: TestClient) -> None:
    page = ask(client, names="warfarin, aspirin, zzyq", conditions="xyzzy", allergies="plugh")
    card = plain(page[page.index('class="card"') :])
    assert "Not checked: zzyq, xyzzy, plugh." in card
    assert "Serious: Warfarin + aspirin. This pair" in card
    assert "Conditions: xyzzy" in card and "Allergies: plugh" in card
