"""The report desk in a real browser: pasted from Word, saved as it goes, previewed beside, and without script."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from desk.powers import DUTIES
from events.models import Meeting, MeetingReport
from reporting.models import ReportDraft

from ..desk.test_powers import member
from ..signing import cookie_of, sign_in
from ..test_audit import AXE, RUN_AXE, faults_of

pytestmark = pytest.mark.browser
WORD = Path(__file__).parents[1] / "data" / "pasted" / "word.html"
TITLE = "UNITES: co-designing integration strategies"
PASTE = """html => { const data = new DataTransfer(); data.setData('text/html', html); data.setData('text/plain', '-');
  const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(paste) }"""


@pytest.fixture
def desk(browser, live_server):
    """Return the meeting, the address of its desk, and how to open a browser that is signed in."""
    client = Client()
    sign_in(client, member(next(duty for duty in DUTIES if duty.name == "report publisher")))
    cookie = cookie_of(client, live_server.url)
    meeting = Meeting.objects.past().filter(report=None).first()

    def context(**options):
        made = browser.new_context(**options)
        made.add_cookies([cookie])
        return made

    return meeting, f"{live_server.url}/en/report-desk/{meeting.pk}/", context


def test_paste_from_word_is_saved_as_structure_and_shows_in_the_preview(desk):
    meeting, url, opened = desk
    context = opened(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.get_by_label("Title of the report").fill("Report from Word")
    body = page.get_by_role("textbox", name="What happened")
    body.click()
    page.evaluate(PASTE, WORD.read_text())

    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at", timeout=20_000)
    expect(page.locator("[data-report-preview-body]")).to_contain_text("Report from Word", timeout=20_000)
    kept = ReportDraft.objects.get(meeting=meeting).answers["body"]
    preview = page.locator("[data-report-preview-body]").inner_html()
    context.close()

    for told in ("<h3>", "<ul>", "<strong>", "<table"):
        assert told in kept, told
    for foreign in ("Mso", "style=", "o:p", "<!--"):
        assert foreign not in kept, foreign
    assert "<ul>" in preview


def test_lost_connection_loses_nothing(desk):
    meeting, url, opened = desk
    context = opened()
    page = context.new_page()
    page.goto(url)
    context.set_offline(True)
    page.get_by_label("Conclusions").press_sequentially("Written on a train")
    expect(page.locator("[data-draft-status]")).to_contain_text("No connection", timeout=20_000)
    context.set_offline(False)
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at", timeout=20_000)
    context.close()

    assert ReportDraft.objects.get(meeting=meeting).answers["conclusions"] == "Written on a train"


def test_refused_words_are_put_back_and_refused_again_until_both_were_shown(desk):
    meeting, url, opened = desk
    context = opened()
    page = context.new_page()
    page.goto(url)
    colleague = context.new_page()
    colleague.goto(url)
    colleague.get_by_label("Conclusions").fill("Theirs")
    colleague.get_by_role("button", name="Save", exact=True).last.click()
    expect(colleague.locator("#saved")).to_be_visible()
    colleague.close()

    page.get_by_label("Conclusions").fill("Mine")
    expect(page.locator("[data-draft-status]")).to_contain_text("to see both", timeout=20_000)
    page.reload()
    expect(page.get_by_label("Conclusions")).to_have_value("Mine")
    expect(page.locator("[data-draft-status]")).to_contain_text("to see both", timeout=20_000)
    assert ReportDraft.objects.get(meeting=meeting).answers["conclusions"] == "Theirs"

    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("table.compare")).to_contain_text("Theirs")
    page.get_by_label("Conclusions").fill("Mine, after all")
    expect(page.locator("[data-draft-status]")).to_contain_text("once you have compared both", timeout=20_000)
    assert ReportDraft.objects.get(meeting=meeting).answers["conclusions"] == "Theirs"

    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#saved")).to_be_visible()
    kept = page.evaluate("Object.keys(localStorage).length")
    context.close()
    assert ReportDraft.objects.get(meeting=meeting).answers["conclusions"] == "Mine, after all"
    assert kept == 0


def test_report_is_published_with_the_keyboard_and_what_others_changed_is_shown_first(desk):
    meeting, url, opened = desk
    context = opened(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(url)
    for label, text in (("Title of the report", "By keyboard"), ("Summary", "Short."), ("Participants", "12")):
        page.get_by_label(label, exact=True).first.fill(text)
    page.get_by_label("Conclusions").fill("Again.")
    page.get_by_role("textbox", name="What happened").click()
    page.keyboard.type("We met.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at", timeout=20_000)
    Meeting.objects.filter(pk=meeting.pk).update(participants=50)

    page.get_by_role("button", name="Check and publish").press("Enter")
    expect(page.locator("#unsettled")).to_be_visible(timeout=20_000)
    both = page.locator("table.compare").inner_text().split()
    page.evaluate(AXE)
    faults = page.evaluate(RUN_AXE)
    page.get_by_role("button", name="Check and publish").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("By keyboard", timeout=30_000)
    kept = page.evaluate("Object.keys(localStorage).length")
    context.close()

    assert ("50" in both, "12" in both, faults, kept) == (True, True, [], 0)
    meeting.refresh_from_db()
    assert meeting.participants == 12


def test_practice_is_picked_by_keyboard(desk):
    meeting, url, opened = desk
    context = opened(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(url)
    box = page.get_by_role("combobox", name="Find a practice of the portal").first
    box.press_sequentially("unites")
    options = page.locator("[role=option]")
    expect(options.first).to_contain_text(TITLE)
    box.press("ArrowDown")
    active = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    assert active == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    page.evaluate(AXE)
    faults = page.evaluate(RUN_AXE)
    box.press("Enter")
    texts = page.get_by_label("Practices presented").first
    expect(texts).to_have_value(TITLE)
    expect(options).to_have_count(0)
    box.press_sequentially("Night buses")
    expect(options.last).to_contain_text("Add as a new draft: Night buses")
    box.press("ArrowUp")
    box.press("Enter")
    expect(texts).to_have_value(f"{TITLE}\nNight buses")
    box.press_sequentially("zz")
    box.press("Escape")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at", timeout=20_000)
    context.close()

    kept = ReportDraft.objects.get(meeting=meeting).answers["agenda"][0]["practices"]
    assert kept.splitlines() == [TITLE, "Night buses"]
    assert faults == []


def test_report_is_written_on_a_phone_without_javascript(desk):
    meeting, url, opened = desk
    context = opened(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(url)
    for label, text in (
        ("Title of the report", "Written on a phone"), ("Summary", "Short."), ("Participants", "12"),
        ("What happened", "We met.\n\nWe talked."), ("Conclusions", "Again."),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).first.fill(text)
    page.get_by_role("button", name="Check and publish").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Written on a phone")
    context.close()

    assert MeetingReport.objects.get(meeting=meeting).body == "<p>We met.</p><p>We talked.</p>"


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "de"), (320, "light", "fr")]
)
def test_every_page_of_the_desk_is_without_fault(desk, width, scheme, language):
    _meeting, url, opened = desk
    found = {}
    for path in ("", "../", "files/", "preview/", "?add=agenda", "practices/0/?q=a"):
        context = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        if faults := faults_of(page, url.replace("/en/", f"/{language}/") + path):
            found[path] = faults
        context.close()

    assert found == {}
