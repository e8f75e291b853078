"""Every page type with the real content: status, weight, size, headers, and what a reader relies on."""

import datetime as dt
import gzip
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from events.models import Lesson, Meeting
from networks.models import Membership, Network
from networks.rolls import parse_day
from practices.models import Practice
from publishing.models import State
from search.sitemaps import SITEMAPS

from .factories import NetworkFactory

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]

PAGES = [
    "", "networks/", "networks/ein/", "networks/uap/", "networks/methods/", "networks/methods/implementoring-method/",
    "networks/compare/?network=ein&network=emn&as_of=2017", "networks/overlap/", "networks/overlap/?of=topics",
    "networks/timeline/", "meetings/", "meetings/ein-m1/", "meetings/uap-plenary-2024/",
    "study-visits/", "study-visits/ein-v1/", "exchanges/", "exchanges/ma-2022-se-be/", "adoptions/",
    "adoptions/sweden-to-flanders-buddies/", "adoptions/flow/", "adoptions/flow/?topic=mentoring&giver=SE", "reports/",
    "reports/ein-m1-report/", "learnt/", "lessons/", "lessons/l1/", "recommendations/", "recommendations/r1/",
    "practices/", "practices/unites/", "practices/map/", "practices/compare/?p=unites&p=orient8&q=mentoring",
    "practices/evidence/", "countries/", "countries/se/", "countries/be/", "countries/gb/",
    "topics/", "topics/employment/",
    "blind-spots/", "blind-spots/?by=target_group&show=networks&of=others&part=2",
    "organisations/", "organisations/dg-home/", "sources/", "sources/action-plan-slides/", "news/",
    "news/new-integration-network/", "analyses/", "analyses/note-conclusions/", "search/?q=refugees", "search/",
    "action-plans/", "action-plans/ap-2016/", "action-plans/ap-2021/", "action-plans/ap-2021/timetable/",
    "action-plans/actions/", "action-plans/actions/partnerships-1/", "action-plans/actions/partnerships-2/",
    "action-plans/actions/partnerships-4/", "action-plans/changes/", "action-plans/changes/?since=2025-04",
    "action-plans/changes/?since=yesterday", "sources/tracker-partnerships/", "topics/local-integration/",
    "about/", "legal-notice/", "privacy/", "accessibility/", "style-guide/",
]  # fmt: skip
MAX_QUERIES = 12
MAX_NODES = 800
MAX_BYTES = 60_000
FIXED_BYTES = 12_000  # style sheet, script and icon, compressed; measured in the browser test


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_page_opens_within_its_budget(client, django_assert_max_num_queries, path, language):
    url = f"/{language}/{path}"
    client.get(url)

    with django_assert_max_num_queries(MAX_QUERIES):
        answer = client.get(url)

    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert len(page.find_all(True)) <= MAX_NODES
    assert len(gzip.compress(answer.content)) + FIXED_BYTES <= MAX_BYTES
    assert len(page.find_all("h1")) == len(page.find_all("main")) == 1
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not re.search(r"<script(?![^>]+src=)|\sstyle=|\son[a-z]+=|javascript:", answer.content.decode())


@pytest.mark.parametrize(
    "path", ["/en/", "/en/nothing-here/", "/admin/login/", "/robots.txt", "/sitemap.xml", "/en/feed/"]
)
def test_each_answer_carries_the_protecting_headers(client, path):
    answer = client.get(path)

    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]:
        assert part in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_members_follow_the_date_that_is_asked_for(client):
    def countries(as_of):
        page = BeautifulSoup(client.get("/en/networks/ein/", {"as_of": as_of}).content, "html.parser")
        return {link["href"].split("/")[-2] for link in page.select(".seats a") if "/countries/" in link["href"]}

    assert len(countries("2017")) == 30
    assert len(countries("2025")) == 29
    assert countries("2017") - countries("2025") == {"gb"}


@pytest.mark.parametrize("text", ["soon", "2017-13", "99999", "2017-02-30", "'; DROP TABLE", "٢٠١٧"])
def test_odd_date_is_named_and_today_is_shown(client, text):
    answer = client.get("/en/networks/ein/", {"as_of": text})

    assert answer.status_code == 200
    assert "is no date. Write a year" in BeautifulSoup(answer.content, "html.parser").get_text()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017", dt.date(2017, 12, 31)),
        ("2016-02", dt.date(2016, 2, 29)),
        ("2016-12", dt.date(2016, 12, 31)),
        ("2017-03-09", dt.date(2017, 3, 9)),
        ("0000", None),
    ],
)
def test_day_is_the_last_of_what_is_named(text, day):
    assert parse_day(text) == day


def test_membership_that_ended_is_left_out_later(client):
    network = Network.objects.get(slug="ein")
    Membership.objects.create(network=network, counted_group="Guests", since="2018", until="2019-06")

    assert "Guests" in client.get("/en/networks/ein/?as_of=2018").content.decode()
    assert "Guests" in client.get("/en/networks/ein/?as_of=2019-05").content.decode()
    assert "Guests" not in client.get("/en/networks/ein/?as_of=2019").content.decode()
    assert "Guests" not in client.get("/en/networks/ein/?as_of=2016").content.decode()


def test_disagreeing_sources_stand_side_by_side(client):
    page = BeautifulSoup(client.get("/en/networks/ein/").content, "html.parser")

    text = page.select_one(".dispute").get_text(" ")
    assert "Which countries are members?" in page.get_text()
    assert page.get_text().count("28 EU countries") == 1
    assert page.get_text().count("27 EU countries") == 1
    assert text


def test_ancestry_is_one_line_in_time(client):
    page = BeautifulSoup(client.get("/en/networks/esf-tn-migrants/").content, "html.parser")

    steps = [step.get_text(" ", strip=True) for step in page.select(".timeline li")]
    assert len(steps) == 3
    assert steps[0].startswith("EQUAL programme")
    assert "ESF Learning Networks" in steps[1]
    assert page.select(".timeline li")[2]["aria-current"] == "true"


def test_calendar_holds_meetings_visits_and_exchanges_and_filters_them(client):
    whole = client.get("/en/meetings/").context["page"]
    visits = client.get("/en/meetings/", {"kind": "studyvisit"}).context["page"]
    several = client.get("/en/meetings/", {"kind": ["studyvisit", "mutual-learning"], "country": "SE"}).context["page"]

    assert whole.total == 21
    assert {item.kind() for item in visits.items} == {"events.studyvisit"}
    assert {item.slug for item in several.items} == {"ein-v1", "ma-2022-se-be"}
    assert {chip.label for chip in several.chips} == {"Study visit", "Mutual learning", "Sweden"}


def test_calendar_sorts_by_date_and_puts_the_undated_last(client):
    newest = [item.slug for item in client.get("/en/meetings/?sort=newest&page=2").context["page"].items]
    oldest = client.get("/en/meetings/?sort=oldest").context["page"].items

    assert newest[-1] == "cor-debate"
    dated = [item.when_from for item in oldest if item.when_from]
    assert dated == sorted(dated)


def test_network_active_in_a_year_is_found_by_it(client):
    def active(year):
        return {item.slug for item in client.get("/en/networks/", {"year": year}).context["page"].items}

    assert "ncp-integration" in active("2010")
    assert "ncp-integration" not in active("2020")
    assert "ein" in active("2020")
    assert "ein" not in active("2010")


def test_search_finds_without_accents_and_marks_the_words(client):
    answer = client.get("/en/search/", {"q": "Vastra"})

    page = answer.context["page"]
    assert "ein-v1" in {item.slug for item in page.items}
    assert "<mark>Västra</mark>" in answer.content.decode()
    assert "Västra Götaland region" in {str(hit) for hit in answer.context["directory_hits"]}


def test_search_finds_slips_beginnings_and_stems(client):
    def found(words):
        return {item.slug for item in client.get("/en/search/", {"q": words}).context["page"].items}

    assert "ma-2022-se-be" in found("buddi flandres")
    assert "ma-2022-se-be" in found("fland")
    assert "orient8" in found("mentored")
    assert "ein-m1" in found('"eight good practices"')
    assert found('"practices good eight"') == set()


def test_country_page_and_table_tell_the_same_figures(client):
    page = BeautifulSoup(client.get("/en/countries/").content, "html.parser")
    row = next(row for row in page.select("tbody tr") if row.th.get_text() == "Sweden")

    practices = Practice.objects.published().filter(countries__code="SE").count()
    assert practices > 1
    assert [cell.get_text() for cell in row.find_all("td")] == ["1", "0", "1", "1", "0", "0", str(practices)]
    assert f"Sweden: {3 + practices} entries" in {link["aria-label"] for link in page.select("svg a")}
    detail = client.get("/en/countries/se/").context
    assert (len(detail["visits"]), len(detail["given"]), len(detail["taken"])) == (1, 1, 0)


def test_drafts_are_not_named_on_the_pages_of_their_neighbours(client):
    for model_slug in ["uap", "ewsi", "eurocities", "ncp-integration", "share"]:
        Network.objects.filter(slug=model_slug).update(state=State.DRAFT)
    neighbours = ["urban-academy", "ein", "implementoring", "eurocities-wg", "integrating-cities"]

    for slug in neighbours:
        text = client.get(f"/en/networks/{slug}/").content.decode()
        for draft in ["uap", "ewsi", "eurocities", "ncp-integration", "share"]:
            assert f'/networks/{draft}/"' not in text, (slug, draft)
    for path in [
        "/en/meetings/uap-wc1/",
        "/en/reports/ein-m1-report/",
        "/en/countries/it/",
        "/en/organisations/amsterdam/",
    ]:
        text = client.get(path).content.decode()
        assert '/networks/uap/"' not in text
        assert '/networks/ewsi/"' not in text


def test_lessons_of_a_withdrawn_meeting_are_withdrawn_too(client):
    assert client.get("/en/lessons/l1/").status_code == 200
    meeting = Meeting.objects.get(slug="ein-m1")
    meeting.state = State.ARCHIVED
    meeting.save()

    assert not Lesson.objects.get(slug="l1").is_published
    assert client.get("/en/lessons/l1/").status_code == 404
    assert client.get("/en/reports/ein-m1-report/").status_code == 404
    assert client.get("/en/lessons/").context["page"].total == 0


def test_feed_sitemap_and_robots_name_lasting_addresses(client):
    feed = client.get("/en/feed/").content.decode()
    robots = client.get("/robots.txt").content.decode()
    networks = client.get(reverse("sitemap", args=["network"])).content.decode()

    assert "http://127.0.0.1:8000/en/" in feed
    assert feed.count("<item>") == 30
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert "/fr/networks/ein/" in networks
    assert "/de/networks/ein/" in networks


def test_sitemaps_leaf_through_all_records_in_all_languages(client, monkeypatch, django_assert_max_num_queries):
    NetworkFactory.create_batch(4, published=True)
    monkeypatch.setattr(SITEMAPS["network"], "limit", 7)

    with django_assert_max_num_queries(MAX_QUERIES):
        index = client.get("/sitemap.xml").content.decode()
    pages = re.findall(r"<loc>http://[^/]+(/sitemap-network\.xml[^<]*)</loc>", index)
    named = [url for page in pages for url in re.findall(r"<loc>([^<]+)</loc>", client.get(page).content.decode())]

    assert len(pages) == -(-Network.objects.published().count() * 3 // 7)
    assert len(named) == len(set(named)) == Network.objects.published().count() * 3
    assert client.get(f"/sitemap-network.xml?p={len(pages) + 1}").status_code == 404


@pytest.mark.parametrize("path", ["/en/feed/", "/en/countries/se/", "/robots.txt"])
def test_other_addresses_ask_few_questions_too(client, django_assert_max_num_queries, path):
    client.get(path)

    with django_assert_max_num_queries(MAX_QUERIES):
        assert client.get(path).status_code == 200


def test_list_pages_sort_and_keep_their_filters(client):
    NetworkFactory.create_batch(45, published=True, summary="padding")

    page = client.get("/en/networks/?q=padding&sort=-title&page=2").context["page"]

    assert page.number == 2
    assert page.last == 3
    assert page.pager.next_url == "?q=padding&sort=-title&page=3"
    titles = [item.title for item in client.get("/en/networks/?sort=-title").context["page"].items]
    assert titles == sorted(titles, key=str.lower, reverse=True)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("page=0", "is no page number"),
        ("page=99999999999999", "is no page number"),
        ("page=7000", "There is no page 7000"),
        ("sort=price", "cannot be sorted that way"),
        ("topic=cheese", "“cheese” is no choice of the filter “Topic”"),
        ("year=12", "“12” is no choice"),
    ],
)
def test_bad_value_gives_a_sentence_and_the_list(client, query, said):
    answer = client.get(f"/en/networks/?{query}")

    assert answer.status_code == 200
    assert said in BeautifulSoup(answer.content, "html.parser").get_text()
    assert answer.context["page"].items
