"""The sign-in in a real browser: without JavaScript by keyboard, and every page without fault."""

import base64
import re

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from accounts.models import User

from ..test_audit import AXE, RUN_AXE, faults_of
from .conftest import PASSWORD, App

pytestmark = pytest.mark.browser


def fill_sign_in(page, live_server, name="publisher"):
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_first_sign_in_goes_by_keyboard_without_javascript(browser, live_server, publisher):
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    fill_sign_in(page, live_server)
    app = App(base64.b32decode(page.locator(".secret").inner_text().replace(" ", "")))
    page.get_by_label("Code", exact=True).fill(app.code())
    page.keyboard.press("Enter")
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a text file").press("Enter")
    assert download.value.path().read_text().split() == codes
    page.get_by_role("link", name="I have kept them: go on").press("Enter")
    expect(page).to_have_url(f"{live_server.url}/admin/")

    page.get_by_role("link", name="Your account").press("Enter")
    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    expect(page.locator(".alert")).to_have_text("You are signed out.")
    fill_sign_in(page, live_server)
    page.get_by_role("link", name="I do not have the app at hand: use a recovery code").press("Enter")
    page.get_by_label("Recovery code").fill(codes[0])
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/admin/")
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "de"), (320, "light", "fr")]
)
def test_every_page_of_the_sign_in_is_without_fault(browser, live_server, publisher, settings, width, scheme, language):
    settings.OIDC_ISSUER, settings.OIDC_RP_CLIENT_ID = "http://127.0.0.1:1", "portal"
    reader = User.objects.create_user("reader", "reader@example.org", PASSWORD)
    found = {}

    def context():
        return browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language)

    def look(page, path, sends=False):
        """Inspect a page, and what comes when its form is sent empty."""
        if said := faults_of(page, f"{live_server.url}/admin/{path}"):
            found[path] = said
        if sends:
            page.locator("main .form .btn").click()
            expect(page.locator("#faults")).to_be_visible()
            if said := inspected(page):
                found[f"{path}, sent"] = said

    def sign_in_as(name):
        page = opened.new_page()
        page.goto(f"{live_server.url}/admin/login/")
        page.locator("#id_username").fill(name)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        expect(page).not_to_have_url(re.compile("/login/$"))
        return page

    opened = context()
    visitor = opened.new_page()
    for path in ["login/", "login/?refused=silent", "password-reset/"]:
        look(visitor, path, sends=True)
    for path in ["login/?said=idle", "password-reset/sent/", "password-reset/x/y/"]:
        look(visitor, path)

    half = sign_in_as("publisher")
    look(half, "account/second-step/", sends=True)
    app = App(base64.b32decode(half.locator(".secret").inner_text().replace(" ", "")))
    half.locator("#id_code").fill(app.code())
    half.locator("#id_code").press("Enter")
    expect(half.locator(".codes code")).to_have_count(10)
    if said := inspected(half):
        found["codes"] = said
    for path in ["account/", "password_change/", "account/second-step/"]:
        look(half, path)
    opened.close()

    opened = context()
    half = sign_in_as("publisher")
    for path in ["login/code/", "login/code/?recovery=1"]:
        look(half, path, sends=True)
    opened.close()

    opened = context()
    sign_in_as(reader.username)
    for path in ["account/", "account/no-entry/"]:
        look(opened.new_page(), path)
    opened.close()

    assert found == {}
    assert TOTPDevice.objects.count() == 1


def inspected(page) -> list[str]:
    """Return what is wrong with the page that is open."""
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.evaluate(AXE)
    return [f"overflows by {width} px"] * (width > 0) + page.evaluate(RUN_AXE)
