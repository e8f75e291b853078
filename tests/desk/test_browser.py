"""The desk in a real browser: its own pages without fault, wide and narrow, light and dark."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Meeting
from practices.models import Practice
from publishing.models import Version
from publishing.versions import keep, snapshot

from ..signing import cookie_of, sign_in
from ..test_audit import AXE, RUN_AXE, faults_of

pytestmark = pytest.mark.browser
# Django's own frame: headings that skip a level, landmarks within landmarks, a table of rows without a heading.
OF_THE_FRAME = ("heading-order", "region", "landmark", "page-has-heading-one", "empty-table-header", "target-size")
# Django's chooser of related records (select2) names its boxes by what is chosen, and sets widths by style attributes.
OF_THE_CHOOSER = (
    "aria-input-field-name",
    'label: <input class="select2',
    'list: <ul class="select2',
    "console: Applying inline style",
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_pages_of_the_desk_are_without_fault(browser, live_server, width, scheme):
    client, root = Client(), User.objects.create_superuser("root")
    sign_in(client, root)
    cookie = cookie_of(client, live_server.url)
    practice, meeting = Practice.objects.first(), Meeting.objects.first()
    keep(practice, root, "A reason.")
    practice.title = "Another title"
    practice.save()
    keep(practice, root, "Another reason.")
    left = Version.objects.of(practice).last().pk
    history = reverse("admin:practices_practice_history", args=[practice.pk])
    pages = [
        reverse("admin:index"), reverse("desk:powers"), reverse("desk:freshness"),
        reverse("admin:audit_entry_changelist"),
        history, f"{history}?left={left}&right=now", reverse("admin:practices_practice_changelist"),
        reverse("admin:practices_practice_change", args=[practice.pk]),
        reverse("admin:events_meeting_change", args=[meeting.pk]),
    ]  # fmt: skip
    found = {}
    for path in pages:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.add_cookies([cookie])
        faults = faults_of(context.new_page(), f"{live_server.url}{path}")
        known = (*OF_THE_FRAME, *OF_THE_CHOOSER) if path.endswith("/change/") else OF_THE_FRAME
        if own := [fault for fault in faults if not fault.startswith(known)]:
            found[path] = own
        context.close()

    assert found == {}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_clash_of_a_waiting_change_is_read_and_decided(browser, live_server, width, scheme):
    client, root = Client(), User.objects.create_superuser("root")
    author = User.objects.create_superuser("author")
    sign_in(client, root)
    practice = Practice.objects.published().first()
    begun = keep(practice, root)
    change = snapshot(practice)
    change["fields"]["goals"] = "What the author wrote."
    Version.objects.create(
        kind=practice.kind(), object_id=practice.pk, number=begun.number + 1, standing="waits", state=practice.state,
        title=practice.title, data=change, user=author, user_name="author",
    )  # fmt: skip
    practice.goals = "What stands now."
    practice.save()
    keep(practice, root)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_cookies([cookie_of(client, live_server.url)])
    page = context.new_page()

    page.goto(live_server.url + reverse("admin:practices_practice_history", args=[practice.pk]))
    page.get_by_role("button", name="Let it in").click()
    told = page.locator("section", has=page.locator("#clash")).inner_text()
    page.evaluate(AXE)
    faults = [fault for fault in page.evaluate(RUN_AXE) if not fault.startswith(OF_THE_FRAME)]
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.get_by_role("button", name="Take the text of the change").click()

    assert "What stands now." in told
    assert "What the author wrote." in told
    assert (faults, over) == ([], 0)
    assert "The change is in." in page.content()
    assert "What the author wrote." in Practice.objects.get(pk=practice.pk).goals
    context.close()
