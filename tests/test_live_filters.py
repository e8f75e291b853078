"""`live.js` in a real browser: the list, the counts and the address follow the form, and the focus stays."""

import os
import shutil

import pytest
from django.core.management import call_command
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def page(live_server, monkeypatch):
    """The list of networks in Chromium, whose driver keeps an event loop that Django would take for async code."""
    if not CHROMIUM:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)("Chromium is not installed.")
    call_command("load_content", verbosity=0)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{live_server.url}/en/networks/")
        yield page
        browser.close()


def _tick(page, selector: str, ticked: bool) -> None:
    box = page.locator(selector)
    with page.expect_response(lambda answer: "/en/networks/" in answer.url):
        box.set_checked(ticked)
    page.wait_for_function("!document.querySelector('#results').hasAttribute('aria-busy')")


def test_choices_go_and_come_back_with_the_filters(page):
    all_choices, heading = page.locator("label.check").count(), page.locator("#results-heading").inner_text()
    page.locator("#facet-kind > summary").click()
    _tick(page, "#kind-cities input", True)
    assert "kind=cities" in page.url
    assert page.locator("#results-heading").inner_text() != heading
    assert page.locator("[data-live-status]").inner_text() == page.locator("#results-heading").inner_text()
    assert page.locator("label.check").count() < all_choices
    assert page.evaluate("document.activeElement.value") == "cities"
    page.reload()
    _tick(page, "#kind-cities input", False)
    assert page.locator("label.check").count() == all_choices
    assert page.locator("#results-heading").inner_text() == heading


def test_back_brings_the_former_list_and_its_ticks(page):
    heading = page.locator("#results-heading").inner_text()
    page.locator("#facet-kind > summary").click()
    _tick(page, "#kind-cities input", True)
    page.go_back()
    page.wait_for_function("!document.querySelector('#kind-cities input').checked")
    assert page.locator("#results-heading").inner_text() == heading


def test_skip_link_moves_the_focus_and_loads_nothing(page):
    asked = []
    page.on("request", lambda request: request.is_navigation_request() and asked.append(request.url))
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.evaluate("document.activeElement.id") == "main"
    assert not asked


def test_filters_are_folded_on_a_phone_and_open_without_script(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    assert not page.locator("details.filters").evaluate("box => box.open")
    context = page.context.browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    plain = context.new_page()
    plain.goto(page.url)
    assert plain.locator("details.filters button").is_visible()
    context.close()
