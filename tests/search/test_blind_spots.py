"""Countries by topic and target group: every number is that of its list, and every 0 leads to the form."""

import csv
import datetime as dt
import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from directory.models import Country, TargetGroup, Topic
from practices.grading import Design, Outcome
from practices.models import Practice
from proposals.models import Proposal
from publishing.models import State

from ..factories import CountryFactory, NetworkFactory, PracticeFactory, StudyVisitFactory, TopicFactory
from ..proposals.conftest import patient as patient

pytestmark = pytest.mark.django_db
URL = "/en/blind-spots/"
MEASURES = ["practices", "evidence", "visits", "networks"]


def page_of(client, url=URL, asked=None) -> BeautifulSoup:
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def table(page) -> dict[tuple[str, str], object]:
    """Return the links or cells of the table by row and column head."""
    columns = [head.get_text() for head in page.select("thead th")][1:]
    return {
        (row.th.get_text(strip=True), column): cell
        for row in page.select("tbody tr, tfoot tr")
        for column, cell in zip(columns, row.select("td"), strict=True)
    }


@pytest.fixture
def world():
    """Two EU countries and one outside, two topics and a group, and records that stand in some of the cells."""
    since = dt.date(1995, 1, 1)
    sweden = CountryFactory()
    Country.objects.filter(pk=sweden.pk).update(eu_since=since)
    austria = CountryFactory(code="AT", code3="AUT", name="Austria", eu_since=since)
    norway = CountryFactory(code="NO", code3="NOR", name="Norway")
    housing, sport = TopicFactory(), TopicFactory(slug="sport", name="Sport")
    group = TargetGroup.objects.create(slug="refugees", name="Refugees")
    proven = PracticeFactory(published=True, topics=[housing, sport], countries=[sweden])
    proven.evidence_items.create(kind=Design.COUNTS, outcome=Outcome.POSITIVE, finding="More found work.")
    proven.target_groups.add(group)
    proven.note_change()
    PracticeFactory(published=True, topics=[housing], countries=[sweden, norway])
    PracticeFactory(topics=[sport], countries=[austria])
    StudyVisitFactory(published=True, topics=[sport], venue_country=austria)
    network = NetworkFactory(published=True, topics=[housing])
    network.memberships.create(country=norway, since="2016")
    network.note_change()
    return housing, sport


def numbers(page) -> dict[tuple[str, str], int]:
    return {key: int(cell.get_text()) for key, cell in table(page).items()}


def test_practices_by_topic(client, world):
    assert numbers(page_of(client)) == {
        ("Austria", "Housing"): 0, ("Austria", "Sport"): 0, ("Austria", "All topics"): 0,
        ("Austria", "Topics without any"): 2,
        ("Sweden", "Housing"): 2, ("Sweden", "Sport"): 1, ("Sweden", "All topics"): 2,
        ("Sweden", "Topics without any"): 0,
        ("All countries", "Housing"): 2, ("All countries", "Sport"): 1, ("All countries", "All topics"): 2,
        ("All countries", "Topics without any"): 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"show": "evidence"}, {("Sweden", "Housing"): 1, ("Sweden", "Sport"): 1}),
        ({"show": "visits"}, {("Austria", "Sport"): 1}),
        ({"show": "networks"}, {}),
        ({"show": "networks", "of": "others"}, {("Norway", "Housing"): 1}),
        ({"of": "others"}, {("Norway", "Housing"): 1}),
        ({"by": "target_group"}, {("Sweden", "Refugees"): 1}),
        ({"by": "target_group", "show": "visits"}, {}),
    ],
)
def test_each_measure_of_each_axis(client, world, asked, found):
    cells = numbers(page_of(client, asked=asked))
    inner = {key: n for key, n in cells.items() if key[0] != "All countries" and "All" not in key[1] and n}

    assert {key: n for key, n in inner.items() if not key[1].endswith("without any")} == found


@pytest.mark.parametrize("by", ["topic", "target_group"])
@pytest.mark.parametrize("show", MEASURES)
def test_every_number_is_that_of_the_list_behind_it(client, world, by, show):
    for of in ("eu", "others"):
        for cell in table(page_of(client, asked={"by": by, "show": show, "of": of})).values():
            if cell.a and int(cell.get_text()):
                page = client.get(cell.a["href"]).context["page"]
                assert page.errors == []
                assert page.total == int(cell.get_text()), cell


def test_zero_leads_to_the_form_with_country_and_topic(client, world):
    cell = table(page_of(client))["Austria", "Sport"]

    assert parse_qs(urlsplit(cell.a["href"]).query) == {"country": ["AT"], "topic": ["sport"]}
    assert cell["class"] == ["none"]  # hatched
    assert cell.a["aria-label"].startswith("0: propose a practice")
    form = page_of(client, cell.a["href"])
    assert [box["value"] for box in form.select("input[name=topics][checked]")] == ["sport"]
    assert "Your proposal is about: Austria." in form.get_text()


def test_form_keeps_what_was_handed_over_until_its_step(client, world, patient):
    url = "/en/propose/?country=AT&target_group=refugees"
    first = page_of(client, url)
    assert [box["value"] for box in first.select("input[name=target_groups][checked]")] == ["refugees"]
    sent = {field["name"]: field.get("value", "") for field in first.select("main form input[type=hidden]")}

    answer = client.post(url, sent | {"language": "en", "title": "Buddies", "go": "leave"})

    answers = Proposal.objects.get().answers
    assert answers["countries"] == ["AT"]
    assert answers["target_groups"] == []  # it was shown, and the sender took it out
    second = page_of(client, f"{answer['Location']}2/")
    assert [box["value"] for box in second.select("input[name=countries][checked]")] == ["AT"]


@pytest.mark.parametrize(
    "query", ["country=XX&topic=nothing", "country=%00&topic='", "topic=" + "x" * 3000, "country="]
)
def test_form_leaves_out_what_it_does_not_offer(client, world, query):
    form = page_of(client, f"/en/propose/?{query}")

    assert not form.select("input[name=topics][checked]")
    assert "Your proposal is about" not in form.get_text()


def test_sentences_count_the_combinations(client, world):
    text = " ".join(page_of(client).main.get_text().split())
    assert "Practices: for 2 of 4 combinations of a country and a topic, none is known." in text
    assert "For 1 of them nothing is known at all" in text  # in Austria there is a visit on sport

    text = " ".join(page_of(client, asked={"by": "target_group"}).main.get_text().split())
    assert "for 1 of 2 combinations of a country and a target group, none is known." in text


def test_draft_is_counted_as_soon_as_it_is_published_and_no_longer_when_it_is_withdrawn(client, world):
    draft = Practice.objects.get(state=State.DRAFT)
    assert numbers(page_of(client))["Austria", "Sport"] == 0

    draft.state = State.PUBLISHED
    draft.save()
    assert numbers(page_of(client))["Austria", "Sport"] == 1

    draft.state = State.DRAFT
    draft.save()
    assert numbers(page_of(client))["Austria", "Sport"] == 0


def test_many_topics_come_in_parts_of_one_size(client, world):
    for number in range(15):
        Topic.objects.create(slug=f"t{number:02}", name=f"Topic {number:02}")

    first = page_of(client)
    links = [link["href"] for link in first.select(".gaps__choices nav")[3].select("a")]
    columns = [len(page_of(client, URL + link.removeprefix(".")).select("thead th")) - 3 for link in links]

    assert columns == [6, 6, 5]
    assert "for 32 of 34 combinations" in " ".join(first.get_text().split())


def test_page_takes_the_same_few_queries_for_1_and_50_records(client, world, django_assert_num_queries):
    client.get(URL)
    with django_assert_num_queries(3):
        client.get(URL)
    for _ in range(50):
        PracticeFactory(published=True, topics=[world[0]], countries=[Country.objects.get(code="AT")])
    client.get(URL)

    with django_assert_num_queries(3):
        assert numbers(page_of(client))["Austria", "Housing"] == 50


def test_files_hold_all_countries_and_all_measures(client, world):
    text = b"".join(client.get(URL, {"format": "csv", "show": "visits"}).streaming_content).decode("utf-8-sig")
    rows = {(row["country"], row["topic"]): row for row in csv.DictReader(io.StringIO(text))}
    data = json.loads(b"".join(client.get(URL, {"format": "json", "by": "target_group"}).streaming_content))
    sheet = load_workbook(io.BytesIO(b"".join(client.get(URL, {"format": "xlsx"}).streaming_content))).active

    assert len(rows) == 6 == sheet.max_row - 1
    assert [rows["SE", "housing"][name] for name in MEASURES] == ["2", "1", "0", "0"]
    assert rows["NO", "housing"] == {
        "country": "NO", "is_eu_member": "no", "topic": "housing", "practices": "1", "evidence": "0", "visits": "0",
        "networks": "1",
    }  # fmt: skip
    assert data["entries"] == len(data["items"]) == 3
    assert {"country": "SE", "is_eu_member": True, "target_group": "refugees", "practices": 1, "evidence": 1,
            "visits": 0, "networks": 0} in data["items"]  # fmt: skip


@pytest.mark.parametrize("name", ["by", "show", "of", "part"])
@pytest.mark.parametrize("value", ["'; DROP TABLE", "\0", "x" * 3000, "<script>", "-1", "99999999999999999999"])
def test_odd_value_is_named_and_the_usual_table_is_shown(client, world, name, value):
    page = page_of(client, asked={name: value})

    (fault,) = page.select(".alert--error")
    assert "cannot be shown here" in fault.get_text()
    assert numbers(page)["Sweden", "Housing"] == 2
    assert not page.select("main script")


def test_page_says_so_while_nobody_can_count(client, world, settings, tmp_path):
    (tmp_path / "blocked").write_text("a file where the folder of the index should be")
    settings.INDEX_DIR = tmp_path / "blocked" / "index"

    for asked in ({}, {"format": "csv"}):
        answer = client.get(URL, asked)
        assert answer.status_code == 503
        assert "cannot be counted at this moment" in answer.content.decode()


def test_empty_portal_has_an_empty_table(client):
    Topic.objects.all().delete()
    assert "for 0 of 0 combinations" in " ".join(page_of(client).get_text().split())
