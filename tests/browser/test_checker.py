"""Can a person check a list, in a real browser, and never take an absence for an all-clear?"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.using import (
    TEN,
    add,
    answer,
    check,
    check_list,
    focused,
    open_home,
    paste,
)

pytestmark = pytest.mark.browser


def test_what_was_not_checked_is_the_first_thing_one_sees(page: Page) -> None:
    open_home(page)
    place = check(page, "Klonopin", "oxycodone", "unobtainium")
    expect(place.locator("p").first).to_have_text(re.compile("Not checked: 1 name"))
    expect(place.locator(".inputs .open").first).to_contain_text("unobtainium")
    expect(place.get_by_role("group", name="In short")).to_have_accessible_description(
        re.compile("Not checked: 1 name.*Found: 1 serious")
    )
    expect(place.locator(".finding.major").first).to_contain_text("Do not stop taking clonazepam")
    expect(page.locator(".picked li.open")).to_contain_text("unobtainium not checked")
    top = place.locator(".top").bounding_box()
    found = place.locator(".finding").first.bounding_box()
    assert top is not None and found is not None and top["y"] < found["y"]


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["warfarin", "empagliflozin"], "Nobody here has looked at this pair"),
        (["warfarin"], "Nothing could be compared"),
        (["unobtainium", "warfarin"], "Not checked: 1 name"),
    ],
    ids=["unassessed", "alone", "unknown"],
)
def test_an_absence_is_never_green_and_never_empty(page: Page, names: list[str], line: str) -> None:
    open_home(page)
    place = check(page, *names)
    first = place.locator("p").first
    expect(first).to_contain_text(line)
    for paragraph in place.locator(".top p").all():
        red, green, blue = map(
            int,
            re.findall(r"\d+", paragraph.evaluate("it => getComputedStyle(it).backgroundColor"))[
                :3
            ],
        )
        assert green <= red, (red, green, blue)
    expect(place.locator(".found-line .icon")).to_have_class(re.compile("unknown"))


def test_a_question_with_only_unknown_names_is_an_error_not_an_empty_answer(page: Page) -> None:
    open_home(page)
    place = check(page, "unobtainium")
    expect(place.get_by_role("alert")).to_contain_text("Nothing was checked")
    expect(place.locator(".top")).to_have_count(0)


def test_a_server_that_does_not_answer_is_an_error(page: Page) -> None:
    open_home(page)
    check(page, "clonazepam", "alcohol")
    page.route(
        "**/*",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("button", name="Check", exact=True).click()
    place = page.locator("#section-check .answer")
    expect(place.get_by_role("alert")).to_contain_text("Nothing was checked")
    expect(place.locator(".finding")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "kind", "body", "words"),
    [
        (503, "application/problem+json", '{"detail": "No data is loaded."}', "No data is loaded."),
        (429, "application/problem+json", '{"detail": "Ask again in 9 seconds."}', "in 9 seconds"),
        (502, "text/html", "<title>502</title><h1>Bad gateway</h1>", "no answer of this server"),
        (200, "text/html", "<title>Sign in to the network</title>", "no answer of this server"),
    ],
    ids=["unloaded", "too often", "a proxy's page", "another page"],
)
def test_what_is_no_answer_takes_the_place_of_the_answer_before(
    page: Page, status: int, kind: str, body: str, words: str
) -> None:
    open_home(page)
    check(page, "clonazepam", "alcohol")
    page.route(
        "**/*",
        lambda route: (
            route.fulfill(status=status, content_type=kind, body=body)
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.get_by_role("button", name="Check", exact=True).click()
    place = page.locator("#section-check .answer")
    expect(place.get_by_role("alert")).to_contain_text(words)
    expect(place.get_by_role("alert")).to_contain_text("Nothing was checked")
    expect(place.locator(".finding")).to_have_count(0)
    expect(place.locator(".error")).to_be_focused()
    assert [one for one in page.complaints if "Failed to load" not in one] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("form", "fields", "button", "words"),
    [
        ("search", {"words": "warfarin"}, "Look up", "Nothing was looked up"),
        ("prescribed", {"drug": "warfarin", "condition": "gout"}, "Ask", "neither yes nor no"),
    ],
)
def test_a_question_that_reaches_nobody_is_answered_by_an_error(
    page: Page, form: str, fields: dict[str, str], button: str, words: str
) -> None:
    open_home(page)
    page.route(
        "**/*",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    for name, text in fields.items():
        page.locator(f"#{name}").fill(text)
    page.get_by_role("button", name=button, exact=True).click()
    place = page.locator(f"#section-{form} .answer")
    expect(place.get_by_role("alert")).to_contain_text(words)
    expect(place.locator(".error")).to_be_focused()


def test_an_answer_to_the_list_before_says_so_on_the_page_and_on_the_card(page: Page) -> None:
    open_home(page)
    place = check(page, "warfarin", "empagliflozin")
    page.locator("#entry").press_sequentially("asp")
    expect(place.locator(".old")).to_have_count(0)
    page.locator("#entry").fill("")
    add(page, "aspirin")
    expect(place.locator("p").first).to_contain_text("from before: check again")
    expect(place.locator(".card .old")).to_have_count(1)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(place.locator(".found-line")).to_contain_text("1 serious")
    expect(place.locator(".old")).to_have_count(0)
    page.get_by_text("About you, if you want to tell").click()
    page.get_by_label("Age in years").fill("80")
    expect(place.locator("p").first).to_contain_text("from before: check again")
    assert page.strangers == []  # type: ignore[attr-defined]


def test_an_answer_is_never_read_as_html(page: Page) -> None:
    open_home(page)
    place = check(page, "<img src=x onerror=alert(1)>", "clonazepam")
    expect(place.locator(".inputs .open").first).to_contain_text("<img src=x")
    assert page.locator("main img").count() == 0


def test_a_correction_replaces_its_own_word_and_the_keyboard_goes_on_at_the_answer(
    page: Page,
) -> None:
    open_home(page)
    place = check(page, "Warfrin", "asprin", "Tylenol PM")
    pick = place.get_by_role("button", name="warfarin", exact=True)
    pick.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".picked li > span:first-child")).to_have_text(
        ["warfarin", "asprin", "Tylenol PM"]
    )
    expect(place.locator(".top")).to_be_focused()
    expect(place.locator(".inputs .open").first).to_contain_text("asprin")


def test_a_pasted_list_of_ten_becomes_ten_chips(page: Page) -> None:
    open_home(page)
    paste(page, TEN.replace(", ", "\n"))
    expect(page.locator(".picked li")).to_have_count(10)
    assert focused(page) == "entry"
    page.keyboard.press("Enter")
    place = answer(page)
    expect(place.locator(".matrix tbody tr")).to_have_count(9)
    expect(place.locator(".jump li")).to_have_count(place.locator(".group .finding").count())


def test_what_still_stands_in_the_field_is_checked_too(page: Page) -> None:
    open_home(page)
    add(page, "warfarin")
    page.locator("#entry").fill("aspirin and Klonopin")
    page.get_by_role("button", name="Check", exact=True).click()
    answer(page)
    expect(page.locator(".picked li > span:first-child")).to_have_text(
        ["warfarin", "aspirin", "Klonopin"]
    )


def test_names_are_completed_and_chosen_with_the_keyboard(page: Page) -> None:
    open_home(page)
    entry = page.locator("#entry")
    entry.press_sequentially("klo")
    option = page.get_by_role("option", name="Klonopin (clonazepam)", exact=True)
    expect(option).to_be_visible()
    expect(entry).to_have_attribute("aria-expanded", "true")
    entry.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert entry.get_attribute("aria-activedescendant") == option.get_attribute("id")
    entry.press("Enter")
    expect(page.locator(".picked li > span:first-child")).to_have_text(["Klonopin"])
    assert focused(page) == "entry"


def test_no_suggestion_comes_after_the_name_was_taken(page: Page) -> None:
    open_home(page)
    entry = page.locator("#entry")
    with page.expect_request("**/suggest*"):
        entry.press_sequentially("klo")
    entry.press("Enter")
    expect(page.locator(".picked li")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".suggested").first).to_be_hidden()
    expect(entry).to_have_attribute("aria-expanded", "false")


def test_what_would_help_to_know_leads_to_its_fields(page: Page) -> None:
    open_home(page)
    place = check(page, "warfarin", "empagliflozin")
    place.get_by_role("link", name="Say more about you").click()
    expect(page.locator("#conditions")).to_be_focused()


def test_a_condition_is_completed_behind_the_last_comma(page: Page) -> None:
    open_home(page)
    page.get_by_text("About you, if you want to tell").click()
    field = page.locator("#conditions")
    field.press_sequentially("asthma, narrow-angle gl")
    page.locator(".suggested [role=option]").first.click()
    assert field.input_value().startswith("asthma, ")
    assert "glaucoma" in field.input_value()


def test_the_focus_is_never_lost(page: Page) -> None:
    """A walk with the keyboard alone, with all that takes away what was pressed."""
    open_home(page)
    page.locator("#entry").focus()
    page.keyboard.type("clonazepam, alcohol, Warfrin")
    page.keyboard.press("Enter")
    expect(page.locator(".picked li")).to_have_count(3)
    page.keyboard.press("Enter")
    place = answer(page)
    expect(place.locator(".top")).to_be_focused()
    for name in ("warfarin", "Show it for a professional", "Make an address to share"):
        place.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator("[aria-busy]")).to_have_count(0)
        assert focused(page) in ("top", "shared"), name
    page.get_by_role("button", name="Remove alcohol").focus()
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("aria-label") == "Remove warfarin"
    for _ in range(2):
        page.keyboard.press("Enter")
    assert focused(page) == "entry"
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert "body" not in seen


def test_severities_and_medicines_can_be_filtered_and_what_is_hidden_is_said(page: Page) -> None:
    open_home(page)
    place = check_list(page, TEN)
    place.get_by_label("Take care").uncheck()
    expect(place.locator(".group.moderate")).to_be_hidden()
    expect(place.locator(".hidden-note")).to_be_visible()
    place.get_by_label("Take care").check()
    expect(place.locator(".hidden-note")).to_be_hidden()
    place.get_by_label("Only what concerns").select_option("lisinopril")
    expect(place.get_by_text("findings are hidden by your choice.").last).to_be_visible()
    assert place.locator(".group .finding:visible").count() == 1


def test_a_shared_address_holds_the_list_behind_its_mark_only(page: Page) -> None:
    open_home(page)
    page.get_by_text("About you, if you want to tell").click()
    page.locator("#allergies").fill("penicillin")
    place = check(page, "warfarin", "aspirin")
    place.get_by_role("button", name="Make an address to share").click()
    address = page.get_by_label("Address of this list").input_value()
    before, _, behind = address.partition("#")
    assert "warfarin" in behind
    assert "penicillin" not in address
    assert "?" not in before and "warfarin" not in before
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".found-line")).to_contain_text("1 serious")
    assert [one for one in asked if "warfarin" in one.partition("#")[0]] == []


def test_a_list_is_kept_on_the_device_only_when_asked(page: Page) -> None:
    open_home(page)
    add(page, "warfarin")
    page.reload()
    expect(page.locator(".picked li")).to_have_count(0)
    add(page, "warfarin")
    page.get_by_label("Keep this list on this device").check()
    add(page, "aspirin")
    page.reload()
    expect(page.locator(".picked li > span:first-child")).to_have_text(["warfarin", "aspirin"])
    page.get_by_label("Keep this list on this device").uncheck()
    page.reload()
    expect(page.locator(".picked li")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


MORE = (
    "lithium, ibuprofen, simvastatin, clarithromycin, tramadol, sertraline, digoxin, amiodarone, "
    "spironolactone, metformin"
)


@pytest.mark.parametrize("names", [TEN, f"{TEN}, {MORE}"], ids=["ten", "twenty"])
def test_a_card_is_printed_on_two_pages_at_most(page: Page, names: str) -> None:
    open_home(page)
    check_list(page, names)
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))
    assert 1 <= len(pages) <= 2
    page.emulate_media(media="print")
    expect(page.locator(".card")).to_contain_text("NOT CHECKED: the name was not understood")
    expect(page.locator("#check")).to_be_hidden()
    expect(page.locator(".group").first).to_be_hidden()


def test_a_screen_reader_hears_severity_and_what_was_not_checked(page: Page) -> None:
    open_home(page)
    tree = check(page, "warfarin", "aspirin", "unobtainium").aria_snapshot()
    wanted = [
        '- group "In short"',
        "Not checked: 1 name.",
        '- heading "Not checked, or not sure" [level=3]',
        '- heading "Serious (1)" [level=4]',
        '- heading "Warfarin + aspirin" [level=5]',
        '- table "Each medicine of the list with each other"',
        '- rowheader "2 aspirin"',
    ]
    places = [tree.find(one) for one in wanted]
    assert -1 not in places, dict(zip(wanted, places, strict=True))
    assert places == sorted(places)
    entry = page.get_by_role("combobox", name="Medicines and substances")
    expect(entry).to_have_accessible_description(re.compile("paste a list"))


def test_without_a_script_the_answer_comes_and_no_medicine_stands_in_the_address(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.locator("#names").fill("warfarin, asprin")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="aspirin", exact=True).click()
    expect(page.locator(".found-line")).to_contain_text("1 serious")
    page.get_by_role("button", name="Show it for a professional").click()
    expect(page.locator(".summary")).to_contain_text("1 interaction found")
    page.locator("#drug").fill("clonazepam")
    page.locator("#condition").fill("depression")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".verdict-line")).to_contain_text("Only beside another treatment")
    page.locator("#words").fill("insomnia")
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("link", name="insomnia", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("insomnia")
    assert "warfarin" not in page.url
    context.close()
