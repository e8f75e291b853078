"""The page that ends mails, in a real browser: without fault, by keyboard alone and without JavaScript."""

import pytest
from playwright.sync_api import expect

from mails.models import Refusal, digests_of

from ..test_audit import faults_of
from .test_link import ADDRESS, path_for

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "en"), (320, "dark", "de")])
def test_page_is_without_fault_before_and_after(browser, live_server, width, scheme, language):
    url = live_server.url + path_for().replace("/en/", f"/{language}/")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)

    found = faults_of(context.new_page(), url)
    Refusal.objects.create(digest=digests_of(ADDRESS)[0])
    found += faults_of(context.new_page(), url)

    assert found == []
    context.close()


def test_button_is_pressed_by_keyboard_and_without_javascript(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + path_for())

    page.locator("main form button").focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Mails are ended")
    assert context.cookies() == []
    assert Refusal.objects.count() == 1
    context.close()
