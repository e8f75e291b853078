"""The pages of practices: layers of judgement, comparison, map."""

import pytest
from bs4 import BeautifulSoup

from practices.grading import Design, Outcome

from ..factories import CountryFactory, PracticeFactory, TopicFactory
from .test_practice import add_study, assess

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def test_page_keeps_the_four_layers_apart_and_says_what_is_missing(client):
    practice = PracticeFactory(published=True, origin="imported")
    add_study(practice, kind=Design.COUNTS, finding="Of 80, 41 found work.", sample=80, sample_unit="people", year=2019)
    add_study(practice, kind=Design.RANDOM, outcome=Outcome.NONE, finding="No difference after a year.")
    practice.editorial_checks.create(is_about_integration=True, is_a_year_old=False)
    assess(practice, each=2)

    text = text_of(client.get(practice.get_absolute_url()))

    assert "A summary of public sources. Those who run the practice did not write it." in text
    assert "Level 1 of 5." in text
    assert "Of 80, 41 found work." in text
    assert "No difference after a year." in text
    assert "yes It is about integration." in text
    assert "no It is at least a year old." in text
    assert "not answered Its context is clear." in text
    assert "12 of 18 points" in text
    assert "Ada Berg" in text
    assert "What is missing for “promising” Evidence of level 2 or more (now 1)." in text


def test_practice_without_assessment_is_shared_and_nothing_is_held_against_it(client):
    text = text_of(client.get(PracticeFactory(published=True).get_absolute_url()))

    assert "Nobody has assessed it yet. That says nothing against it." in text
    assert "Shared" in text


def test_contact_address_is_on_no_page(client):
    practice = PracticeFactory(published=True, contact_email="ada@example.org", contact_name="Ada")

    for url in (practice.get_absolute_url(), "/en/practices/", "/en/practices/?format=json", "/en/search/?q=ada"):
        answer = client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"ada@example.org" not in body


def test_comparison_shows_up_to_four_side_by_side(client):
    made = [PracticeFactory(published=True, goals=f"Goal {n}") for n in range(5)]
    draft = PracticeFactory(goals="Secret goal")
    slugs = [practice.slug for practice in made[:4]]

    answer = client.get("/en/practices/compare/", {"p": [*slugs, made[4].slug, draft.slug, "nothing"]})
    page = BeautifulSoup(answer.content, "html.parser")

    heads = [th.get_text() for th in page.select("table.compare thead th")]
    assert heads == [practice.title for practice in made[:4]]
    text = page.main.get_text(" ", strip=True)
    assert "Goal 3" in text
    assert "Goal 4" not in text
    assert "Secret goal" not in text
    assert "Four practices fit side by side" in text
    assert "There is no practice “nothing”" in text


def test_comparison_finds_the_next_practice_and_lets_one_go(client):
    first = PracticeFactory(published=True, title="Quagga mentors")
    second = PracticeFactory(published=True, title="Quagga buddies")

    answer = client.get("/en/practices/compare/", {"p": first.slug, "q": "quagga"})
    page = BeautifulSoup(answer.content, "html.parser")

    links = {link["href"] for link in page.select("main a[href^='?p=']")}
    assert f"?p={first.slug}&p={second.slug}" in links
    assert page.select_one("table.compare tbody tr:last-child a")["href"] == "."


def test_map_counts_by_country_within_the_filters(client):
    sweden, greece = CountryFactory(), CountryFactory(code="GR", code3="GRC", name="Greece")
    topic = TopicFactory()
    PracticeFactory(published=True, countries=[sweden, greece], topics=[topic])
    PracticeFactory(published=True, countries=[sweden])
    PracticeFactory(countries=[sweden])

    rows = {row.country.code: (row.total, row.url) for row in client.get("/en/practices/map/").context["rows"]}
    narrowed = client.get("/en/practices/map/?topic=housing").context["rows"]

    assert rows == {"SE": (2, "/en/practices/?country=SE"), "GR": (1, "/en/practices/?country=GR")}
    assert {(row.country.code, row.total, row.url) for row in narrowed} == {
        ("SE", 1, "/en/practices/?topic=housing&country=SE"),
        ("GR", 1, "/en/practices/?topic=housing&country=GR"),
    }


def test_similar_practices_share_terms(client):
    topic, other = TopicFactory(), TopicFactory(name="Sport", slug="sport")
    practice = PracticeFactory(published=True, topics=[topic], title="Own")
    twin = PracticeFactory(published=True, topics=[topic], title="Twin")
    PracticeFactory(published=True, topics=[other], title="Stranger")
    PracticeFactory(topics=[topic], title="Draft")

    assert client.get(practice.get_absolute_url()).context["similar"][0].pk == twin.pk


def test_rules_are_printed_from_the_rules_themselves(client):
    text = text_of(client.get("/en/practices/evidence/"))

    assert "Random assignment, or a quasi-experiment" in text
    assert "It is at least a year old." in text
    assert "Proven 4 14 2" in text


def test_detail_of_a_full_practice_takes_at_most_8_queries(client, django_assert_max_num_queries):
    practice = PracticeFactory(published=True, topics=[TopicFactory()], countries=[CountryFactory()])
    for _ in range(3):
        add_study(practice)
        assess(practice)
    client.get(practice.get_absolute_url())

    with django_assert_max_num_queries(8):
        client.get(practice.get_absolute_url())
