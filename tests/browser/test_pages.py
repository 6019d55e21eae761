"""Can a person use the pages, with no network and under the strict policy?"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.using import TEN, add, check, check_list, open_home

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "sign"),
    [
        ("/", "#entry"),
        ("/pages/drugs/clonazepam", "#uses"),
        ("/docs", ".opblock"),
        ("/reference", "section.operation"),
    ],
)
def test_a_page_draws_itself_without_complaint_and_asks_nobody_else(
    page: Page, path: str, sign: str
) -> None:
    page.goto(path)
    expect(page.locator(sign).first).to_be_visible()
    assert page.complaints == []  # type: ignore[attr-defined]
    assert page.strangers == []  # type: ignore[attr-defined]


def test_an_example_asks_its_question(page: Page) -> None:
    open_home(page)
    page.get_by_role("button", name="clonazepam for depression").click()
    expect(page.locator(".verdict-line")).to_contain_text("Only beside another treatment")
    expect(page.locator(".verdict-line")).to_be_focused()


def test_a_search_goes_to_the_page_that_was_chosen(page: Page) -> None:
    open_home(page)
    page.locator("#words").press_sequentially("klonopi")
    page.get_by_role("option", name="Klonopin (clonazepam)", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("clonazepam")
    page.get_by_role("button", name="Check it with other medicines").click()
    expect(page.locator(".picked li > span:first-child")).to_have_text(["clonazepam"])
    expect(page.locator(".found-line")).to_contain_text("Nothing could be compared")
    expect(page.get_by_role("button", name="Print a card")).to_be_visible()


def test_the_first_view_is_small_and_comes_from_this_server_alone(page: Page) -> None:
    open_home(page)
    page.wait_for_load_state("networkidle")
    sizes: list[int] = page.evaluate(
        "[...performance.getEntriesByType('navigation'), "
        "...performance.getEntriesByType('resource')].map(one => one.decodedBodySize)"
    )
    assert len(sizes) > 5
    assert sum(sizes) < 200_000
    assert page.strangers == []  # type: ignore[attr-defined]


def test_an_operation_can_be_tried_on_the_docs_page(page: Page) -> None:
    page.goto("/docs")
    page.locator('.opblock-summary-path[data-path="/drugs/{drug}"]').click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text(
        "200"
    )
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/reference",
        "/pages/nowhere",
        "/pages/drugs/clonazepam",
        "/pages/conditions/depression",
        "/pages/sources/label-coumadin",
    ],
)
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    if path == "/":
        check_list(page, TEN)
    if path != "/reference":
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_reference_shows_every_other_app(page: Page) -> None:
    page.goto("/reference")
    for name in ("RxNav: /REST", "FHIR R5 and R4: /fhir", "CDS Hooks: /cds-services"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_signs_are_seen_with_forced_colours(page: Page) -> None:
    """Where the system chooses the colours, a shape of the page's own would vanish."""
    page.emulate_media(forced_colors="active")
    open_home(page)
    place = check(page, "warfarin", "aspirin")
    drawn = place.locator(".found-line .icon").evaluate("it => getComputedStyle(it).stroke")
    behind = place.locator(".found-line").evaluate("it => getComputedStyle(it).backgroundColor")
    assert drawn not in ("none", behind)


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


# One rule of WCAG 2.2 has to be asked for.
_ALL_BUT_COLOURS = "rules: {'color-contrast': {enabled: false}, 'target-size': {enabled: true}}"


def _found(page: Page, rules: str) -> list[object]:
    """What axe-core finds by these rules."""
    found: list[object] = page.evaluate(
        f"axe.run({{{rules}, resultTypes: ['violations']}}).then(one => one.violations.map("
        "it => [it.id, it.nodes.map(node => node.html)]))"
    )
    return found


def _ask_docs(page: Page) -> None:
    page.goto("/docs")
    page.locator('.opblock-summary-path[data-path="/drugs/{drug}"]').click()
    expect(page.locator(".opblock-body").first).to_be_visible()


def _ask_reference(page: Page) -> None:
    page.goto("/reference")
    expect(page.locator("section.operation").first).to_be_visible()


def _ask_much(page: Page) -> None:
    """A long answer with everything of the person, and all that can be unfolded."""
    open_home(page)
    page.get_by_text("About you, if you want to tell").click()
    for name, text in {
        "conditions": "pregnancy, xyzzy",
        "allergies": "penicillin",
        "age": "70",
    }.items():
        page.locator(f"#{name}").fill(text)
    place = check_list(page, TEN)
    place.get_by_role("button", name="Make an address to share").click()
    page.evaluate("document.querySelectorAll('.answer details').forEach(it => it.open = true)")


def _ask_professional(page: Page) -> None:
    open_home(page)
    page.get_by_label("a professional").check()
    check(page, "Klonopin", "oxycodone", "Warfrin")
    page.locator("#entry").press_sequentially("warf")
    expect(page.locator(".suggested li").first).to_be_visible()


def _ask_nothing_known(page: Page) -> None:
    open_home(page)
    check(page, "unobtainium")
    page.locator("#words").fill("insomnia")
    page.get_by_role("button", name="Look up").click()
    expect(page.locator(".hits").first).to_be_visible()
    page.get_by_role("button", name="clonazepam for depression").click()
    expect(page.locator(".verdict-line")).to_be_visible()


def _ask_unassessed(page: Page) -> None:
    """Nothing is known of a pair, then the list is another; and a verdict that is not known."""
    open_home(page)
    check(page, "warfarin", "empagliflozin")
    add(page, "Klonopin")
    expect(page.locator(".old").first).to_be_visible()
    page.locator("#drug").fill("warfarin")
    page.locator("#condition").fill("absence seizures")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".verdict-line")).to_be_visible()


def _at(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(path)


_STATES: dict[str, Callable[[Page], object]] = {
    "home": open_home,
    "much": _ask_much,
    "professional": _ask_professional,
    "answers": _ask_nothing_known,
    "drug": _at("/pages/drugs/clonazepam"),
    "condition": _at("/pages/conditions/depression"),
    "source": _at("/pages/sources/label-coumadin"),
    "unknown": _at("/pages/drugs/unobtainium"),
    "name only": _at("/pages/drugs/cefpirome"),
    "no page": _at("/pages/nowhere"),
    "unassessed": _ask_unassessed,
    "docs": _ask_docs,
    "reference": _ask_reference,
}


@pytest.mark.parametrize("state", _STATES)
@pytest.mark.timeout(180)
def test_axe_finds_nothing(
    browser: Browser, address: str, state: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """All rules on the whole page; colours in both schemes, on what is not like all the rest.

    A picture of the state is left in the folder of the run, for somebody to look at.
    """
    script = _axe()
    narrow: ViewportSize = {"width": 320, "height": 700}
    page = browser.new_page(base_url=address, color_scheme="light", viewport=narrow)
    _STATES[state](page)
    page.wait_for_load_state("networkidle")
    page.evaluate(_STILL)
    whole = state not in ("docs", "reference")  # these are too long for one picture
    picture = tmp_path_factory.getbasetemp() / f"state-{state}.png"
    page.screenshot(path=picture, full_page=whole)
    page.evaluate(script)
    found = {"whole": _found(page, _ALL_BUT_COLOURS)}
    for scheme in _SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_LOOK)
    assert page.evaluate(_PRUNE) > 10
    for scheme in reversed(_SCHEMES):
        page.emulate_media(color_scheme=scheme)
        found[scheme] = _found(page, "runOnly: ['color-contrast']")
    page.close()
    assert found == {"whole": [], "dark": [], "light": []}


_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
