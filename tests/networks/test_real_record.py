"""The comparison and the timeline with the portal's own record."""

import pytest
from bs4 import BeautifulSoup

from networks.models import Network, Succession

from .test_comparing import lines, page_of

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]


def test_real_networks_stand_side_by_side_on_the_day(client):
    before, after = (lines(page_of(client, network=["ein", "emn"], as_of=year)) for year in ("2017", "2025"))

    assert before["Members"][0] == "30"
    assert after["Members"][0] == "29"
    assert "United Kingdom" in before["Members by country"][0]
    assert "United Kingdom" not in after["Members by country"][0]
    assert before["Kind"][0] == "Network of national authorities"
    assert before["On that day"] == ["At work", "At work"]
    assert before["Meetings a year"][0] == "2"
    assert {"Governance", "Legal basis", "How often it meets", "Topics", "Products"} <= set(before)


def test_what_two_share_is_told_in_numbers_and_names(client):
    table = page_of(client, network=["ein", "uap"], as_of="2017").select("table.compare")[1]

    members = table.select_one("tbody td")
    shared = int(members.b.get_text())
    assert shared == len(members.get_text("|").split("|")[1].split(", ")) == 4


def test_network_that_had_ended_has_no_members_and_says_why(client):
    told = lines(page_of(client, network=["share", "ein"], as_of="2025"))

    assert told["On that day"] == ["Ended before", "At work"]
    assert told["Members"][0] == ""


def test_drawing_and_list_hold_the_same_networks_and_successions(client):
    page = BeautifulSoup(client.get("/en/networks/timeline/").content, "html.parser")

    drawn = [link["href"] for link in page.select("svg.life > a")]
    listed = [item.a["href"] for item in page.select("section[aria-labelledby=list] li")]
    assert drawn == listed
    assert {"/en/networks/ein/", "/en/networks/ncp-integration/", "/en/networks/hopes/"} <= set(drawn)
    shown = Succession.objects.filter(predecessor__isnull=False, successor__in=Network.objects.published())
    ties = page.select("path.life__tie")
    assert 0 < len(ties) <= shown.count()
    ein = next(item for item in page.select("section[aria-labelledby=list] li") if item.a["href"].endswith("/ein/"))
    assert "National Contact Points on Integration" in ein.get_text()
    assert drawn.index("/en/networks/ein/") - drawn.index("/en/networks/ncp-integration/") == 1
