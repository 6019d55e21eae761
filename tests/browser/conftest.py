"""A real server and a real browser."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.api.calling import listening

# As quiet a browser as can be had: it must not ask any other server.
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# A machine that is busy is slow, and not wrong.
expect.set_options(timeout=25_000)


# Both end with these tests: while they run, nothing else may have an event loop of its own.
@pytest.fixture(scope="package")
def address(seeded_url: str) -> Iterator[str]:
    """The address of a server on the seeded database."""
    with listening(seeded_url) as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; the tests are skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that reports what it complains of and whom it asks."""
    page = browser.new_page(base_url=address)
    page.complaints = []  # type: ignore[attr-defined]
    page.strangers = []  # type: ignore[attr-defined]
    page.on("console", lambda message: _note(page, message))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:"))
            else page.strangers.append(request.url)  # type: ignore[attr-defined]
        ),
    )
    yield page
    page.close()


def _note(page: Page, message: ConsoleMessage) -> None:
    """A breach of the policy is an error of the console."""
    if message.type == "error":
        page.complaints.append(message.text)  # type: ignore[attr-defined]
