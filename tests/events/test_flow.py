"""The flow of practices between countries, where else an adoption shows, and how adoptions are filtered."""

import json
import re

import pytest

from events.adoption_filters import AdoptionFilter
from events.models import Adoption
from index.query import query

from ..factories import (
    AdoptionFactory,
    CountryFactory,
    ExchangeFactory,
    MeetingFactory,
    NetworkFactory,
    PracticeFactory,
    StudyVisitFactory,
    TopicFactory,
)
from .test_adoption import adopt, page_of
from .test_adoption import countries as countries

pytestmark = pytest.mark.django_db


# The flow


@pytest.fixture
def flows(countries):
    housing, sport = TopicFactory(), TopicFactory(name="Sport", slug="sport")
    practice = PracticeFactory(published=True)
    se, be, fi = countries["SE"], countries["BE"], countries["FI"]
    adopt(practice, "A", origins=[se], country=be, topics=[housing])
    adopt(practice, "B", origins=[se], country=be, topics=[sport])
    adopt(practice, "C", origins=[se, fi], country=be)
    adopt(practice, "D", origins=[be], country=se)
    adopt(practice, "E", country=fi)
    adopt(practice, "F")
    AdoptionFactory(country=be).origin_countries.set([se])
    return practice


def rows_of(answer) -> dict:
    return {
        tuple(cell.get_text() for cell in row.find_all("td")[:2]): int(row.find_all("td")[2].get_text())
        for row in page_of(answer).select("tbody tr")
    }


WHOLE = {
    ("Sweden", "Belgium"): 3, ("Finland", "Belgium"): 1, ("Belgium", "Sweden"): 1, ("not known", "Finland"): 1,
    ("not known", "not known"): 1,
}  # fmt: skip


def test_flow_counts_published_adoptions_by_country_and_topic(client, flows):
    assert rows_of(client.get("/en/adoptions/flow/")) == WHOLE
    assert rows_of(client.get("/en/adoptions/flow/?topic=housing")) == {("Sweden", "Belgium"): 1}
    assert rows_of(client.get("/en/adoptions/flow/?taker=FI")) == {("not known", "Finland"): 1}
    assert rows_of(client.get("/en/adoptions/flow/?flow=SE-BE&flow=-FI")) == {
        ("Sweden", "Belgium"): 3, ("not known", "Finland"): 1,
    }  # fmt: skip


def test_flow_is_the_same_while_the_index_is_away(client, flows, settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder of the index should be")
    settings.INDEX_DIR = blocked / "index"

    assert rows_of(client.get("/en/adoptions/flow/")) == WHOLE


def test_each_number_leads_to_as_many_adoptions(client, flows):
    page = page_of(client.get("/en/adoptions/flow/"))

    for link in page.select("tbody a"):
        assert client.get(link["href"]).context["page"].total == int(link.get_text())
    for link in page.select("svg a"):
        total = int(re.search(r": (\d+)$", link.get_text())[1])
        assert client.get(link["href"]).context["page"].total <= total


def test_drawing_of_flows_holds_what_the_table_holds(client, flows):
    answer = client.get("/en/adoptions/flow/")
    chart = answer.context["chart"]

    assert sorted(band.width for band in chart.bands) == [8, 8, 8, 8, 24]
    left, right = chart.columns
    assert {(side.label, side.total) for side in left} == {
        ("Sweden", 3), ("Finland", 1), ("Belgium", 1), ("not known", 2),
    }  # fmt: skip
    assert {(side.label, side.total) for side in right} == {
        ("Belgium", 4), ("Sweden", 1), ("Finland", 1), ("not known", 1),
    }  # fmt: skip
    assert len(page_of(answer).select("svg.chart .chart__band")) == 5
    assert page_of(answer).select_one(".scroll:has(svg)")["tabindex"] == "0"
    assert answer.content == client.get("/en/adoptions/flow/").content


def test_strongest_flows_are_drawn_and_the_rest_is_counted(client, monkeypatch, flows):
    monkeypatch.setattr("events.flow.MOST", 2)

    answer = client.get("/en/adoptions/flow/")

    assert len(rows_of(answer)) == 2
    assert rows_of(answer)["Sweden", "Belgium"] == 3
    assert "3 weaker connections are left out" in page_of(answer).get_text()


def test_full_page_of_flows_keeps_its_weight(client, countries):
    codes = [f"{a}{b}" for a in "QXZ" for b in "ABCDEFGHIJKL"]
    lands = [CountryFactory(code=code, code3=f"{code}X", name=f"Bosnia and Land of {code}") for code in codes]
    practice = PracticeFactory(published=True)
    for number, land in enumerate(lands):
        adopt(practice, f"City {number}", origins=[land, lands[number - 5]], country=lands[number - 1])

    answer = client.get("/en/adoptions/flow/")

    page = page_of(answer)
    assert len(rows_of(answer)) == 40
    assert len(page.find_all(True)) <= 800
    assert len(answer.content) <= 60_000


@pytest.mark.parametrize(
    "params",
    [
        "flow=<script>alert(1)</script>",
        "flow=SE-BE-FI",
        "flow=" + "x" * 5000,
        "giver='; DROP TABLE",
        "year=-1",
        "status=%00",
        "flow=-",
        "practice=../../etc/passwd",
        "q=%F0%9F%98%80",
        "page=-1&sort=price",
        "format=exe",
    ],
)
def test_hostile_address_gives_a_page(client, flows, params):
    for path in ("/en/adoptions/", "/en/adoptions/flow/"):
        answer = client.get(f"{path}?{params}")
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_hostile_texts_are_bare_and_escaped_in_list_tree_and_drawing(client, countries):
    practice = PracticeFactory(title="<b>Buddies</b> & <svg onload=alert(1)>", published=True)
    adopted = adopt(practice, "</text><script>alert(1)</script>Town & Co", outcome="5 < 7 <img src=x onerror=alert(1)>")

    for url in (practice.get_absolute_url(), adopted.get_absolute_url(), "/en/adoptions/"):
        text = client.get(url).content.decode()
        assert "<script>alert" not in text
        assert "onerror=" not in text
        assert "Town &amp; Co" in text


# Where else it shows


@pytest.mark.parametrize("factory", [MeetingFactory, StudyVisitFactory, ExchangeFactory])
def test_event_shows_what_came_of_it(client, factory):
    event = factory(published=True)
    name = {"meeting": "meeting", "studyvisit": "visit", "exchange": "exchange"}[event._meta.model_name]
    AdoptionFactory(title="Quagga taken over", published=True, **{name: event})
    AdoptionFactory(title="Quagga draft", **{name: event})

    page = page_of(client.get(event.get_absolute_url()))

    assert [a.get_text() for a in page.find(id="came").parent.select("h3 a")] == ["Quagga taken over"]


def test_country_shows_what_it_gave_and_what_it_took(client, flows):
    page = page_of(client.get("/en/countries/be/"))

    assert len(page.find(id="gave").parent.select("h3")) == 1
    assert len(page.find(id="took").parent.select("h3")) == 3
    for name in ("gave", "took"):
        section = page.find(id=name).parent
        total = client.get(section.select("p a")[-1]["href"]).context["page"].total
        assert total == len(section.select("h3"))


def test_neighbours_that_are_drafts_are_not_named(client):
    practice, own = PracticeFactory(title="Quagga one"), PracticeFactory(title="Quagga two")
    meeting = MeetingFactory(title="Quagga three")
    adopted = adopt(practice, "A town", own, meeting=meeting)

    for url in (adopted.get_absolute_url(), "/en/adoptions/", "/en/adoptions/?format=json"):
        answer = client.get(url)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Quagga" not in text
        assert practice.slug.encode() not in text


# Filters


def test_index_and_database_find_the_same_for_every_filter(countries):
    network = NetworkFactory(published=True)
    meeting = MeetingFactory(network=network, published=True)
    practice = PracticeFactory(published=True)
    se, be = countries["SE"], countries["BE"]
    adopt(practice, "A", origins=[se], country=be, meeting=meeting, since="2023", topics=[TopicFactory()])
    adopt(practice, "B", origins=[se, be], since="2022/2024", status="planned")
    adopt(PracticeFactory(published=True), "C", country=be, since="2021/..", visit=StudyVisitFactory(published=True))
    adopt(practice, "D", since="../2023")
    adopt(practice, "E", countries=[se])
    asked = [
        {"giver": ["SE"]}, {"taker": ["BE"]}, {"status": ["planned"]}, {"network": [network.slug]},
        {"seen_at": [meeting.slug]}, {"year": ["2023"]}, {"year": ["2021"]}, {"year": ["2022", "2021"]},
        {"practice": [practice.slug]}, {"flow": ["SE-BE"]}, {"flow": ["-BE"]}, {"flow": ["-"]}, {"flow": ["SE-"]},
        {"country": ["SE"]}, {"country": ["BE"], "topic": ["housing"]},
    ]  # fmt: skip

    for params in asked:
        filters = AdoptionFilter(params, queryset=Adoption.objects.published())
        rows = set(filters.narrow(Adoption.objects.published()).values_list("pk", flat=True))
        assert {hit.pk for hit in query(["events.adoption"], filters=filters.chosen, limit=50).hits} == rows, params
        assert 0 < len(rows) < 5, params


def test_list_downloads_with_from_and_to(client, flows):
    answer = client.get("/en/adoptions/?format=json&flow=SE-BE&sort=title")
    rows = json.loads(b"".join(answer.streaming_content))["items"]

    assert [row["adopter"] for row in rows] == ["A", "B", "C"]
    assert rows[2]["from_countries"] == ["FI", "SE"]
    assert {row["to_country"] for row in rows} == {"BE"}
    assert {row["practice"] for row in rows} == {flows.slug}
