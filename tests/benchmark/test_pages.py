"""How soon does a browser show the first page, and the answer to a check of ten medicines?"""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import address, browser, page  # noqa: F401  (fixtures)
from tests.browser.using import TEN, open_home, paste

pytestmark = pytest.mark.benchmark
ROUNDS = 7

# Notes when the button is pressed, and when the first frame after the findings came is drawn.
_WATCH = """() => {
  const place = document.querySelector("#section-check .answer");
  const done = new MessageChannel();
  done.port1.onmessage = () => { window.shown = performance.now() - window.pressed; };
  addEventListener("click", event => { window.pressed = event.timeStamp; }, {capture: true});
  new MutationObserver((_, watcher) => {
    if (!place.querySelector(".finding")) return;
    watcher.disconnect();
    requestAnimationFrame(() => done.port2.postMessage(0));
  }).observe(place, {childList: true});
}"""


def test_first_view(browser: Browser, address: str) -> None:  # noqa: F811
    paints, sizes = [], []
    for _ in range(ROUNDS):
        page = browser.new_page(base_url=address)  # noqa: F811
        open_home(page)
        page.wait_for_load_state("networkidle")
        paints.append(
            page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        )
        sizes.append(
            page.evaluate(
                "[...performance.getEntriesByType('navigation'), "
                "...performance.getEntriesByType('resource')]"
                ".reduce((sum, one) => sum + one.transferSize, 0)"
            )
        )
        page.close()
    times = ", ".join(f"{one:.0f}" for one in paints)
    print(f"\nfirst paint after {times} ms (bar: under 1,000 ms); {max(sizes):,} bytes sent "
          "for the first view (bar: under 200,000)")  # fmt: skip
    assert max(sizes) > 0


def test_check_of_ten(page: Page) -> None:  # noqa: F811
    found = []
    for _ in range(ROUNDS):
        open_home(page)
        paste(page, TEN.replace(", ", "\n"))
        expect(page.locator(".picked li")).to_have_count(10)
        page.wait_for_load_state("networkidle")
        page.evaluate(_WATCH)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("#section-check .finding").first).to_be_visible()
        found.append(page.evaluate("window.shown"))
    nodes = page.evaluate("document.querySelectorAll('#section-check .answer *').length")
    times = ", ".join(f"{one:.0f}" for one in found)
    print(f"\na check of ten is drawn {times} ms after the press (bar: under 300 ms), "
          f"{nodes:,} elements")  # fmt: skip
    assert nodes > 500
