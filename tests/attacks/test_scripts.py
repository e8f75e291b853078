"""Script that is stored with a record: dead on every page where its words appear, on the desk as well."""

import pytest
from django.urls import reverse

from accounts.models import User
from events.models import MeetingReport
from news.models import NewsItem
from publishing import previews

from ..conftest import sign_in
from ..factories import MeetingFactory, NewsItemFactory, PracticeFactory
from .test_questions import MARK, alive

pytestmark = pytest.mark.django_db
PAYLOADS = [
    f"<script>{MARK}()</script>", f"<img src=x onerror={MARK}()>", f"<svg/onload={MARK}()>",
    f'"><script>{MARK}()</script>', f"' onmouseover='{MARK}()", f"<a href='javascript:{MARK}()'>x</a>",
    f"<iframe srcdoc='<script>{MARK}()</script>'></iframe>", f"</title><script>{MARK}()</script>",
    f"</script><script>{MARK}()</script>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={MARK}()>",
    f"<a href='&#106;avascript:{MARK}()'>x</a>", f"<details open ontoggle={MARK}()>x</details>",
    f"{{{{ {MARK} }}}}{{% load {MARK} %}}<p onclick={MARK}()>x</p>", f"<object data='data:text/html,{MARK}'></object>",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_stored_script_is_dead_on_every_page(client, payload):
    text = f"Wombat {payload}"
    news = NewsItemFactory(
        published=True, slug="attack", title=text[:190], summary=text, body=f"<p>Wombat</p>{payload}"
    )
    practice = PracticeFactory(published=True, slug="attack", title=text[:190], summary=text, results=text)
    meeting = MeetingFactory(published=True, slug="attack", title=text[:190], summary=text)
    report = MeetingReport(meeting=meeting, slug="attack", title=text[:190], summary=text, body=payload)
    report.state, report.published_at = "published", practice.published_at
    report.save()
    shown = [news, practice, meeting, report]
    pages = [
        "/en/",
        "/en/news/",
        "/en/practices/",
        "/en/meetings/",
        "/en/reports/",
        "/en/search/?q=wombat",
        "/fr/news/",
    ]
    pages += ["/en/practices/compare/?p=attack", "/en/practices/map/", *(record.get_absolute_url() for record in shown)]
    desk = ["/admin/", "/admin/desk/freshness/", "/admin/desk/translations/", "/en/report-desk/"]

    for page in [*pages, *map(previews.link_for, shown)]:
        html = client.get(page).content.decode()
        assert "Wombat" in html or "wombat" in html or page in ("/en/practices/map/",), page
        assert alive(html) == [], page
    sign_in(client, User.objects.create_superuser("root", first_name=payload[:150]))
    for record in shown:
        base = f"admin:{record._meta.app_label}_{record._meta.model_name}"
        desk += [reverse(f"{base}_changelist"), reverse(f"{base}_change", args=[record.pk])]
        desk += [reverse(f"{base}_history", args=[record.pk]), reverse(f"{base}_delete", args=[record.pk])]
    for page in desk:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert [tag for tag in alive(answer.content.decode()) if MARK in tag] == [], page


def test_words_around_an_attack_stay():
    item = NewsItemFactory(body=f"<h2>Before</h2><script>{MARK}()</script><p>After <b>it</b></p>")

    body = NewsItem.objects.get(pk=item.pk).body

    assert "Before" in body
    assert "After" in body
    assert MARK not in body
