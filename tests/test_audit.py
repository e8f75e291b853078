"""Every page type in a real browser: axe finds nothing, nothing overflows, nothing needs JavaScript."""

from pathlib import Path

import axe_playwright_python
import pytest

from .test_pages import PAGES

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN_AXE = """() => axe.run(document, {runOnly: {type: 'tag', values:
  ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
  rules: {'target-size': {enabled: true}, 'label-content-name-mismatch': {enabled: true}}})
  .then(found => found.violations.map(fault => fault.id + ': ' + fault.nodes.map(node => node.html).join(' | ')))"""
WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
  .slice(-2).map(part => part.outerHTML.slice(0, 120))"""
MAX_BYTES = 60_000


def faults_of(page, url: str) -> list[str]:
    """Return what is wrong with one page at the page's width, in words."""
    said: list[str] = []
    page.on("console", lambda message: message.type == "error" and said.append(f"console: {message.text}"))
    page.on("pageerror", lambda fault: said.append(f"script: {fault}"))
    answer = page.goto(url)
    if answer.status != 200:
        said.append(f"status {answer.status}")
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if width > 0:
        said.append(f"overflows by {width} px: {page.evaluate(WIDEST)}")
    said = list(said)  # what follows is axe's own doing
    page.evaluate(AXE)
    return said + page.evaluate(RUN_AXE)


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "de"), (320, "light", "fr")]
)
def test_every_page_type_is_without_fault(browser, live_server, width, scheme, language):
    found = {}
    for path in PAGES:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        if faults := faults_of(page, f"{live_server.url}/{language}/{path}"):
            found[path] = faults
        context.close()

    assert found == {}


def test_whole_content_stands_without_javascript_and_within_the_weight(browser, live_server):
    differ, heavy = {}, {}
    for path in PAGES:
        texts, weight = [], 0
        for script in (True, False):
            context = browser.new_context(java_script_enabled=script, viewport={"width": 1280, "height": 900})
            page = context.new_page()
            sizes = []
            page.on("requestfinished", lambda request, sizes=sizes: sizes.append(request.sizes()["responseBodySize"]))
            page.goto(f"{live_server.url}/en/{path}", wait_until="load")
            texts.append(page.locator("main").inner_text())
            weight = weight or sum(sizes)
            context.close()
        if texts[0] != texts[1]:
            differ[path] = texts
        if weight > MAX_BYTES:
            heavy[path] = weight

    assert list(differ) == []
    assert heavy == {}


def test_keyboard_reaches_the_menu_on_a_phone(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/")

    page.get_by_role("button", name="Menu", exact=True).press("Enter")

    assert page.get_by_role("link", name="Networks", exact=True).first.is_visible()
    page.get_by_role("link", name="Networks", exact=True).first.press("Enter")
    assert page.url.endswith("/en/networks/")
