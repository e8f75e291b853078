"""Networks side by side: choosing, the day, what they share, files, and whatever an address may say."""

import json

import pytest
from bs4 import BeautifulSoup
from django.utils.http import urlencode

from directory.models import Fund, LegalAct, TargetGroup
from events.models import Meeting
from networks.models import Grant, Membership, NetworkTranslation, Product

from ..factories import CountryFactory, MeetingFactory, NetworkFactory, TopicFactory

ADDRESS = "/en/networks/compare/"


def page_of(client, **asked) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"{ADDRESS}?{urlencode(asked, doseq=True)}").content, "html.parser")


def lines(page: BeautifulSoup) -> dict[str, list[str]]:
    rows = page.select_one("table.compare").select("tbody tr")
    return {row.th.get_text(): [cell.get_text("\n") for cell in row.find_all("td")] for row in rows}


def test_five_networks_say_that_four_are_possible(client, db):
    made = NetworkFactory.create_batch(5, published=True)
    draft = NetworkFactory(title="Quagga draft")

    page = page_of(client, network=[*(one.slug for one in made), draft.slug, "nothing"])

    heads = [head.get_text() for head in page.select_one("table.compare").select("thead th")]
    said = page.select_one("main").get_text()
    assert heads == [one.title for one in made[:4]]
    assert "Four networks fit side by side" in said
    assert "There is no network “nothing”" in said
    assert "Quagga draft" not in said


def test_boxes_choose_without_javascript_and_keep_the_day(client, db):
    first, second = NetworkFactory.create_batch(2, published=True)

    page = page_of(client, network=first.slug, as_of="2017")

    boxes = {box["value"]: box.has_attr("checked") for box in page.select("input[name=network]")}
    assert boxes == {first.slug: True, second.slug: False}
    assert page.select_one("input[name=as_of]")["value"] == "2017"
    both = page_of(client, network=[first.slug, second.slug], as_of="2017")
    leave = both.select_one("table.compare tbody tr:last-child a")["href"]
    assert leave == f"?network={second.slug}&as_of=2017"


@pytest.mark.parametrize(
    "asked", [{"as_of": "soon"}, {"as_of": "9" * 300}, {"network": "\0"}, {"network": ["a" * 9000]}, {"q": "\0'"}, {}]
)
def test_malformed_value_is_a_page(client, db, asked):
    assert client.get(ADDRESS, asked).status_code == 200


def test_odd_date_gets_a_sentence_and_is_not_carried_on(client, db):
    network = NetworkFactory(published=True)

    page = page_of(client, network=network.slug, as_of="soon")

    assert "“soon” is no date" in page.get_text()
    assert "soon" not in page.select_one("a[href$=csv]")["href"]


def test_meetings_of_each_year_count_up_to_the_day(client, db):
    network = NetworkFactory(published=True)
    for when, values in [
        ("2016-10", {}), ("2016-03", {}), ("2017", {}), ("2019", {}), ("2016-05", {"status": Meeting.Status.CANCELLED}),
        ("2015/2017", {}),
    ]:  # fmt: skip
        MeetingFactory(published=True, network=network, when=when, **values)
    MeetingFactory(network=network, when="2016-11")

    told = lines(page_of(client, network=network.slug, as_of="2018"))

    assert told["Meetings on record, by year"] == ["2016: 2\n2017: 1"]


def test_how_a_network_works_is_told_line_by_line(client, db):
    network = NetworkFactory(
        published=True, governance="A board", funding="Its members", frequency="Now and then", meetings_per_year=3
    )
    network.legal_basis.add(LegalAct.objects.create(title="An act", slug="act", reference="1/2020"))
    network.target_groups.add(TargetGroup.objects.create(name="Young people", slug="young"))
    network.topics.add(TopicFactory())
    Product.objects.create(network=network, title="A kit", kind=Product.Kind.TOOLKIT)
    fund = Fund.objects.create(name="A fund", slug="fund")
    Grant.objects.create(network=network, fund=fund, amount=12000, period="2016", form="grant")
    Membership.objects.create(network=network, counted_group="NGOs", count=90, count_countries=38)
    Membership.objects.create(network=network, country=CountryFactory(), role=Membership.Role.FUNDER)

    told = lines(page_of(client, network=network.slug))

    assert told == told | {
        "Governance": ["A board"],
        "Funding": ["Its members"],
        "How often it meets": ["Now and then"],
        "Meetings a year": ["3"],
        "Legal basis": ["An act (1/2020)"],
        "Target groups": ["Young people"],
        "Topics": ["Housing"],
        "Products": ["A kit"],
        "Grants": ["grant, A fund, 2016, 12,000 EUR"],
        "Members that are only counted": ["NGOs: 90 in 38 countries"],
        "Who began it, pays for it or proposed it": ["Sweden (funder)"],
    }
    assert "Members" not in told


def test_files_hold_the_same(client, db):
    one, other = NetworkFactory.create_batch(2, published=True)
    sweden = CountryFactory()
    for network in (one, other):
        Membership.objects.create(network=network, country=sweden)
    asked = {"network": [one.slug, other.slug], "as_of": "2017"}

    answer = json.loads(client.get(ADDRESS, {**asked, "format": "json"}).getvalue())
    row = answer["items"][0]

    assert answer["address"].endswith(f"?network={one.slug}&network={other.slug}&as_of=2017")
    assert (row["members"], row["member_names"], row["members_by_country"]) == (1, ["SE"], ["SE: 1"])
    assert row["members_shared_with"] == [f"{other.slug}: 1"]
    assert row["as_of"] == "2017-12-31"
    for fmt in ("csv", "xlsx"):
        assert len(client.get(ADDRESS, {**asked, "format": fmt}).getvalue()) > 100
    assert json.loads(client.get(ADDRESS, {"format": "json"}).getvalue())["items"] == []


def test_queries_do_not_grow_with_the_networks(client, db, django_assert_max_num_queries):
    made = NetworkFactory.create_batch(4, published=True)
    NetworkFactory.create_batch(200, published=True)
    for network in made:
        Membership.objects.create(network=network, country=CountryFactory())
    asked = {"network": [network.slug for network in made]}
    client.get(ADDRESS, asked)

    with django_assert_max_num_queries(12):
        answer = client.get(ADDRESS, asked)

    page = BeautifulSoup(answer.content, "html.parser")
    assert len(page.find_all(True)) <= 800
    assert page.select_one("input[name=q]")


def test_approved_translation_is_read(client, db):
    network = NetworkFactory(published=True, governance="A board")
    NetworkTranslation.objects.create(
        owner=network, language="de", state="approved", texts={"title": "Netz", "governance": "Ein Vorstand"}
    )

    text = client.get("/de/networks/compare/", {"network": network.slug}).content.decode()

    assert "Ein Vorstand" in text
