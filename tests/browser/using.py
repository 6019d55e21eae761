"""What a person does with the pages, in short."""

from playwright.sync_api import Locator, Page, expect

TEN = (
    "warfarin, aspirin, Klonopin, oxycodone, levothyroxine, calcium carbonate, fluoxetine, "
    "omeprazole, lisinopril, unobtainium"
)


def open_home(page: Page) -> None:
    """The first page, once its script works."""
    page.goto("/")
    expect(page.locator("#entry")).to_be_visible()


def add(page: Page, *names: str) -> None:
    """Names, typed one after the other."""
    for name in names:
        page.locator("#entry").fill(name)
        page.locator("#entry").press("Escape")
        page.locator("#entry").press("Enter")
        expect(page.locator(".picked li").filter(has_text=name).first).to_be_visible()


def paste(page: Page, text: str) -> None:
    """A text from the clipboard, into the field of the list."""
    page.locator("#entry").focus()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def check(page: Page, *names: str) -> Locator:
    """Asks for the names. The answer."""
    add(page, *names)
    page.get_by_role("button", name="Check", exact=True).click()
    return answer(page)


def check_list(page: Page, text: str) -> Locator:
    """Asks for a pasted list. The answer."""
    paste(page, text)
    expect(page.locator(".picked li").first).to_be_visible()
    page.get_by_role("button", name="Check", exact=True).click()
    return answer(page)


def answer(page: Page) -> Locator:
    """What stands below the form of the check, once it is there."""
    place = page.locator("#section-check .answer")
    expect(place.locator(".top, .error").first).to_be_visible()
    return place


def focused(page: Page) -> str:
    """What has the focus, by its tag, id or class; `body` if it was lost."""
    found: str = page.evaluate(
        "(it => it.id || it.className || it.tagName.toLowerCase())(document.activeElement)"
    )
    return found
