"""What was seen there and tried here: what is refused, the family of a practice, and the flow between countries."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Organisation, Place
from events.adoption_filters import AdoptionFilter
from events.family import MOST, family_of
from events.models import Adoption
from index.query import query
from publishing.models import State

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

pytestmark = pytest.mark.django_db


@pytest.fixture
def countries(db):
    return {
        code: CountryFactory(code=code, code3=code3, name=name)
        for code, code3, name in [("SE", "SWE", "Sweden"), ("BE", "BEL", "Belgium"), ("FI", "FIN", "Finland")]
    }


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def adopt(practice, name, recorded_as=None, origins=(), **values):
    """Make a published adoption of a practice."""
    made = AdoptionFactory(
        practice=practice, origin_text="", adopter_name=name, recorded_as=recorded_as, published=True, **values
    )
    made.origin_countries.set(origins)
    made.note_change()
    return made


@pytest.fixture
def chain(countries):
    """A practice that one body took over, whose practice another one took over, and so on: three practices."""
    first, second, third = (PracticeFactory(title=f"Buddies {n}", published=True) for n in (1, 2, 3))
    adopt(first, "Flanders", second, since="2023", country=countries["BE"])
    adopt(second, "Turku", third, since="2024", country=countries["FI"])
    adopt(third, "Malmö", since="2025", country=countries["SE"])
    return first, second, third


# What is refused


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"origin_text": ""}, "adoption_has_one_origin"),
        ({"practice": "practice"}, "adoption_has_one_origin"),
        ({"adopter_name": ""}, "adoption_has_one_adopter"),
        ({"adopter": "body"}, "adoption_has_one_adopter"),
        ({"meeting": "meeting", "visit": "visit"}, "adoption_was_seen_at_one_event_at_most"),
        ({"meeting": "meeting", "exchange": "exchange"}, "adoption_was_seen_at_one_event_at_most"),
        ({"visit": "visit", "exchange": "exchange"}, "adoption_was_seen_at_one_event_at_most"),
        ({"origin_text": "", "practice": "practice", "recorded_as": "practice"}, "adoption_is_no_practice_of_itself"),
    ],
)
def test_what_contradicts_itself_is_refused_by_form_and_database(values, name):
    there = {
        "practice": PracticeFactory(),
        "body": Organisation.objects.create(name="A body", slug="a-body", kind="ngo"),
        "meeting": MeetingFactory(),
        "visit": StudyVisitFactory(),
        "exchange": ExchangeFactory(),
    }
    values = {key: there.get(value, value) for key, value in values.items()}

    with pytest.raises(ValidationError):
        AdoptionFactory.build(**values).full_clean(exclude=["author"])
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AdoptionFactory(**values)


@pytest.mark.parametrize("name", ["meeting", "visit", "exchange"])
def test_one_event_or_none_is_taken(name):
    event = {"meeting": MeetingFactory, "visit": StudyVisitFactory, "exchange": ExchangeFactory}[name]()

    made = AdoptionFactory(**{name: event})

    assert made.event == event
    assert AdoptionFactory().event is None
    event.delete()
    assert Adoption.objects.get(pk=made.pk).event is None


def test_country_follows_from_the_place_or_the_seat_and_never_contradicts_the_place(countries):
    malmo = Place.objects.create(slug="malmo-here", name="Malmö", country=countries["SE"])
    body = Organisation.objects.create(name="A body", slug="a-body", kind="ngo", country=countries["BE"])

    assert AdoptionFactory(place=malmo).country == countries["SE"]
    assert AdoptionFactory(adopter=body, adopter_name="").country == countries["BE"]
    assert AdoptionFactory(adopter=body, adopter_name="", place=malmo).country == countries["SE"]
    assert AdoptionFactory(adopter=body, adopter_name="", country=countries["FI"]).country == countries["FI"]
    assert AdoptionFactory().country is None
    with pytest.raises(ValidationError, match="The place lies in another country"):
        AdoptionFactory(place=malmo, country=countries["BE"]).full_clean(exclude=["author"])


def test_address_of_the_page_of_flows_is_kept_free():
    with pytest.raises(ValidationError, match="belongs to another page"):
        AdoptionFactory.build(slug="flow").full_clean(exclude=["author"])


def test_cycle_is_refused(chain):
    first, second, third = chain
    adopted = Adoption.objects.get(adopter_name="Malmö")

    for ancestor in (first, second, third):
        adopted.recorded_as = ancestor
        with pytest.raises(ValidationError) as fault:
            adopted.full_clean(exclude=["author"])
        assert "recorded_as" in fault.value.message_dict or "itself" in str(fault.value)

    adopted.recorded_as = PracticeFactory()
    adopted.full_clean(exclude=["author"])


# The family


def told(member):
    return {member.label: [told(child) for child in member.children]}


def test_chain_of_three_is_one_tree_from_wherever_it_is_seen(chain):
    tree = {"Buddies 1": [{"Flanders": [{"Turku": [{"Malmö": []}]}]}]}

    for practice in chain:
        family = family_of(practice)
        assert told(family.root) == tree
        assert [m.practice for m in family.members if m.is_current] == [practice]
    assert [member.note for member in family.members] == [
        "", "Belgium, adopted, since 2023", "Finland, adopted, since 2024", "Sweden, adopted, since 2025",
    ]  # fmt: skip


def test_page_draws_the_tree_and_lists_the_same(client, chain):
    page = page_of(client.get(chain[1].get_absolute_url()))

    section = page.find(id="family").parent
    drawn = [box.select_one("text").get_text() for box in section.select("svg .chart__box")]
    assert sorted(drawn) == ["Buddies 1", "Flanders", "Malmö", "Turku"]
    assert len(section.select("svg path")) == 3
    assert {link["href"] for link in section.select("svg a")} == {
        link["href"] for link in section.select("ul a") if "/practices/" not in link["href"] or "buddies" in link.text
    } | {chain[0].get_absolute_url()}
    assert section.select_one("ul ul ul ul li").get_text(" ", strip=True).startswith("Malmö")
    assert section.select_one("[role=region]")["tabindex"] == "0"
    strong = section.select("ul strong")
    assert [word.get_text() for word in strong] == ["Buddies 2"]


def test_practice_without_a_family_shows_none_and_asks_nothing(client, django_assert_num_queries, chain):
    alone = PracticeFactory(published=True)
    family_of(alone)

    with django_assert_num_queries(1):  # the index asks whether anything changed
        assert family_of(alone) is None
    assert page_of(client.get(alone.get_absolute_url())).find(id="family") is None


def test_drafts_are_left_out_of_the_tree_and_cut_it(chain):
    first, second, third = chain
    Adoption.objects.filter(adopter_name="Turku").update(state=State.DRAFT)
    assert told(family_of(first).root) == {"Buddies 1": [{"Flanders": []}]}
    assert told(family_of(third).root) == {"Buddies 3": [{"Malmö": []}]}

    Adoption.objects.filter(adopter_name="Turku").update(state=State.PUBLISHED)
    type(first).objects.filter(pk=first.pk).update(state=State.DRAFT)
    family = family_of(third)
    assert family.root.label == "An origin that is not told here"
    assert family.root.url == ""
    assert "Buddies 1" not in str(told(family.root))


def test_origin_in_words_is_the_root(countries):
    own = PracticeFactory(published=True)
    AdoptionFactory(origin_text="A buddy system", recorded_as=own, adopter_name="Ghent", published=True)
    adopt(own, "Turku")

    assert told(family_of(own).root) == {"A buddy system": [{"Ghent": [{"Turku": []}]}]}


def test_family_that_turned_into_a_circle_is_drawn_all_the_same(client):
    one, two = PracticeFactory(published=True), PracticeFactory(published=True)
    adopt(one, "A", two)
    adopt(two, "B", one)  # two editors at once: no constraint can see it

    assert client.get(one.get_absolute_url()).status_code == 200
    assert client.get(two.get_absolute_url()).status_code == 200


def test_large_family_is_cut_and_says_so(client):
    practice = PracticeFactory(published=True)
    for number in range(MOST + 5):
        adopt(practice, f"City {number}")

    family = family_of(practice)
    assert (len(family.members), family.left_out, len(family.boxes)) == (MOST, 6, MOST)
    page = page_of(client.get(practice.get_absolute_url()))
    assert "6 more adoptions are neither drawn nor listed here." in page.get_text()
    assert client.get(family.list_url.replace("/fr/", "/en/")).context["page"].total == MOST + 5


def test_drawing_is_the_same_each_time_and_no_box_covers_another(chain):
    for number in range(5):
        adopt(chain[0], f"City {number}")
    one, two = family_of(chain[0]), family_of(chain[0])

    assert (one.boxes, one.lines) == (two.boxes, two.lines)
    boxes = one.boxes
    for box in boxes:
        assert 0 <= box.x <= box.x + box.width <= one.width
        assert 0 <= box.y <= box.y + box.height <= one.height
        for other in boxes:
            assert box is other or box.x != other.x or abs(box.y - other.y) >= box.height


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
