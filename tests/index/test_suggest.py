"""“Did you mean”: the nearest known word, and nothing where nothing is near."""

import pytest
from bs4 import BeautifulSoup

from index.query import read
from index.suggest import did_you_mean, distance

from ..factories import PracticeFactory


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("house", "house", 0),
        ("hosue", "house", 1),
        ("hous", "house", 1),
        ("horse", "house", 1),
        ("xyz", "house", 5),
        ("", "abc", 3),
    ],
)
def test_distance_counts_slips(one, other, slips):
    assert distance(one, other) == slips
    assert distance(other, one) == slips


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mentroign", "mentoring"),
        ("mentoring", ""),
        ("metnorign housing", "mentoring housing"),
        ("xqzwvk", ""),
        ("", ""),
        ("\0 (((", ""),
    ],
)
def test_nearest_known_word_is_offered(typed, meant):
    PracticeFactory(published=True, title="Mentoring for all", summary="About housing and montage.")

    assert read(lambda view: did_you_mean(view.searcher, typed)) == meant


@pytest.mark.django_db
def test_list_offers_it_where_it_found_nothing(client):
    PracticeFactory(published=True, title="Mentoring for all")

    page = BeautifulSoup(client.get("/en/practices/?q=mentroign&kind=project").content, "html.parser")

    link = page.select_one(".meant a")
    assert link["href"] == "?q=mentoring&kind=project"
    assert client.get(f"/en/practices/{link['href']}").context["page"].total == 1
    assert not BeautifulSoup(client.get("/en/practices/?q=mentoring").content, "html.parser").select_one(".meant")
