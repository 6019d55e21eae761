"""Can a person use the pages, with no network and under the strict policy?"""

from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "sign"),
    [("/", "form#check"), ("/docs", ".opblock"), ("/reference", "section.operation")],
)
def test_a_page_draws_itself_without_complaint_and_asks_nobody_else(
    page: Page, path: str, sign: str
) -> None:
    page.goto(path)
    expect(page.locator(sign).first).to_be_visible()
    assert page.complaints == []  # type: ignore[attr-defined]
    assert page.strangers == []  # type: ignore[attr-defined]


def test_a_check_names_what_was_not_checked(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Medicines and substances").fill("Klonopin, oxycodone, unobtainium")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".summary")).to_have_text(
        "1 interaction found among 2 of 3 inputs. Effects that add up: CNS depression and "
        "respiratory depression. Not checked: 'unobtainium'."
    )
    expect(page.locator(".inputs .open").first).to_contain_text("unobtainium")
    expect(page.locator(".finding.major")).to_contain_text("Do not stop taking clonazepam")
    expect(page.locator("tr.unresolved")).to_have_count(2)


def test_a_question_with_only_unknown_names_is_an_error_not_an_empty_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Medicines and substances").fill("unobtainium")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was checked")
    expect(page.locator(".summary")).to_have_count(0)


def test_a_server_that_does_not_answer_is_an_error(page: Page) -> None:
    page.goto("/")
    page.route(
        "**/*",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_label("Medicines and substances").fill("clonazepam, alcohol")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was checked")


def test_a_chip_asks_its_question(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="clonazepam for depression").click()
    expect(page.locator(".verdict")).to_contain_text("Only beside another treatment")


def test_an_answer_is_never_read_as_html(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Medicines and substances").fill("<img src=x onerror=alert(1)>, clonazepam")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".inputs .open").first).to_contain_text("<img src=x")
    assert page.locator(".inputs img").count() == 0


def test_an_operation_can_be_tried_on_the_docs_page(page: Page) -> None:
    page.goto("/docs")
    page.locator('.opblock-summary-path[data-path="/drugs/{drug}"]').click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text(
        "200"
    )
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/", "/reference"])
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_can_be_used_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Medicines and substances").focus()
    page.keyboard.type("clonazepam, alcohol")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_contain_text("1 interaction found")


def test_a_medicine_is_completed_while_it_is_typed(page: Page) -> None:
    page.goto("/")
    page.locator("#drug").press_sequentially("klo")
    option = page.locator("#suggestions option").first
    expect(option).to_have_attribute("value", "Klonopin")
    expect(option).to_have_attribute("label", "Klonopin (clonazepam)")


def test_a_suggestion_is_taken_and_the_keyboard_goes_on_at_the_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Medicines and substances").fill("Warfrin, aspirin")
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".answer").get_by_role("button", name="warfarin").click()
    expect(page.locator(".summary")).to_contain_text("1 interaction found among 2 inputs")
    expect(page.locator(".summary")).to_be_focused()
    expect(page.locator("#names")).to_have_value("warfarin, aspirin")


def test_without_a_script_the_answer_comes_and_no_medicine_stands_in_the_address(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.locator("#names").fill("warfarin aspirin")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".summary")).to_contain_text("1 interaction found")
    assert "warfarin" not in page.url
    context.close()


def _axe() -> str:
    """The script of axe-core, as its package brings it."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed: requirements/dev.txt names it")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


# Colours change at once: half-way through a transition they are of neither scheme.
_STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after {transition: none !important}");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# Notes on every element how it looks in the scheme of the moment, and whether it is shown.
_LOOK = """() => {
  for (const it of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(it);
    const now = [style.color, style.backgroundColor, style.backgroundImage, style.opacity,
                 style.fontSize, style.fontWeight, it.checkVisibility()];
    it.looks = [it.looks ?? it.tagName + "." + it.getAttribute("class"), ...now].join(" ");
  }
}"""
# Of elements that look alike, as do all they stand in, three are enough: one goes when it and
# all within it have been seen so often. The number of those that are left.
_PRUNE = """() => {
  const seen = new Map();
  const often = it => seen.get(it.chain) >= 3 && [...it.children].every(often);
  const chain = (it, above) => {
    it.chain = above + ">" + it.looks;
    for (const child of it.children) chain(child, it.chain);
  };
  const keep = it => {
    seen.set(it.chain, (seen.get(it.chain) ?? 0) + 1);
    for (const child of [...it.children]) often(child) ? child.remove() : keep(child);
  };
  chain(document.body, "");
  keep(document.body);
  return document.body.querySelectorAll("*").length;
}"""


def _found(page: Page, rules: str) -> list[object]:
    """What axe-core finds by these rules."""
    found: list[object] = page.evaluate(
        f"axe.run({{{rules}, resultTypes: ['violations']}}).then(one => one.violations.map("
        "it => [it.id, it.nodes.map(node => node.html)]))"
    )
    return found


@pytest.mark.parametrize(
    ("path", "sign"),
    [("/", "form#check"), ("/docs", ".opblock"), ("/reference", "section.operation")],
)
@pytest.mark.timeout(180)
def test_axe_finds_nothing(browser: Browser, address: str, path: str, sign: str) -> None:
    """All rules on the whole page; colours in both schemes, on what is not like all the rest."""
    script = _axe()
    narrow = {"width": 320, "height": 700}
    page = browser.new_page(base_url=address, color_scheme="light", viewport=narrow)  # type: ignore[arg-type]
    page.goto(path)
    expect(page.locator(sign).first).to_be_visible()
    if path == "/":
        page.get_by_label("Medicines and substances").fill("Klonopin, oxycodone, Warfrin")
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator(".summary")).to_be_visible()
    if path == "/docs":
        page.locator('.opblock-summary-path[data-path="/drugs/{drug}"]').click()
        expect(page.locator(".opblock-body").first).to_be_visible()
    page.wait_for_timeout(300)
    page.evaluate(_STILL)
    page.evaluate(script)
    found = {"whole": _found(page, "rules: {'color-contrast': {enabled: false}}")}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(300)
        page.evaluate(_LOOK)
    assert page.evaluate(_PRUNE) > 50
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(300)
        found[scheme] = _found(page, "runOnly: ['color-contrast']")
    page.close()
    assert found == {"whole": [], "dark": [], "light": []}
