"""What networks share: the counting by its laws, the matrix with the real record and with made ones."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from networks.models import Membership, Network
from networks.overlapping import DRAWN, shared
from publishing.models import State

from ..factories import CountryFactory, NetworkFactory, TopicFactory

ADDRESS = "/en/networks/overlap/"
sets = st.dictionaries(st.integers(0, 12), st.frozensets(st.integers(0, 9), max_size=8), max_size=10)


@given(sets)
def test_shared_is_symmetric_with_each_size_on_the_diagonal(things):
    counts = shared(things)

    assert all(counts[one, other] == counts[other, one] for one in things for other in things)
    assert all(counts[key, key] == len(members) for key, members in things.items())


@given(sets)
def test_shared_is_the_size_of_the_intersection_and_so_never_more_than_the_smaller(things):
    counts = shared(things)

    for one, left in things.items():
        for other, right in things.items():
            assert counts[one, other] == len(left & right) <= min(len(left), len(right))


@given(sets, st.integers(0, 12))
def test_a_network_that_leaves_changes_nothing_among_the_others(things, gone):
    rest = {key: members for key, members in things.items() if key != gone}

    assert shared(rest) == {pair: number for pair, number in shared(things).items() if gone not in pair}


@given(st.lists(st.integers(0, 5), max_size=10))
def test_a_member_with_two_roles_counts_once(members):
    assert shared({"a": members})["a", "a"] == len(set(members))


@pytest.fixture
def two(db):
    """Two networks: one of the EU countries, one of Sweden, the United Kingdom and one of its own."""
    sweden = CountryFactory(eu_since="1995-01-01")
    kingdom = CountryFactory(
        code="GB", code3="GBR", name="United Kingdom", eu_since="1973-01-01", eu_until="2020-01-31"
    )
    union = NetworkFactory(published=True, title="Union", slug="union")
    other = NetworkFactory(published=True, title="Other", slug="other", created="2010")
    Membership.objects.create(network=union, country_group="eu", since="2000")
    for country in (sweden, kingdom):
        Membership.objects.create(network=other, country=country)
    Membership.objects.create(network=other, country=CountryFactory(code="NO", code3="NOR", name="Norway"))
    return union, other


def figures(client, **asked) -> dict:
    """Return the figures of the file, by the network's slug."""
    rows = json.loads(client.get(ADDRESS, {"format": "json", **asked}).getvalue())["items"]
    return {row["network"]: row for row in rows}


def test_members_follow_the_day(client, two):
    before, after = figures(client, as_of="2017"), figures(client, as_of="2025")

    assert (before["union"]["size"], before["union"]["with:other"]) == (2, 2)
    assert (after["union"]["size"], after["other"]["with:union"]) == (1, 1)


def test_network_that_was_not_at_work_is_left_out(client, two):
    assert set(figures(client, as_of="2009")) == {"union"}
    assert "other" in figures(client, as_of="2010")


def test_who_pays_and_who_is_withdrawn_is_not_counted(client, two):
    Membership.objects.filter(network=two[1], country__code="GB").update(role=Membership.Role.FUNDER)
    assert figures(client, as_of="2017")["union"]["with:other"] == 1

    two[1].state = State.ARCHIVED
    two[1].save()

    assert set(figures(client, as_of="2017")) == {"union"}


def test_cell_leads_to_the_two_side_by_side_on_the_same_day(client, two):
    page = BeautifulSoup(client.get(ADDRESS, {"as_of": "2017"}).content, "html.parser")

    cell = page.select_one(".matrix td a")
    assert (cell.get_text(), cell["aria-label"]) == ("2", "2: Union, Other")
    compared = client.get(cell["href"]).context["page"]
    assert [network.slug for network in compared.records] == ["union", "other"]
    assert len(compared.pairs[0].members) == 2


def test_topics_are_counted_on_their_own_page_and_kinds_narrow(client, two):
    housing = TopicFactory()
    for network in two:
        network.topics.add(housing)

    assert figures(client, of="topics")["union"]["with:other"] == 1
    Network.objects.filter(slug="other").update(kind_of_body=Network.Kind.CITIES)
    assert set(figures(client, of="topics", kind="cities")) == {"other"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"of": "cheese"}, "“cheese” is no choice of the filter “What is shared”"),
        ({"kind": "cheese"}, "“cheese” is no choice of the filter “Kind”"),
        ({"as_of": "soon"}, "“soon” is no date"),
        ({"as_of": "\0", "of": "\0", "kind": "a\0b"}, "“ab” is no choice"),
    ],
)
def test_malformed_value_gets_a_sentence_and_the_matrix(client, two, asked, said):
    answer = client.get(ADDRESS, asked)

    assert answer.status_code == 200
    assert said in BeautifulSoup(answer.content, "html.parser").get_text()
    assert b'class="matrix"' in answer.content


def test_table_has_room_for_some_and_says_so_while_the_file_holds_all(client, db, django_assert_max_num_queries):
    sweden = CountryFactory()
    for number in range(DRAWN + 6):
        Membership.objects.create(network=NetworkFactory(published=True, acronym=f"N{number}"), country=sweden)
    client.get(ADDRESS)

    with django_assert_max_num_queries(6):
        answer = client.get(ADDRESS)

    page = BeautifulSoup(answer.content, "html.parser")
    assert len(page.find_all(True)) <= 800
    assert len(page.select(".matrix tbody tr")) == DRAWN
    assert "Without room in the table" in page.get_text()
    file = b"".join(client.get(ADDRESS, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(file)))) == DRAWN + 6
    assert client.get(ADDRESS, {"format": "xlsx"}).getvalue().startswith(b"PK")
