"""The timeline: what is drawn as sure and what not, families, the list beside it."""

import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from networks.chronology import Life, stretches
from networks.models import Network, Succession

from ..factories import NetworkFactory

ADDRESS = "/en/networks/timeline/"
FIRST, TODAY = dt.date(2000, 1, 1), dt.date(2026, 11, 25)
day = st.dates(FIRST, dt.date(2030, 12, 31))
pair = st.tuples(day, day).map(sorted).map(tuple)
sides = st.one_of(pair, st.tuples(day, st.none()), st.tuples(st.none(), day), st.just((None, None)))
lives = st.builds(Life, sides, st.none() | sides)


@given(lives)
def test_what_is_drawn_has_a_length_and_the_sure_lies_between_the_unsure(life):
    unsure, sure = stretches(life, FIRST, TODAY)

    assert all(begin <= end for begin, end in [*unsure, *([sure] if sure else [])])
    if sure and len(unsure) == 2:
        assert unsure[0][1] == sure[0] < sure[1] == unsure[1][0]


def test_dates_known_to_the_day_leave_nothing_unsure():
    born, gone = dt.date(2010, 5, 1), dt.date(2012, 5, 1)

    assert stretches(Life((born, born), (gone, gone)), FIRST, TODAY) == ([], (born, gone))


def test_years_are_unsure_for_as_long_as_they_last():
    life = Life((dt.date(2010, 1, 1), dt.date(2010, 12, 31)), None)

    assert stretches(life, FIRST, TODAY) == (
        [(dt.date(2010, 1, 1), dt.date(2010, 12, 31))],
        (dt.date(2010, 12, 31), TODAY),
    )


def test_unknown_beginning_reaches_back_to_the_first_day_of_the_scale():
    unsure, sure = stretches(Life((None, None), (dt.date(2014, 1, 1), dt.date(2014, 12, 31))), FIRST, TODAY)

    assert (unsure, sure) == ([(FIRST, dt.date(2014, 12, 31))], None)


def test_draft_and_proposed_are_not_drawn_nor_a_draft_named(client, db):
    draft = NetworkFactory(title="Quagga draft", created="2001")
    child = NetworkFactory(published=True, title="Child", created="2010")
    NetworkFactory(published=True, title="Thought of", created="2015", kind_of_body=Network.Kind.PROPOSED)
    Succession.objects.create(predecessor=draft, successor=child, happened="2010")

    page = BeautifulSoup(client.get(ADDRESS).content, "html.parser")

    assert [text.get_text() for text in page.select("svg.life > a text")] == ["Child"]
    assert "Quagga draft" not in page.get_text()
    assert "Thought of" in page.select_one("section[aria-labelledby=undated]").get_text()


def test_kind_narrows_and_a_wrong_one_gets_a_sentence(client, db):
    NetworkFactory(published=True, title="Towns", created="2010", kind_of_body=Network.Kind.CITIES)
    NetworkFactory(published=True, title="Charities", created="2011", kind_of_body=Network.Kind.NGO)

    narrowed = client.get(ADDRESS, {"kind": "cities"}).context["page"]
    wrong = client.get(ADDRESS, {"kind": "cheese\0"})

    assert [network.title for network in narrowed.dated] == ["Towns"]
    assert "“cheese” is no choice" in BeautifulSoup(wrong.content, "html.parser").get_text()
    assert len(wrong.context["page"].dated) == 2


def test_successions_in_a_ring_are_drawn_too(client, db):
    one, other = (NetworkFactory(published=True, created=year) for year in ("2010", "2011"))
    Succession.objects.create(predecessor=one, successor=other)
    Succession.objects.create(predecessor=other, successor=one)

    assert len(client.get(ADDRESS).context["page"].ties) == 2


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_places_are_written_as_svg_reads_them_in_each_language(client, db, language):
    NetworkFactory(published=True, created="2001-02-03", ended="2011-12-13")

    page = BeautifulSoup(client.get(f"/{language}/networks/timeline/").content, "html.parser")

    numbers = [path["d"] for path in page.select("svg.life path")]
    numbers += [text[name] for text in page.select("svg.life text") for name in ("x", "y")]
    assert numbers
    assert not [told for told in numbers if "," in told]


def test_empty_portal_has_an_empty_timeline(client, db):
    assert client.get(ADDRESS).status_code == 200


def test_file_holds_all_with_their_origins(client, db, django_assert_max_num_queries):
    old = NetworkFactory(published=True, title="Old", created="2001")
    new = NetworkFactory(published=True, title="New", created="2010")
    undated = NetworkFactory(published=True)
    Succession.objects.create(predecessor=old, successor=new, happened="2010")
    client.get(ADDRESS)

    with django_assert_max_num_queries(4):
        items = json.loads(client.get(ADDRESS, {"format": "json"}).getvalue())["items"]

    assert [item["network"] for item in items] == [old.slug, new.slug, undated.slug]
    assert items[1]["came_from"] == ["Old 2010"]
