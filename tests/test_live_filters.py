"""`live.js` in a real browser: the list, the counts and the address follow the form, and the focus stays."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser, live_server):
    """The list of networks, open in Chromium."""
    page = browser.new_page()
    page.goto(f"{live_server.url}/en/networks/")
    return page


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
