"""Translating in a real browser: by keyboard, on a phone, without JavaScript, and without losing a word."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from events.models import AgendaItem, Meeting
from publishing.models import Translation
from publishing.translating import save_translation

from ..publishing.test_translating import change, in_german
from ..signing import cookie_of, sign_in
from ..test_audit import AXE, RUN_AXE, faults_of

pytestmark = pytest.mark.browser
OVERVIEW, IMPORT = "/admin/desk/translations/", "/admin/desk/translations/import/"


@pytest.fixture
def root(browser):
    return User.objects.create_superuser("root", languages="de")


@pytest.fixture
def meeting(root):
    """A meeting that was translated, then changed."""
    meeting = Meeting.objects.published().order_by("pk").first()
    AgendaItem.objects.create(meeting=meeting, title="Opening", text="First words.\nSecond words.")
    save_translation(meeting, "de", in_german(meeting), root, state=Translation.State.APPROVED, credit="A. B.")
    return change(meeting, summary=f"{meeting.summary} And a new sentence.")


@pytest.fixture
def signed_in(browser, live_server, root):
    """Return a function that opens a context of the browser in which somebody has signed in."""
    opened = []

    def context(**how):
        client = Client()
        sign_in(client, root)
        made = browser.new_context(**how)
        made.add_cookies([cookie_of(client, live_server.url)])
        opened.append(made)
        return made

    yield context
    for made in opened:
        made.close()


def bench(live_server, record, language="de") -> str:
    return f"{live_server.url}/admin/desk/translations/{record.kind()}/{record.pk}/{language}/"


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "en"), (1280, "dark", "fr"), (390, "dark", "de"), (320, "light", "fr")],
)
def test_pages_of_translators_are_without_fault(signed_in, live_server, meeting, width, scheme, language):
    found = {}
    pages = [
        OVERVIEW, f"{OVERVIEW}?standing=missing&language=fr", f"{OVERVIEW}?q=nothing+like+it", IMPORT,
        bench(live_server, meeting).removeprefix(live_server.url),
        bench(live_server, meeting, "fr").removeprefix(live_server.url),
    ]  # fmt: skip
    for path in pages:
        context = signed_in(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language)
        if faults := faults_of(context.new_page(), f"{live_server.url}{path}"):
            found[path] = faults

    assert found == {}


def test_page_with_faults_and_page_of_an_upload_are_without_fault(signed_in, live_server, meeting, tmp_path):
    for width, scheme in [(1280, "light"), (320, "dark")]:
        page = signed_in(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        assert faults_of(page, bench(live_server, meeting, "fr")) == []
        page.locator("[name='text-title']").fill("x" * 301)
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert audited(page) == []

        page.goto(bench(live_server, meeting))
        page.get_by_text("For outside translators").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download into German").click()
        path = tmp_path / "back.xlf"
        path.write_text(download.value.path().read_text().replace("0. auf Deutsch", "Ein neuer Titel"))
        page.goto(f"{live_server.url}{IMPORT}")
        page.get_by_label("XLIFF files").set_input_files(path)
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_role("heading", name="What would change")).to_be_visible()
        assert audited(page) == []
        page.get_by_role("button", name="Throw the file away").click()


def audited(page) -> list[str]:
    """Return what is wrong with the page as it stands, without opening it anew."""
    page.evaluate(AXE)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return page.evaluate(RUN_AXE) + ([f"overflows by {wide} px"] if wide > 0 else [])


def test_translating_by_keyboard_alone_and_without_javascript(signed_in, live_server, meeting):
    page = signed_in(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{live_server.url}{OVERVIEW}?language=fr&standing=missing")
    link = page.locator(f"a[href='{bench(live_server, meeting, 'fr').removeprefix(live_server.url)}']")

    page.get_by_label("Title or address contains").fill(meeting.title[:20])
    page.keyboard.press("Enter")
    link.focus()
    page.keyboard.press("Enter")
    for key in meeting.texts_by_key():
        page.locator(f"[name='text-{key}']").focus()
        page.keyboard.type("En français")
    page.get_by_role("button", name="Approve").press("Enter")

    expect(page.get_by_text("The translation is approved: readers see it.")).to_be_visible()
    page.goto(f"{live_server.url}/fr/meetings/{meeting.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("En français")


def test_words_not_saved_wait_in_the_browser_and_come_back_when_asked(signed_in, live_server, meeting):
    context = signed_in()
    page = context.new_page()
    page.goto(bench(live_server, meeting, "fr"))
    page.locator("[name='text-title']").press_sequentially("Un titre")
    page.close()

    page = context.new_page()
    page.goto(bench(live_server, meeting, "fr"))
    expect(page.locator("[name='text-title']")).to_have_value("")
    page.get_by_role("button", name="Put them in").click()
    expect(page.locator("[name='text-title']")).to_have_value("Un titre")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("The translation is saved.")).to_be_visible()
    assert page.url.endswith("/fr/")

    page.goto(bench(live_server, meeting, "fr"))
    expect(page.get_by_role("button", name="Put them in")).to_have_count(0)
    expect(page.locator("[name='text-title']")).to_have_value("Un titre")


def test_characters_left_are_counted_and_nothing_typed_is_cut(signed_in, live_server, meeting):
    page = signed_in().new_page()
    page.goto(bench(live_server, meeting, "fr"))
    field = page.locator("[name='text-title']")

    field.fill("x" * 290)
    expect(page.locator("[data-left]").first).to_have_text("Characters left: 10")
    field.fill("x" * 305)
    expect(page.locator("[data-left]").first).to_have_text("Characters too many: 5")
    expect(field).to_have_value("x" * 305)


def test_original_stands_left_on_a_screen_and_above_on_a_phone(signed_in, live_server, meeting):
    for width, is_beside in [(1280, True), (390, False)]:
        page = signed_in(viewport={"width": width, "height": 900}).new_page()
        page.goto(bench(live_server, meeting))
        original = page.locator(".tr-original").first.bounding_box()
        own = page.locator(".tr-own").first.bounding_box()
        assert (own["x"] >= original["x"] + original["width"]) == is_beside
        assert (own["y"] >= original["y"] + original["height"]) != is_beside
