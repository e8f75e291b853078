"""Proposing in a real browser: by keyboard, through a lost connection, without fault and without JavaScript."""

import pytest
from playwright.sync_api import expect

from practices.models import Practice
from proposals.models import Proposal

from ..test_audit import faults_of

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, live_server):
    """Return a proposal and the address of its pages."""
    proposal, token = Proposal.objects.start("en", {"language": "en", "title": "Buddies"})
    return proposal, f"{live_server.url}/en/propose/{token}/"


def test_connection_lost_while_typing_loses_nothing(browser, opened):
    proposal, base = opened
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}4/")
    page.locator("#f-results").press_sequentially("Sixty pairs")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at", timeout=20_000)

    context.set_offline(True)
    page.locator("#f-results").press_sequentially(" in two years")
    expect(page.locator("[data-draft-status]")).to_contain_text("No connection", timeout=20_000)
    context.set_offline(False)
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at", timeout=20_000)

    proposal.refresh_from_db()
    assert proposal.answers["results"] == "Sixty pairs in two years"
    context.close()


def test_page_closed_without_connection_finds_its_words_again(browser, opened):
    proposal, base = opened
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}4/")
    context.set_offline(True)
    page.locator("#f-results").press_sequentially("Kept in the browser")
    page.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto(f"{base}4/")

    expect(page.locator("#f-results")).to_have_value("Kept in the browser")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at", timeout=20_000)
    proposal.refresh_from_db()
    assert proposal.answers["results"] == "Kept in the browser"
    context.close()


def test_form_is_filled_by_keyboard_alone_and_without_javascript(browser, live_server, patient):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/propose/")
    page.locator("#f-title").focus()
    page.keyboard.type("Buddies")
    page.keyboard.press("Tab")
    page.keyboard.type("Two people meet.")
    page.keyboard.press("Enter")  # a line in the text, no sending
    page.locator("button[value=on]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")

    assert Proposal.objects.get().answers["title"] == "Buddies"
    context.close()


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "en"), (320, "dark", "de")])
def test_every_page_of_the_form_is_without_fault(browser, live_server, opened, width, scheme, language):
    proposal, base = opened
    proposal.answers |= {"period": "soon", "email": "no address", "link": "nowhere"}
    proposal.save()
    proposal.questions.create(field="results", text="How do you know?")
    Proposal.objects.filter(pk=proposal.pk).update(state="asked")
    Practice.objects.filter(slug="unites").update(contact_email="ada@example.org")
    own = base.replace("/en/", f"/{language}/")
    start = f"{live_server.url}/{language}/propose/"
    pages = [start, own, f"{own}files/", *(f"{own}{number}/?faults=1" for number in range(1, 7))]
    pages += [f"{start}{what}/unites/" for what in ("change", "report", "contact")]

    found = {}
    for url in pages:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        if faults := faults_of(context.new_page(), url):
            found[url] = faults
        context.close()

    assert found == {}
